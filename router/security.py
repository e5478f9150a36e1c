"""The security headers of every page, and the nonce that its scripts and styles carry."""

from functools import lru_cache
from typing import NamedTuple

from renderer.package import Package
from router.compressed import PageReply
from router.reply import NO_STORE, RawHeaders, Reply
from telemetry.chance import random_text

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
    return random_text()


class Beyond(NamedTuple):
    """What a page reaches beyond itself, by exact origins."""

    targets: tuple[str, ...] = ()  # the answer to its form may lead there
    images: tuple[str, ...] = ()  # its images may come from there
    frames: tuple[str, ...] = ()  # its frames may show what is there


_NOWHERE = Beyond()


def content_policy(nonce: str, ancestors: tuple[str, ...] = (), beyond: Beyond = _NOWHERE) -> str:
    """The page's Content-Security-Policy. `ancestors` are the exact origins that may frame it."""
    reach = _reach(ancestors, beyond)
    return f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; {reach}"


@lru_cache(256)
def _reach(ancestors: tuple[str, ...], beyond: Beyond) -> str:
    """The share of the policy that all pages of a package have."""
    frames = f"frame-src {' '.join(beyond.frames)}; " if beyond.frames else ""
    return (
        f"img-src {' '.join((_SELF, 'data:', *beyond.images))}; font-src 'self'; connect-src 'self'; {frames}"
        f"form-action {' '.join((_SELF, *beyond.targets))}; base-uri 'none'; "
        f"frame-ancestors {' '.join(ancestors) or chr(39) + 'none' + chr(39)}"
    )


def beyond(package: Package, targets: tuple[str, ...] = ()) -> Beyond:
    """What the blocks of a package show; `targets` as in Beyond."""
    sources = package.manifest.content.sources
    frames = (_SELF, *sources) if "pdf" in [block.type for block in package.ui.blocks] else ()
    return Beyond(targets, sources, frames)


def page(
    html: str | list[bytes],
    nonce: str,
    status: int = 200,
    ancestors: tuple[str, ...] = (),
    headers: RawHeaders = (),
    reach: Beyond = _NOWHERE,
) -> Reply:
    """An HTML page, whole or in pieces, with all its headers."""
    policy = (b"content-security-policy", content_policy(nonce, ancestors, reach).encode("ascii"))
    body = html.encode() if isinstance(html, str) else b"".join(html)
    about = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    return PageReply(status, [*about, policy, *_FIXED, *headers], body)
