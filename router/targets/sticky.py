"""The cookie by which a client comes back to the same target or group."""

import hashlib

Headers = list[tuple[bytes, bytes]]


def mark(name: str) -> str:
    """What the cookie says instead of an address."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def marked(headers: Headers, cookie: str) -> str:
    """The mark that a request carries; empty without one."""
    for name, value in headers:
        if name == b"cookie":
            for part in value.decode("latin-1").split(";"):
                key, _, told = part.strip().partition("=")
                if key == cookie:
                    return told
    return ""


def set_cookie(cookie: str, told: str, seconds: int) -> tuple[bytes, bytes]:
    """`told`: the mark."""
    text = f"{cookie}={told}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
    return b"set-cookie", text.encode("ascii")
