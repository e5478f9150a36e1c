"""What a request costs, counted instead of timed: a machine that is busy counts the same.

A bound is what it took when it was written down, and a tenth more. Who makes something dearer on purpose
writes a new one, and why.
"""

import gc
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from starlette.types import ASGIApp, Message

from benchmarks import sample
from identity.issuer import CLIENT_ID, DevIssuer
from renderer.fixtures import Viewer
from renderer.form.decode import decode
from renderer.form.response import to_response
from renderer.form.validate import validate
from renderer.package import load
from renderer.page import PageInfo, View, page_pieces
from router.api_client import ApiClient
from router.app import create_app
from router.connection import Answer
from router.connection_pool import ConnectionPool
from router.form_post import _pairs
from router.resources import Resources, open_resources
from router.settings import EdgeSettings
from telemetry.metrics import Metrics
from tests.mirror.origin import Origin

pytestmark = pytest.mark.anyio

PAGE_CALLS = 58  # calls of Python functions for the page of twelve fields
FIELD_CALLS = 1.9  # for each field more
ROW_CALLS = 13.2  # for each row of two columns
POST_CALLS = 239  # for the twelve fields posted: read, made a response, checked
REQUEST_CALLS = 235  # for the whole request in the application, the call to the API aside


def calls_of(work: Callable[[], object]) -> list[str]:
    """The Python functions that are called, the second time: the first makes ready."""
    work()
    seen: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            seen.append(f"{frame.f_code.co_filename}:{frame.f_code.co_name}")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return seen


def page_calls(fields: int) -> list[str]:
    package = load(sample.package(fields=fields), sample.FOLDER)
    info = PageInfo(url="/i/a/b/c", asset_root="/i/-/", nonce="n" * 22, key="k" * 22)
    viewer = Viewer(name="Jane Doe", email="jane@example.com", zone="Europe/Berlin")
    view = View("en", {"prefill": sample.ANSWERS}, viewer, info)
    return calls_of(lambda: page_pieces(package, view))


def test_a_page_is_filled_not_drawn() -> None:
    calls = page_calls(12)

    assert [call for call in calls if call.startswith("templates/") or "/jinja2/" in call] == []
    assert len(calls) <= PAGE_CALLS


def test_a_page_grows_with_its_fields_and_no_faster() -> None:
    few, many, most = (len(page_calls(fields)) for fields in (12, 24, 240))

    assert (most - few) / 228 <= FIELD_CALLS
    assert (most - few) / 228 == pytest.approx((many - few) / 12, rel=0.02)


def test_a_posted_form_is_read_and_checked_in_few_calls() -> None:
    package = load(sample.package(), sample.FOLDER)
    body = urlencode({name: str(value) for name, value in sample.ANSWERS.items()}).encode()

    def taken() -> None:
        response = to_response(package, decode(package, _pairs(body)), {})
        assert validate(package, response, {}, "en") == []

    assert len(calls_of(taken)) <= POST_CALLS


def test_a_row_costs_few_calls() -> None:
    few, many = (len(row_calls(rows)) for rows in (10, 110))

    assert (many - few) / 100 <= ROW_CALLS


def row_calls(rows: int) -> list[str]:
    """For a list of two columns."""
    columns = {"what": {"type": "string"}, "amount": {"type": "number"}}
    listed = {"type": "array", "items": {"type": "object", "properties": columns}}
    changed = {
        "schema.json": orjson.dumps({"type": "object", "properties": {"rows": listed}}),
        "ui.json": b"{}",
        "fixtures/default.json": b'{"title": "Empty", "context": {}}',
    }
    package = load({**sample.package(), **changed}, sample.FOLDER)
    info = PageInfo(url="/i/a/b/c", asset_root="/i/-/", nonce="n" * 22, key="k" * 22)
    answers = {"rows": [{"what": f"Row {at}", "amount": at + 0.5} for at in range(rows)]}
    view = View("en", {}, Viewer(name="Jane Doe"), info, answers)
    return calls_of(lambda: page_pieces(package, view))


