"""Where an act comes from: noted once at the door, told by the log, the audit and every later hop."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from telemetry.chance import random_bytes

RawHeaders = list[tuple[bytes, bytes]]

_SANE = re.compile(rb"[A-Za-z0-9._-]{1,128}")
# W3C trace context, version 00: trace id and span id that are not all zeros.
_TRACEPARENT = re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(slots=True)
class Origin:
    """One request, or the process itself. `subject` is known once the token was verified."""

    request_id: str = ""
    client: str = ""
    traceparent: str | None = None
    subject: str = "system"

    @property
    def trace_id(self) -> str | None:
        return self.traceparent and self.traceparent.split("-")[1]

    @property
    def headers(self) -> Mapping[str, str]:
        """What the next hop is told of the caller: where it is, and its trace."""
        told = {"X-Forwarded-For": self.client} if self.client else {}
        if self.traceparent:
            told["traceparent"] = self.traceparent
        return told


_ORIGIN: ContextVar[Origin] = ContextVar("origin")


def set_origin(origin: Origin) -> None:
    """From here on this task, and what it starts, acts for this request."""
    _ORIGIN.set(origin)


def origin() -> Origin:
    """Whom the running code acts for: a request, or the process itself when there is none."""
    return _ORIGIN.get(None) or Origin()


def hop() -> Mapping[str, str | None]:
    """What a later hop tells of the request it comes from."""
    now = origin()
    return {"request_id": now.request_id or None, "traceparent": now.traceparent}


def origin_of(headers: RawHeaders, client: str) -> Origin:
    """The request with these headers. An id or a trace that is malformed, or came twice, is not taken over:
    an id is made then, a trace is left out."""
    ids, traces = [], []
    for name, value in headers:
        if name == b"x-request-id":
            ids.append(value)
        elif name == b"traceparent":
            traces.append(value)
    sane = len(ids) == 1 and _SANE.fullmatch(ids[0])
    request_id = ids[0].decode("ascii") if sane else random_bytes().hex()
    valid = len(traces) == 1 and _TRACEPARENT.fullmatch(traces[0])
    return Origin(request_id, client, traces[0].decode("ascii") if valid else None)
