"""Traces: one span for each request, a child of the caller's, continued by the next hop; nothing secret."""

from collections.abc import Mapping
from types import SimpleNamespace

import httpx2
import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.types import ASGIApp, Receive, Scope, Send

from telemetry.log import Log
from telemetry.metrics import Metrics
from telemetry.origin import origin
from telemetry.recorder import Recorder
from telemetry.spans import Spans, provider_of
from telemetry.traces import traced

pytestmark = pytest.mark.anyio

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
CANARY = "canary-4711"


class Traced:
    """A server whose spans stay in memory, and what it would tell its next hop."""

    def __init__(self, status: int = 200) -> None:
        self.told: Mapping[str, str] = {}
        self.headers: dict[bytes, bytes] = {}
        self._status = status
        self.spans = InMemorySpanExporter()
        provider = provider_of("edge")
        provider.add_span_processor(SimpleSpanProcessor(self.spans))
        inner = Spans(self._answer, provider.get_tracer("tests"))
        self.app: ASGIApp = Recorder(inner, Log("error"), Metrics())

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.told, self.headers = origin().headers, dict(scope["headers"])
        scope["route"] = SimpleNamespace(path_format="/i/{execution}")
        if self._status == 500:
            raise ValueError(CANARY)
        await send({"type": "http.response.start", "status": self._status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def ask(self, **headers: str) -> None:
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://edge") as http:
            await http.get(f"/i/{CANARY}?token={CANARY}", headers={"Authorization": CANARY, **headers})


async def test_a_request_is_a_child_of_its_callers_span_and_the_next_hop_its_child() -> None:
    server = Traced()

    await server.ask(traceparent=CALLER)

    (span,) = server.spans.get_finished_spans()
    assert span.context is not None
    assert span.parent is not None
    assert f"{span.context.trace_id:032x}" == CALLER.split("-")[1]
    assert f"{span.parent.span_id:016x}" == CALLER.split("-")[2]
    ours = f"00-{span.context.trace_id:032x}-{span.context.span_id:016x}-01"
    assert server.told["traceparent"] == ours
    assert server.headers[b"traceparent"] == ours.encode(), "a proxied request takes it along"
    assert (span.name, span.kind) == ("GET /i/{execution}", SpanKind.SERVER)
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 200
    assert span.resource.attributes["service.name"] == "interfaces-edge"


async def test_without_a_caller_it_begins_a_trace_of_its_own() -> None:
    server = Traced()

    await server.ask()

    (span,) = server.spans.get_finished_spans()
    assert span.parent is None
    assert server.told["traceparent"].startswith("00-")


async def test_what_broke_is_told_without_its_message_and_nothing_secret_is_there() -> None:
    server = Traced(500)

    await server.ask()

    (span,) = server.spans.get_finished_spans()
    assert span.events == ()
    assert CANARY not in span.to_json()


async def test_a_refused_answer_is_no_error_but_a_broken_one_is() -> None:
    for status, code in ((404, StatusCode.UNSET), (503, StatusCode.ERROR)):
        server = Traced(status)
        await server.ask()
        assert [span.status.status_code for span in server.spans.get_finished_spans()] == [code]


async def test_without_a_collector_nothing_stands_between() -> None:
    server = Traced()

    assert traced(server.app, "edge", "") is server.app
