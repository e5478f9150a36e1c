"""`interfaces publish`, `rollback` and `publications` against a real API."""

import json
from pathlib import Path

import pytest

from tests.api.conftest import api, issuer, origin
from tests.api.origin import SCHEMA, Origin, package_files
from tests.api.running import RunningApi
from tests.cli.conftest import Interfaces
from tests.support.postgres import database_url, databases

__all__ = ["api", "database_url", "databases", "issuer", "origin"]


@pytest.fixture
def access(api: RunningApi) -> dict[str, str]:
    """The settings that lead to the API, as an author."""
    return {"api_url": api.url, "token": api.author.headers["authorization"].removeprefix("Bearer ")}


def live_version(api: RunningApi, interface: str) -> str:
    version: str = api.author.get(f"/interfaces/{interface}").json()["live"]["version"]
    return version


@pytest.mark.parametrize("name", ["note", "interface-note", "@webapp/interface-note", "Notes"])
def test_publishing_tells_each_step(
    interfaces: Interfaces, api: RunningApi, origin: Origin, access: dict[str, str], name: str
) -> None:
    interface = api.published()
    origin.commit(package_files("2.0.0"), "dev")

    done = interfaces("publish", name, "--reason", "better", **access)

    assert done.returncode == 0, done.stderr
    lines = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("✓")]
    assert lines == ["fetch", "gate", "merge", "flip", "announce"]
    assert "2.0.0 is live" in done.stdout
    assert live_version(api, interface) == "2.0.0"


def test_a_failing_gate_exits_1_with_file_and_line(
    interfaces: Interfaces, process: Interfaces, api: RunningApi, origin: Origin, access: dict[str, str]
) -> None:
    interface = api.published()
    files = package_files("2.0.0")
    fixture = json.loads(files["fixtures/default.json"])
    fixture["submissions"][0]["valid"] = False
    origin.commit({**files, "fixtures/default.json": json.dumps(fixture, indent=1)}, "dev")

    stopped = process("publish", interface, **access)
    forced = interfaces("publish", interface, "--force", "--reason", "the example is wrong", **access)

    assert stopped.returncode == 1
    assert "fixtures/default.json:" in stopped.stdout
    assert "✗ gate" in stopped.stdout
    assert forced.returncode == 0
    assert live_version(api, interface) == "2.0.0"


def test_force_without_a_reason_is_wrong_use(interfaces: Interfaces) -> None:
    assert interfaces("publish", "note", "--force").returncode == 2


def test_back_to_the_release_before_and_the_history(
    interfaces: Interfaces, api: RunningApi, origin: Origin, access: dict[str, str]
) -> None:
    interface = api.published()
    origin.commit(package_files("2.0.0"), "dev")
    second = api.publish(interface)

    back = interfaces("rollback", "note", "--reason", "too early", **access)
    assert (back.returncode, live_version(api, interface)) == (0, "1.0.0"), back.stderr
    again = interfaces("rollback", "note", "--to", second["publication_id"], "--reason", "no", **access)
    assert (again.returncode, live_version(api, interface)) == (0, "2.0.0"), again.stderr

    told = interfaces("publications", "note", **access).stdout.splitlines()
    assert len(told) == 4
    assert "rollback, done, live" in told[0]
    assert told[1].endswith("too early")
    assert all("author" in line for line in told)


def test_without_an_earlier_release_there_is_no_way_back(
    process: Interfaces, api: RunningApi, access: dict[str, str]
) -> None:
    api.published()

    refused = process("rollback", "note", "--reason", "x", **access)

    assert (refused.returncode, "no earlier release" in refused.stderr) == (1, True)


def test_an_unknown_or_ambiguous_name_is_told(
    interfaces: Interfaces, api: RunningApi, access: dict[str, str]
) -> None:
    one, other = api.published(), api.published()

    unknown = interfaces("publications", "nothing", **access)
    ambiguous = interfaces("publications", "note", **access)

    assert (unknown.returncode, ambiguous.returncode) == (1, 1)
    assert one in unknown.stderr
    assert one in ambiguous.stderr
    assert other in ambiguous.stderr


def test_without_a_token_or_an_api_it_says_what_to_set(interfaces: Interfaces, tmp_path: Path) -> None:
    nowhere = interfaces("publications", "note")
    nobody = interfaces("publications", "note", api_url="http://127.0.0.1:9")
    no_demo = interfaces("publish", "note", "--state", str(tmp_path / "none"))

    assert "INTERFACES_API_URL" in nowhere.stderr
    assert "--token" in nobody.stderr
    assert "There is no demo" in no_demo.stderr
    assert {nowhere.returncode, nobody.returncode, no_demo.returncode} == {1}


def test_open_tasks_are_moved_where_they_fit(
    interfaces: Interfaces, api: RunningApi, origin: Origin, access: dict[str, str]
) -> None:
    interface = api.published()
    fits, short = api.task(interface), api.task(interface)
    for task in (fits, short):
        api.member.get(task.read_path)
    api.member.put(f"{short.path}/draft", json={"draft": {"note": "no"}})
    note = {**SCHEMA["properties"]["note"], "minLength": 5}
    schema = {**SCHEMA, "properties": {**SCHEMA["properties"], "note": note}}
    commit = origin.commit(package_files("2.0.0", schema), "dev")
    assert interfaces("publish", "note", "--commit", commit, **access).returncode == 0

    looked = interfaces("migrate-tasks", "note", "--dry-run", **access)
    done = interfaces("migrate-tasks", "note", **access)
    back = interfaces("migrate-tasks", "note", "--to", "1.0.0", **access)

    assert "1 tasks would move to 2.0.0" in looked.stdout
    assert (looked.returncode, done.returncode) == (1, 1)
    assert f"✗ {short.execution}/{short.node}  answers /note:" in done.stdout
    assert (back.returncode, back.stdout[:17]) == (0, "1 tasks moved to ")
