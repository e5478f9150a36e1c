"""Row 39 of the faults: what stands behind a router is restarted, and nobody who asks the router notices."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.door.restarts import DRAIN, restart_under_load
from tests.router.conftest import StartEdge

RULES = """
[group.two]
targets = ["http://127.0.0.1:{0}", "http://127.0.0.1:{1}"]
health_check = {{ path = "/readyz", interval = 0.1, timeout = 5, healthy = 1, unhealthy = 1 }}

[default]
forward = "two"
"""


def test_39_a_target_that_is_restarted_breaks_nobodys_request(start_edge: StartEdge, tmp_path: Path) -> None:
    @contextmanager
    def router(ports: Sequence[int]) -> Iterator[int]:
        file = tmp_path / "rules.toml"
        file.write_text(RULES.format(*ports))
        yield int(start_edge(rules=file, git_url="").url.rpartition(":")[2])

    outcome = restart_under_load(1, router)

    assert outcome.errors == []
    assert outcome.asked > 10
    assert all(DRAIN <= seconds <= 30 for seconds in outcome.stops)
