"""One schema out of several that all hold of the same value, for drawing it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from renderer.form.source import Place


def merged(parts: Sequence[Place]) -> dict[str, Any]:
    """Of limits the narrowest, of choices those in all; of anything else that is there twice the first."""
    whole: dict[str, Any] = {}
    for part in parts:
        for keyword, value in part.schema.items():
            both = _BOTH.get(keyword)
            if keyword in whole and both:
                whole[keyword] = both(whole[keyword], value)
            else:
                whole.setdefault(keyword, value)
    return whole


def _in_both(first: list[Any], second: list[Any]) -> list[Any]:
    return [value for value in first if value in second]


_BOTH: Mapping[str, Callable[[Any, Any], Any]] = {
    "enum": _in_both,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}
