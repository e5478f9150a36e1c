"""What others wrote works through the router unchanged: the short form of `scripts/trials router`."""

from pathlib import Path

from tests.router.conftest import StartEdge
from tests.router.relay.group import routed
from tests.support.peers import PeersTarget, clone_and_push, curl, events, make_repository
from tests.support.serving import served

KB = 1024


def test_curl_git_and_a_reader_of_events(start_edge: StartEdge, tmp_path: Path) -> None:
    bare = make_repository(tmp_path, 300 * KB)
    with served(PeersTarget(bare.parent)) as target:
        edge = routed(start_edge, tmp_path, target)

        assert curl(edge.url, tmp_path, 300 * KB) == []
        assert clone_and_push(edge.url, tmp_path, bare, 1100 * KB) == []  # more than git sends in one piece
        assert events(edge.url, 10, 0.1)[0] == 10
