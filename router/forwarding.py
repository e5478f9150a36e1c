"""Which headers cross the proxy, in each direction. Repeated headers stay apart, in their order."""

import re
from collections.abc import Mapping

from router.targets.config import ForwardedFor

Headers = list[tuple[bytes, bytes]]

# They speak about one connection, never about the message (RFC 9110, 7.6.1).
HOP_BY_HOP: Mapping[bytes, str] = {
    b"connection": "names what is meant for one connection only",
    b"keep-alive": "says how long one connection is kept",
    b"proxy-authenticate": "asks the nearest client to sign in at a proxy",
    b"proxy-authorization": "signs in at the nearest proxy",
    b"proxy-connection": "was never a standard, and means Connection",
    b"te": "says which codings one connection takes",
    b"trailer": "announces fields after the body, which are dropped",
    b"transfer-encoding": "frames the body on one connection; each side frames its own",
    b"upgrade": "changes the protocol of one connection; a web socket's is written anew",
    b"http2-settings": "belongs to an upgrade to HTTP/2, which does not happen here",
}

# Only we may say these to a target: a caller who did would speak with our voice.
OURS: Mapping[bytes, str] = {
    b"host": "goes on as it came, exactly once",
    b"expect": "is answered by the target, or by us when it says nothing",
    b"forwarded": "is treated like X-Forwarded-For",
    b"via": "is not kept: which proxies there were is nobody's business",
    b"x-forwarded-for": "the address that is connected to us; by the group's `forwarded_for`",
    b"x-forwarded-host": "the Host that the caller named",
    b"x-forwarded-port": "is not said: it is part of the Host",
    b"x-forwarded-proto": "http or https, as the caller reached us",
    b"x-real-ip": "is not said: X-Forwarded-For says it",
    b"x-request-id": "the request's id, the same in every log",
}

# The server writes its own.
REPLACED: Mapping[bytes, str] = {
    b"date": "is when we answer",
    b"server": "would tell strangers what runs here",
    b"x-request-id": "is ours, whatever a target says",
}

# A trace goes on as it came, or not at all: a malformed one would be blamed on us (W3C Trace Context, 3.2).
_TRACE = re.compile(rb"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_TRACING = frozenset((b"traceparent", b"tracestate"))

_NEVER = frozenset(HOP_BY_HOP) | frozenset(OURS)
_USUAL = (b"close", b"keep-alive")
_LENGTH = frozenset((b"content-length",))
_NONE = frozenset[bytes]()
_NOT_BACK = frozenset(HOP_BY_HOP) | frozenset(REPLACED)


def request_headers(
    received: Headers,
    scheme: str,
    client: str,
    request_id: str,
    forwarded_for: ForwardedFor = "replace",
) -> Headers:
    """What a target gets: the caller's own headers, and who called us how, in our words."""
    names = dict(received)
    dropped = _NEVER
    if b"connection" in names:
        dropped = (dropped | _named_in_connection(received)) - _LENGTH
    if b"traceparent" in names or b"tracestate" in names:
        dropped = dropped | _broken_trace(received)
    # The load balancer's identity headers; and underscores, which some servers read as dashes.
    kept = [
        each
        for each in received
        if (name := each[0]) not in dropped and not (name.startswith(b"x-amzn-oidc-") or b"_" in name)
    ]
    host = names.get(b"host", b"")
    ours = [(b"host", host), (b"x-forwarded-host", host), (b"x-forwarded-proto", scheme.encode("ascii"))]
    ours.append((b"x-request-id", request_id.encode("ascii")))
    return [*ours, *_client_headers(received, client.encode("ascii"), forwarded_for), *kept]


def _client_headers(received: Headers, client: bytes, mode: ForwardedFor) -> Headers:
    """`replace`: the address we see and nothing else. `append`: behind what came. `preserve`: what came.
    `remove`: nobody's."""
    if mode == "remove":
        return []
    came = [] if mode == "replace" else [v for name, v in received if name == b"x-forwarded-for"]
    elements = [] if mode == "replace" else [v for name, v in received if name == b"forwarded"]
    if client and mode != "preserve":
        came = [*came, client]
        elements = (
            [*elements, b'for="[%s]"' % client if b":" in client else b"for=" + client] if elements else []
        )
    found = [(b"x-forwarded-for", b", ".join(came))] if came else []
    return [*found, (b"forwarded", b", ".join(elements))] if elements else found


def _broken_trace(headers: Headers) -> frozenset[bytes]:
    told = [value for name, value in headers if name == b"traceparent"]
    return frozenset() if len(told) == 1 and _TRACE.fullmatch(told[0]) else _TRACING


def response_headers(status: int, received: Headers) -> Headers:
    """What the caller gets of a target's headers, whose names are in lower case. A 204 or 304 announces no
    length: no body follows."""
    dropped = _NOT_BACK | _LENGTH if status in (204, 304) else _NOT_BACK
    if b"connection" in dict(received):
        dropped = dropped | _named_in_connection(received)
    return [each for each in received if each[0] not in dropped]


def _named_in_connection(headers: Headers) -> frozenset[bytes]:
    """Without what says only whether the connection is kept: nearly all headers say no more."""
    told = [value for name, value in headers if name == b"connection" and value.lower() not in _USUAL]
    return frozenset(name.strip().lower() for value in told for name in value.split(b",")) if told else _NONE
