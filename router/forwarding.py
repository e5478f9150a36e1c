"""Which headers cross the proxy, in each direction. Repeated headers stay apart, in their order."""

from collections.abc import Iterable

from multidict import CIMultiDict

RawHeaders = Iterable[tuple[bytes, bytes]]

# They speak about one connection, never about the message (RFC 9110, 7.6.1).
HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"http2-settings",
    )
)

# Only we may say these to the API: a caller who did would speak with our voice.
OURS = frozenset(
    (
        b"host",
        b"expect",
        b"forwarded",
        b"via",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-proto",
        b"x-real-ip",
        b"x-request-id",
    )
)

# The server writes its own.
REPLACED = frozenset((b"date", b"server", b"x-request-id"))


def request_headers(
    received: list[tuple[bytes, bytes]], scheme: str, client: str, request_id: str
) -> CIMultiDict[str]:
    """What the API gets: the caller's own headers, and who called us how, in our words."""
    dropped = HOP_BY_HOP | OURS | _named_in_connection(received)
    kept = CIMultiDict(
        (_text(name), _text(value))
        for name, value in received
        if name == b"content-length" or not (name in dropped or _impersonates(name))
    )
    host = next((_text(value) for name, value in received if name == b"host"), "")
    kept["Host"] = kept["X-Forwarded-Host"] = host
    kept["X-Forwarded-Proto"] = scheme
    kept["X-Request-Id"] = request_id
    if client:
        kept["X-Forwarded-For"] = client
    return kept


def response_headers(status: int, received: RawHeaders) -> list[tuple[bytes, bytes]]:
    """What the caller gets of the API's headers. A 204 or 304 announces no length: no body follows."""
    lowered = [(name.lower(), value) for name, value in received]
    dropped = HOP_BY_HOP | REPLACED | _named_in_connection(lowered)
    if status in (204, 304):
        dropped |= {b"content-length"}
    return [(name, value) for name, value in lowered if name not in dropped]


def _named_in_connection(headers: RawHeaders) -> frozenset[bytes]:
    return frozenset(
        name.strip().lower()
        for field, value in headers
        if field == b"connection"
        for name in value.split(b",")
    )


def _impersonates(name: bytes) -> bool:
    """The load balancer's identity headers; and underscores, which some servers read as dashes."""
    return name.startswith(b"x-amzn-oidc-") or b"_" in name


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
