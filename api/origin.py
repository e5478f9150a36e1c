"""Where an act comes from: noted once at the door, told by the log, the audit and every later hop."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

# W3C trace context, version 00: trace id and span id that are not all zeros.
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass
class Origin:
    """One request, or the process itself. `subject` is known once the token was verified."""

    request_id: str = ""
    client: str = ""
    traceparent: str | None = None
    subject: str = "system"

    @property
    def trace_id(self) -> str | None:
        return self.traceparent and self.traceparent.split("-")[1]


_ORIGIN: ContextVar[Origin] = ContextVar("origin")


def set_origin(origin: Origin) -> None:
    """From here on this task, and what it starts, acts for this request."""
    _ORIGIN.set(origin)


def origin() -> Origin:
    """Whom the running code acts for: a request, or the process itself when there is none."""
    return _ORIGIN.get(None) or Origin()


def traceparent_of(values: list[bytes]) -> str | None:
    """The header's value if it came once and is well formed; what is not is left out."""
    text = values[0].decode("latin-1") if len(values) == 1 else ""
    return text if _TRACEPARENT.fullmatch(text) else None


def hop() -> Mapping[str, str | None]:
    """What a later hop tells of the request it comes from."""
    now = origin()
    return {"request_id": now.request_id or None, "traceparent": now.traceparent}
