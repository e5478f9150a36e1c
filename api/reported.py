"""The caller's address as the API tells it: the one that an edge reports, and the edge's own."""

import re

from starlette.types import Scope

from telemetry.recorder import peer

_ADDRESS = re.compile(r"[0-9a-fA-F:.]{2,45}")


def client_of(scope: Scope) -> str:
    """Such as `203.0.113.7 via 10.0.0.4`; the connected address alone where none was reported."""
    reported = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    client = reported.decode("latin-1").rpartition(",")[2].strip()
    return f"{client} via {peer(scope)}" if _ADDRESS.fullmatch(client) else peer(scope)