class Counted(ConnectionPool):
    """An API that has one task; `asked` are the request lines."""

    def __init__(self) -> None:
        super().__init__("http://api.example")
        self.asked: list[bytes] = []

    async def exchange(self, request: bytes, *, repeatable: bool) -> Answer:
        self.asked.append(request.partition(b" HTTP/")[0])
        return Answer(200, {"content-type": "application/json"}, orjson.dumps(sample.record()))


class InProcess:
    """The edge without a server: what counts is the application alone."""

    def __init__(self, app: ASGIApp, resources: Resources, token: str) -> None:
        self.app, self.resources, self.token = app, resources, token

    async def ask(self, path: str, method: str = "GET", body: bytes = b"") -> Message:
        """Its answer's start. Raises nothing: an error is an answer too."""
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            said.append(message)

        headers = {"accept": "text/html", "authorization": f"Bearer {self.token}"}
        headers |= {"content-type": "application/json"} if body else {}
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
            "scheme": "http", "client": ("127.0.0.1", 1), "state": {"resources": self.resources},
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        await self.app(scope, receive, send)
        return said[0]


@pytest.fixture
async def api() -> Counted:
    return Counted()


@pytest.fixture
async def edge_here(
    api: Counted, issuer_folder: Path, origin: Origin, tmp_path: Path
) -> AsyncIterator[InProcess]:
    files = sample.package()
    origin.commit(origin.tree_of(files), sample.FOLDER)
    issuer = "http://127.0.0.1:8000/issuer"
    chosen = {
        "issuer": issuer, "client_ids": CLIENT_ID, "dev_issuer": issuer_folder, "git_url": origin.url,
        "mirror_dir": tmp_path / "mirror.git", "api_url": "http://api.example", "log_level": "warning",
    }  # fmt: skip
    settings = EdgeSettings.model_validate(chosen)
    metrics = Metrics()
    async with opened(settings, metrics, api) as resources:
        token = DevIssuer(issuer_folder, issuer).mint("member")
        yield InProcess(create_app(settings, metrics), resources, token)


@asynccontextmanager
async def opened(settings: EdgeSettings, metrics: Metrics, api: Counted) -> AsyncIterator[Resources]:
    async with open_resources(settings, metrics) as resources:
        yield replace(resources, optional_api=ApiClient("http://api.example", api))


def task(number: int) -> str:
    return sample.TASK.format(n=f"{number:012x}")


async def test_a_page_asks_the_api_once(edge_here: InProcess, api: Counted) -> None:
    for number in range(3):
        assert (await edge_here.ask(task(number)))["status"] == 200

    assert len(api.asked) == 3
    assert all(line.startswith(b"GET /workflow-executions/") for line in api.asked)


async def test_a_submission_asks_the_api_once(edge_here: InProcess, api: Counted) -> None:
    body = orjson.dumps({"response_data": sample.ANSWERS})

    answer = await edge_here.ask(sample.SUBMIT.format(n="0" * 12), "POST", body)

    assert answer["status"] == 200
    assert [line.partition(b" ")[0] for line in api.asked] == [b"PATCH"]


async def test_a_request_takes_no_more_calls_than_it_did(edge_here: InProcess) -> None:
    for number in range(3):
        await edge_here.ask(task(number))
    count = 0

    def note(_frame: FrameType, event: str, _: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        answer = await edge_here.ask(task(9))
    finally:
        sys.setprofile(None)

    assert answer["status"] == 200
    assert count <= REQUEST_CALLS


async def test_a_page_leaves_next_to_nothing_to_collect(edge_here: InProcess) -> None:
    """Memory that only a collection frees would grow: a process that serves collects rarely."""
    pages = 300
    await edge_here.ask(task(1))
    gc.collect()
    gc.disable()
    try:
        for _ in range(pages):
            await edge_here.ask(task(1))
        left = gc.collect()
    finally:
        gc.enable()

    assert left < pages  # what other threads leave does not grow with them
