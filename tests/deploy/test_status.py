"""`interfaces status`: who does not answer is told, what is wrong stands first, and 80 columns are enough."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy import status_command
from deploy.status import Place, Status, look
from deploy.status_screen import screen
from tests.support.serving import served

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LONG_AGO = (NOW - timedelta(hours=3)).isoformat()


def queues(dead: int = 0, waiting: int = 0) -> dict[str, Any]:
    return {
        "waiting": waiting,
        "waiting_since": LONG_AGO if waiting else None,
        "dead": dead,
        "publications": 1,
    }


def on_the_line(error: str = "") -> dict[str, Any]:
    return {
        "edge_id": "91bc",
        "role": "preview",
        "seen_at": LONG_AGO,
        "branch": "dev",
        "commit": "c" * 40,
        "synced_at": LONG_AGO,
        "error": error,
    }


def target(state: str) -> dict[str, Any]:
    return {"address": "10.0.0.4:3000", "state": state, "weight": 1, "in_flight": 3}


def edge(**changed: Any) -> dict[str, Any]:
    group = {
        "name": "production",
        "targets": [target("healthy")],
        "requests": 12_345,
        "failures": 6,
        "waiting": 0,
    }
    told = {
        "role": "router",
        "ready": True,
        "faults": {},
        "rules": [{"priority": 10, "name": "tasks", "if": "path /i/*/*/*", "then": "forward to production"}],
        "groups": [{**group, "healthy": 1}],
        "releases": 4,
        "previews": {"tabs": 2, "packages": 4, "faulty": [], "sync": None},
    }
    return told | changed


INTERFACE = {
    "interface_name": "Invoice approval",
    "status": "published",
    "live": {"version": "1.4.0", "digest": "d" * 40, "published_at": LONG_AGO, "published_by": "ada"},
}


def drawn(status: Status, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width, highlight=False, force_terminal=False)
    console.print(screen(status, NOW))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def deployment(control: dict[str, Any], at_edge: dict[str, Any]) -> Starlette:
    """An API and an edge in one, which answer as they do."""

    def says(told: dict[str, Any]) -> Any:
        async def say(request: Request) -> Response:
            known = request.headers["authorization"] == "Bearer author"
            return JSONResponse(told if known else {}, 200 if known else 404)

        return say

    listed = {"interfaces": [INTERFACE, {**INTERFACE, "status": "archived"}]}
    ways = {"/status": control, "/interfaces": listed, "/edge/status": at_edge}
    return Starlette(routes=[Route(path, says(told)) for path, told in ways.items()])


def test_where_all_is_well_one_line_says_so() -> None:
    with served(deployment({"queues": queues(waiting=2), "edges": [on_the_line()]}, edge())) as url:
        status = look(url, [url], "author")

    text = drawn(status)
    assert status.wrong == []
    assert text.startswith("✓ All is well  12:00:00 UTC\n")
    assert len(status.interfaces) == 1, "archived ones are no news"
    for told in ("10.0.0.4:3000", "12,345", "forward to production", "2 waiting, the oldest for 3 h",
                 "Invoice approval", "1.4.0", "dddddddddd", "dev at cccccccccc"):  # fmt: skip
        assert told in text


def test_what_is_wrong_stands_first_with_what_to_do() -> None:
    sick = edge(
        ready=False,
        faults={"api": "[red]unreachable[/]"},
        groups=[{**edge()["groups"][0], "targets": [target("ejected"), target("draining")]}],
        previews={"tabs": 0, "packages": 1, "faulty": ["interface-invoice"], "sync": None},
    )
    control = {"queues": queues(dead=3), "edges": [on_the_line("the remote hung up")]}
    with served(deployment(control, sick)) as url:
        status = look(url, [url, "http://127.0.0.1:9"], "author")

    assert [line.replace(url, "URL") for line in status.wrong] == [
        "3 messages to workflows were given up: interfaces outbox list",
        "A preview does not follow dev: the remote hung up",
        "Edge URL is not ready, api: [red]unreachable[/]",
        "Edge URL: 10.0.0.4:3000 of production is ejected",
        "interface-invoice has faults and shows its last good state: interfaces check",
        "Edge http://127.0.0.1:9 does not answer (ConnectError). Its log says why: interfaces doctor",
    ]
    text = drawn(status, 120)
    assert text.startswith("✗ Look at this first")
    assert "[red]unreachable[/]" in text, "what others say is no markup"


def test_it_follows_until_somebody_has_seen_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    control: dict[str, Any] = {"queues": queues(), "edges": [on_the_line()]}
    looks = 0

    def wait(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        control["queues"] = queues(dead=3)
        if looks == 2:
            raise KeyboardInterrupt

    console = Console(file=StringIO(), width=80, force_terminal=True)
    monkeypatch.setattr(status_command, "time", SimpleNamespace(sleep=wait))
    with served(deployment(control, edge())) as url:
        monkeypatch.setenv("INTERFACES_API_URL", url)
        well = status_command.tell([url], "author", watch=True, as_json=False, console=console)

    assert isinstance(console.file, StringIO)
    seen = console.file.getvalue()
    assert not well
    assert seen.index("All is well") < seen.index("3 messages to workflows were given up")
    assert "\x1b[?1049l" in seen, "the screen is as it was before"


def test_a_token_that_is_no_authors_is_told_from_silence() -> None:
    with served(deployment({}, {})) as url:
        status = look(url, [url], "member")

    assert len(status.wrong) == 2
    assert all("it needs the role manage" in line for line in status.wrong)
    assert "the role manage" in " ".join(drawn(status).split())


def test_nothing_is_wider_than_the_terminal() -> None:
    rules = [{"priority": 10, "name": "n" * 30, "if": "path " + "/x" * 90, "then": "forward to " + "g" * 40}]
    control = {"queues": queues(dead=1), "edges": [on_the_line("e" * 300)]}
    status = Status(
        Place("http://api", control), [Place("http://edge", edge(rules=rules))], [INTERFACE], ["w" * 200]
    )

    assert max(map(len, drawn(status).splitlines())) <= 80
