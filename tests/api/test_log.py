"""One JSON line for each request, and nothing in it that people or tokens told."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.api.origin import Origin
from tests.api.running import Issuer, RunningApi, running_api, settings_of
from tests.support.serving import wait_until


class Output(BytesIO):
    """What the process printed. A line is written after its answer was sent, so reading waits for it."""

    def lines(self, count: int) -> list[dict[str, Any]]:
        wait_until(lambda: len(self._told()) >= count)
        return self._told()

    def _told(self) -> list[dict[str, Any]]:
        """Of requests, but for those that ask how far a publication is: nobody knows how many they are."""
        whole = self.getvalue().rpartition(b"\n")[0]
        told = [json.loads(line) for line in whole.splitlines()]
        return [each for each in told if not each.get("path", "/publications/").startswith("/publications/")]


@pytest.fixture
def output() -> Output:
    return Output()


@pytest.fixture
def logging_api(
    output: Output, issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path
) -> Iterator[RunningApi]:
    settings = settings_of(issuer.url, database_url, origin.url, tmp_path / "mirror.git")
    with running_api(issuer, settings, output) as api:
        yield api


def test_a_request_is_one_line_with_what_operators_need(logging_api: RunningApi, output: Output) -> None:
    logging_api.author.get("/interfaces?x=1", headers={"X-Request-Id": "mine"})

    (line,) = output.lines(1)

    assert line.pop("ms") > 0
    assert line.pop("time").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "mine",
        "method": "GET",
        "path": "/interfaces",
        "status": 200,
        "client": "127.0.0.1",
    }


def test_a_refusal_names_its_reason(logging_api: RunningApi, output: Output) -> None:
    logging_api.nobody.get("/interfaces")
    logging_api.member.get("/interfaces")

    assert [(line["status"], line["fault"]) for line in output.lines(2)] == [
        (401, "TokenRefused: credentials"),
        (403, "Forbidden"),
    ]


def test_what_people_and_tokens_tell_is_never_logged(logging_api: RunningApi, output: Output) -> None:
    api = logging_api
    task, mine = api.task(assigned_user_id="canary1", continuation={"task_token": "canary2"}), api.task()
    told = [
        api.member.get(f"{task.path}?workflow_uuid=canary3"),
        api.member.get(mine.read_path, headers={"X-Other": "canary4", "Cookie": "canary5"}),
        api.member.put(f"{mine.path}/draft", json={"draft": {"note": "canary6"}}),
        api.member.patch(f"{mine.path}/submit", json={"response_data": {"note": "canary7"}}),
        api.member.patch(
            f"{mine.path}/submit",
            content=b'{"response_data": {"canary8": NaN',
            headers={"Content-Type": "application/json"},
        ),
        api.nobody.get("/interfaces", headers={"Authorization": "Bearer canary9"}),
    ]
    assert [answer.status_code for answer in told] == [422, 200, 204, 422, 400, 401]

    assert len(output.lines(4 + 6)) == 10  # an interface, its publication and two tasks took one each

    assert b"canary" not in output.getvalue()
    assert api.author.headers["authorization"].split()[1].encode() not in output.getvalue()


def test_what_breaks_is_logged_by_kind_and_place_without_its_message(
    logging_api: RunningApi, output: Output
) -> None:
    task = logging_api.task()
    logging_api.query("UPDATE interface_tasks SET context = %s", b"canary")

    answer = logging_api.member.get(task.read_path)

    *_, line = output.lines(4)
    assert (answer.status_code, line["status"], line["level"]) == (500, 500, "error")
    assert line["broken"].startswith("Undecryptable < ")
    assert "cipher.py" in line["broken"]
    assert b"canary" not in output.getvalue()
    assert answer.json()["request_id"] == line["request_id"]
