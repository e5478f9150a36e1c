"""Traces are switched on by naming who collects them; their library is an extra, loaded only then."""

from importlib.util import find_spec
from typing import Annotated
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from typed.notes import Must


def _check(value: str) -> str:
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
        raise ValueError("must be where OTLP over HTTP is taken, such as http://127.0.0.1:4318/v1/traces")
    if value and not (find_spec("opentelemetry") and find_spec("opentelemetry.exporter")):
        raise ValueError("needs the extra `otel` (requirements/otel.txt): install it, or leave this empty")
    return value


TracesUrl = Annotated[str, Must(_check)]


def traced(app: ASGIApp, service: str, url: str) -> ASGIApp:
    """The application with a span for each request; without a URL, itself."""
    if not url:
        return app
    from telemetry.spans import Spans, sending

    return Spans(app, sending(service, url))
