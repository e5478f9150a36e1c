"""The first look at a request: one Host, bounded headers, one canonical path. Everything else is 400."""

import re
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from router.errors import BadRequest, HeadersTooLarge

MAX_HEADERS = 100
MAX_HEADER_BYTES = 64 * 1024

_HOST = re.compile(
    rb"(?:[a-z0-9_](?:[a-z0-9_.-]{0,253}[a-z0-9_.])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.IGNORECASE
)
# What a path may hold as it stands: RFC 3986's pchar and the slash, without the percent sign.
_LITERAL = rb"A-Za-z0-9._~!$&'()*+,;=:@/-"
_PLAIN_PATH = re.compile(rb"/[" + _LITERAL + rb"]*")
_ENCODED_PATH = re.compile(rb"/(?:[" + _LITERAL + rb"]|%[0-9A-Fa-f]{2})*")
_QUERY = re.compile(rb"[!-~]*")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
# A segment that is empty, `.` or `..`, also with a `;parameter` that some servers cut off first.
_AMBIGUOUS = re.compile(rb"//|/\.{1,2}(?:[;/]|$)")
# Escapes with a second spelling or a second meaning: unreserved letters, slashes, percent, controls.
_NEVER_ESCAPED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/\\%\x7f;")


class Guard:
    """Lets only requests through about which routing, authorisation and the upstream must agree."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        check_headers(scope["headers"])
        scope["path"] = canonical_path(scope["raw_path"])
        if not _QUERY.fullmatch(scope["query_string"]):
            raise BadRequest("The query holds bytes that must be percent-encoded.")
        await self._app(scope, receive, send)


def check_headers(headers: list[tuple[bytes, bytes]]) -> None:
    """Raises BadRequest unless there is exactly one well-formed Host, HeadersTooLarge above the limits."""
    if len(headers) > MAX_HEADERS or sum(map(len, [part for field in headers for part in field])) > (
        MAX_HEADER_BYTES
    ):
        raise HeadersTooLarge
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1:
        raise BadRequest("The request must carry exactly one Host header.")
    if not _HOST.fullmatch(hosts[0]):
        raise BadRequest("The Host header is malformed.")


def canonical_path(raw: bytes) -> str:
    """The decoded path, if it has only one reading. Raises BadRequest."""
    if _AMBIGUOUS.search(raw) or not _ENCODED_PATH.fullmatch(raw):
        raise BadRequest("The path is not in its canonical form.")
    if _PLAIN_PATH.fullmatch(raw):
        return raw.decode("ascii")
    for escape in _ESCAPE.findall(raw):
        if (code := int(escape, 16)) < 0x20 or code in _NEVER_ESCAPED:
            raise BadRequest("The path is not in its canonical form.")
    try:
        return unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        raise BadRequest("The path is not UTF-8.") from None
