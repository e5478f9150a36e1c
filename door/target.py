"""One Host, and one reading of the request target. Everything else is refused with 400.

Routing, authorisation and the upstream all see the same path, so none can be told another.
"""

import re
from urllib.parse import unquote_to_bytes

from door.refusal import Refused

Headers = list[tuple[bytes, bytes]]

_HOST = re.compile(
    rb"(?:[a-z0-9_](?:[a-z0-9_.-]{0,253}[a-z0-9_.])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.IGNORECASE
)
# What a path may hold as it stands: RFC 3986's pchar and the slash, without the percent sign.
_LITERAL = rb"A-Za-z0-9._~!$&'()*+,;=:@/-"
_PLAIN_PATH = re.compile(rb"/[" + _LITERAL + rb"]*")
_ENCODED_PATH = re.compile(rb"/(?:[" + _LITERAL + rb"]|%[0-9A-Fa-f]{2})*")
_QUERY = re.compile(rb"[!\"$-~]*")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
# A segment that is empty, `.` or `..`, also with a `;parameter` that some servers cut off first.
_AMBIGUOUS = re.compile(rb"//|/\.{1,2}(?:[;/]|$)")
# Escapes with a second spelling or a second meaning: unreserved letters, slashes, percent, controls.
_NEVER_ESCAPED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/\\%\x7f;")


def check_host(headers: Headers) -> None:
    """Raises Refused unless there is exactly one well-formed Host."""
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1:
        raise Refused(400, "The request must carry exactly one Host header.")
    if not _HOST.fullmatch(hosts[0]):
        raise Refused(400, "The Host header is malformed.")


def check_version(version: str, headers: Headers) -> None:
    """Of a request that is not HTTP/1.1. Raises Refused unless it is HTTP/1.0, which knows no chunks."""
    if version != "1.0":
        raise Refused(505, "Speak HTTP/1.1.")
    if any(name == b"transfer-encoding" for name, _ in headers):
        raise Refused(400, "HTTP/1.0 has no transfer coding.")


def parse_target(target: bytes) -> tuple[str, bytes, bytes]:
    """The decoded path, the raw path and the query. Raises Refused unless the path is canonical and the query
    plain."""
    raw, _, query = target.partition(b"?")
    path = canonical_path(raw)
    if query and not _QUERY.fullmatch(query):
        raise Refused(400, "The query holds bytes that must be percent-encoded.")
    return path, raw, query


def canonical_path(raw: bytes) -> str:
    """The decoded path, if it has only one reading. Raises Refused."""
    plain = _PLAIN_PATH.fullmatch(raw)
    if _AMBIGUOUS.search(raw) or not (plain or _ENCODED_PATH.fullmatch(raw)):
        raise Refused(400, "The path is not in its canonical form.")
    if plain:
        return raw.decode("ascii")
    for escape in _ESCAPE.findall(raw):
        if (code := int(escape, 16)) < 0x20 or code in _NEVER_ESCAPED:
            raise Refused(400, "The path is not in its canonical form.")
    try:
        return unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        raise Refused(400, "The path is not UTF-8.") from None
