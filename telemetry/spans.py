"""A span for each request: what was asked and how it ended, never what was said. Needs the extra `otel`."""

from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from starlette.types import ASGIApp, Receive, Scope, Send

from telemetry.origin import origin

_SCOPE = "interfaces"


def sending(service: str, url: str) -> Tracer:
    """A tracer whose spans go to `url` by OTLP over HTTP, behind our back; what cannot be sent is dropped."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    provider = provider_of(service)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    return provider.get_tracer(_SCOPE)


def provider_of(service: str) -> TracerProvider:
    return TracerProvider(resource=Resource.create({"service.name": f"interfaces-{service}"}))


class Spans:
    """Pure ASGI, below the recorder. The next hop continues from the span that is begun here."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        came_from = origin()
        before = extract({"traceparent": came_from.traceparent} if came_from.traceparent else {})
        with self._tracer.start_as_current_span(
            scope["method"],
            before,
            SpanKind.SERVER,
            record_exception=False,  # its message may hold what somebody typed
            set_status_on_exception=False,
        ) as span:
            came_from.traceparent = _traceparent(span)
            others = [header for header in scope["headers"] if header[0] != b"traceparent"]
            scope["headers"] = [*others, (b"traceparent", came_from.traceparent.encode("ascii"))]
            try:
                await self._app(scope, receive, send)
            finally:
                _describe(span, scope)
        return None


def _traceparent(span: Span) -> str:
    known = span.get_span_context()
    return f"00-{known.trace_id:032x}-{known.span_id:016x}-{known.trace_flags:02x}"


def _describe(span: Span, scope: Scope) -> None:
    """By the names of OpenTelemetry's conventions for HTTP."""
    route, status = scope.get("route"), scope.get("status", 0)
    if route:
        span.update_name(f"{scope['method']} {route.path_format}")
        span.set_attribute("http.route", route.path_format)
    span.set_attribute("http.request.method", scope["method"])
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("interfaces.request_id", scope["request_id"])
    if status >= 500:
        span.set_status(StatusCode.ERROR)
