"""What the caller can take, from Accept-style headers with quality values."""

from collections.abc import Iterable
from functools import lru_cache

RawHeaders = Iterable[tuple[bytes, bytes]]


def header(headers: RawHeaders, name: bytes) -> str:
    """A list header's fields, joined as HTTP joins them. Empty when it is missing."""
    values = [value for field, value in headers if field == name]
    return b", ".join(values).decode("latin-1") if values else ""


@lru_cache(512)
def qualities(value: str) -> tuple[tuple[str, float], ...]:
    """Each name and its q from 0 to 1, the best first and otherwise as written. Nonsense weighs nothing."""
    found = []
    for item in value[:2000].split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        if name:
            found.append((name.lower(), _quality(parameters)))
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def wants_page(headers: RawHeaders) -> bool:
    """Whether a person's browser asks: it names text/html, and does not like JSON better."""
    weights = dict(reversed(qualities(header(headers, b"accept"))))
    html = max(weights.get("text/html", 0.0), weights.get("application/xhtml+xml", 0.0))
    json = max(weights.get("application/json", 0.0), weights.get("application/problem+json", 0.0))
    return html > 0 and html >= json


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0
