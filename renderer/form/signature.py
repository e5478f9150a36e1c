"""Signatures: a typed name, which is what counts, and strokes drawn beside it for those who can."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from renderer.form.kinds import NoControl
from renderer.form.model import Field
from renderer.form.walked import answered
from renderer.schema import SchemaError

WIDTH, HEIGHT = 600, 200  # of the pad, in the units of its strokes
LONGEST = 10_000  # characters of all strokes
_POINT = r"\d{1,3} \d{1,3}"
_STROKES = re.compile(rf"(?:M{_POINT}(?:L{_POINT})+)+", re.ASCII)
_PARTS = {"name", "drawing"}


def is_signature(schema: Mapping[str, Any]) -> bool:
    """Whether a schema of an object describes a signature."""
    return schema.get("format") == "signature"


def signed(group: Field) -> Field:
    """The group with its drawing drawn. Raises NoControl when it is no name and drawing."""
    if {child.name for child in group.children if child.scalar == "string"} != _PARTS:
        raise NoControl(
            "a signature is two texts: list 'name' and 'drawing', and no other, under 'properties'"
        )
    if group.children_by_name["drawing"].asked:
        raise NoControl("not everybody can draw: do not require 'drawing', require 'name'")
    return replace(group, children=tuple(map(_part, group.children)))


def _part(child: Field) -> Field:
    title = child.title if "title" in child.schema else f"t:signature.{child.name}"
    if child.name == "name":
        return replace(child, title=title)
    return replace(child, kind="drawing", title=title, help=child.help or "t:signature.help")


def is_drawing(value: Any) -> bool:
    """Whether these are strokes on the pad: `M12 34L56 78`, each from a point along others."""
    if not isinstance(value, str) or len(value) > LONGEST or not _STROKES.fullmatch(value):
        return False
    points = (point.split(" ") for point in re.split("[ML]", value)[1:])
    return all(int(x) <= WIDTH and int(y) <= HEIGHT for x, y in points)


def misdrawn(root: Field, response: Any) -> Iterator[SchemaError]:
    """What stands where a drawing belongs and is none."""
    for place in answered(root, response):
        if place.field.kind == "drawing" and not is_drawing(place.value):
            yield place.wrong("drawing", "is no drawing")
