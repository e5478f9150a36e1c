"""The demo comes up whole, goes down clean, and finds everything again."""

import json
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import psycopg
import pytest

from deploy.local.processes import ended
from tests.support.command import in_process
from tests.support.demo import DemoProcess, Ready
from tests.support.place import short_folder

pytestmark = pytest.mark.timeout(240)

PACKAGES = {
    "@webapp/interface-customer-reg",
    "@webapp/interface-expense-approval",
    "@webapp/interface-incident-report",
    "@webapp/interface-invoice",
}


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def demo(place: Path) -> Iterator[DemoProcess]:
    demo = DemoProcess(place)
    yield demo
    if demo.process.poll() is None:
        demo.stop()


@pytest.fixture(scope="module")
def ready(demo: DemoProcess) -> Ready:
    return demo.ready()


def get(url: str, token: str = "") -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx2.get(url, headers=headers, timeout=10, trust_env=False)


def test_the_ready_file_names_everything(ready: Ready) -> None:
    assert {one["interface_package"] for one in ready["interfaces"]} == PACKAGES
    assert {task["assigned_to"] for task in ready["executions"]} == {"author", "member", None}
    assert set(ready["tokens"]) == {"author", "member"}
    assert {path.name for path in Path(ready["packages_dir"]).iterdir()} >= {"interface-invoice"}


def test_every_link_of_the_ready_file_answers(ready: Ready) -> None:
    for interface in ready["interfaces"]:
        assert get(interface["preview_url"], ready["tokens"]["author"]).status_code == 200
    for task in ready["executions"]:
        assert get(task["url"], ready["tokens"][task["assigned_to"] or "member"]).status_code == 200
    assert get(f"{ready['edge']}/").status_code == 200
    assert get(f"{ready['api']}/readyz").status_code == 200


def test_the_database_and_the_origin_are_real(ready: Ready) -> None:
    with psycopg.connect(ready["database_url"]) as connection:
        count = connection.execute("SELECT count(*) FROM workflow_execution_nodes").fetchone()

    assert count == (len(ready["executions"]),)
    assert (Path(ready["origin"].removeprefix("file://")) / "refs/heads/dev").exists()


def test_it_prints_its_links_and_how_to_stop(demo: DemoProcess, ready: Ready) -> None:
    assert f"{ready['edge']}/signin" in demo.output
    assert all(interface["preview_url"] in demo.output for interface in ready["interfaces"])
    assert ready["packages_dir"] in demo.output
    assert "Ctrl-C" in demo.output


def test_everything_listens_on_loopback_only(demo: DemoProcess, ready: Ready) -> None:
    processes = psutil.Process(demo.process.pid).children(recursive=True)
    listening = [
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]

    assert set(listening) == {"127.0.0.1"}


def test_secrets_are_their_owners_alone(demo: DemoProcess, ready: Ready) -> None:
    for secret in ("encryption.key", "edge.secret", "settings.env", "issuer/issuer-key.pem"):
        assert stat.S_IMODE((demo.state / secret).stat().st_mode) == 0o600, secret


def test_the_doctor_finds_a_running_demo_well(demo: DemoProcess, ready: Ready) -> None:
    done = in_process(demo.state.parent, ("doctor", "--state", str(demo.state)), {})

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == 8


@pytest.mark.parametrize(("holder", "status"), [("author", 200), ("member", 403), ("machine", 403)])
def test_tokens_of_the_command_line_are_good_for_its_api(
    demo: DemoProcess, ready: Ready, holder: str, status: int
) -> None:
    done = in_process(demo.state.parent, ("token", holder, "--state", str(demo.state)), {})
    token = done.stdout.strip()

    assert get(f"{ready['edge']}/interfaces", token).status_code == status


def test_a_second_demo_on_the_same_folder_is_refused(demo: DemoProcess, ready: Ready, folder: Path) -> None:
    second = DemoProcess(folder, "--port", "0", "--state", str(demo.state))

    assert second.process.wait(60) == 1
    assert "already running" in second.output
    assert "Traceback" not in second.output


def test_sigterm_stops_everything(demo: DemoProcess, ready: Ready, place: Path) -> None:
    children = psutil.Process(demo.process.pid).children(recursive=True)

    assert demo.stop(signal.SIGTERM) == 0
    assert all(ended(child, 30) for child in children)
    assert not (place / "ready.json").exists()


@pytest.fixture(scope="module")
def again(demo: DemoProcess, ready: Ready, place: Path) -> Iterator[DemoProcess]:
    """Started once more where the first one was stopped."""
    if demo.process.poll() is None:
        demo.stop()
    again = DemoProcess(place)
    yield again
    if again.process.poll() is None:
        again.stop()


def test_a_second_start_finds_everything_again(ready: Ready, again: DemoProcess) -> None:
    found = again.ready()

    assert found["interfaces"] == moved(ready, found)["interfaces"]
    assert found["executions"] == moved(ready, found)["executions"]


def test_a_killed_demo_leaves_nothing_in_the_way(again: DemoProcess, place: Path) -> None:
    edge = again.ready()["edge"]
    again.stop(signal.SIGKILL)

    third = DemoProcess(place, "--port", edge.rpartition(":")[2])
    try:
        assert third.ready()["edge"] == edge
    finally:
        assert third.stop(signal.SIGINT) == 0


def moved(ready: Ready, to: Ready) -> Ready:
    """The same with the other start's port."""
    found: Ready = json.loads(json.dumps(ready).replace(ready["edge"], to["edge"]))
    return found


def test_when_a_part_dies_its_last_words_are_shown_and_the_rest_is_stopped(place: Path) -> None:
    demo = DemoProcess(place)
    port = demo.ready()["edge"].rpartition(":")[2]
    children = psutil.Process(demo.process.pid).children(recursive=True)
    next(child for child in children if port in child.cmdline()).kill()

    assert demo.process.wait(60) == 1
    assert "The router ended with code -9" in demo.output
    assert "router.log" in demo.output
    assert all(ended(child, 30) for child in children)


def test_a_port_in_use_is_told_at_once(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = DemoProcess(folder, "--port", str(port))

        assert demo.process.wait(60) == 1
    assert f"Port {port}" in demo.output
    assert "--port" in demo.output
    assert "Traceback" not in demo.output


def test_a_state_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    (folder / "state").write_text("a file, not a folder")
    demo = DemoProcess(folder)

    assert demo.process.wait(60) == 1
    assert "--state" in demo.output
    assert "Traceback" not in demo.output


def test_a_ready_file_that_cannot_be_written_is_told(folder: Path) -> None:
    demo = DemoProcess(folder, "--port", "0", "--ready-file", str(folder / "nowhere" / "ready.json"))

    assert demo.process.wait(60) == 1
    assert "--ready-file" in demo.output
    assert "Traceback" not in demo.output
