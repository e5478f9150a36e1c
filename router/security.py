"""The security headers of every page, and the nonce that its scripts and styles carry."""

import secrets
from collections.abc import Sequence

from router.compressed import PageReply
from router.reply import NO_STORE, RawHeaders, Reply

_FIXED = (
    NO_STORE,
    (b"x-content-type-options", b"nosniff"),
    # Stricter than same-origin would make browsers send `Origin: null` with our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"vary", b"accept-language, accept-encoding, cookie"),
)


_SELF = "'self'"


def new_nonce() -> str:
    """128 random bits: guessing one is as hard as guessing a key."""
    return secrets.token_urlsafe(16)


def content_policy(nonce: str, ancestors: Sequence[str] = (), targets: Sequence[str] = ()) -> str:
    """The page's Content-Security-Policy. `ancestors` are the exact origins that may frame it, `targets`
    those that the answer to its form may lead to."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"form-action {' '.join((_SELF, *targets))}; base-uri 'none'; "
        f"frame-ancestors {' '.join(ancestors) or chr(39) + 'none' + chr(39)}"
    )


def page(
    html: str,
    nonce: str,
    status: int = 200,
    ancestors: Sequence[str] = (),
    headers: RawHeaders = (),
    targets: Sequence[str] = (),
) -> Reply:
    """An HTML page with all its headers."""
    policy = (b"content-security-policy", content_policy(nonce, ancestors, targets).encode("ascii"))
    body = html.encode()
    about = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    return PageReply(status, [*about, policy, *_FIXED, *headers], body)
