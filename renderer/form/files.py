"""Files as answers: a response refers to a stored file by its digest, and says what it is called and is."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from renderer.form.model import Field, FileRule
from renderer.form.walked import Answered, answered
from renderer.media_types import endings
from renderer.position import to_pointer
from typed.record import dataclass

Reference = dict[str, Any]
"""`{"digest": sha256 in hex, "name": str, "size": bytes, "media_type": str}`."""

NAME_LIMIT = 200  # characters of a file's name
_MEMBERS = {"digest", "name", "size", "media_type"}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(rf"[^\x00-\x1f\x7f/\\]{{1,{NAME_LIMIT}}}")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}")
_FAMILY = re.compile(r"\^(image|audio|video|text)/")  # a pattern that takes every image, and so on
_UNFIT = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Found:
    """A reference in a response, and where it stands."""

    pointer: str
    reference: Reference


def is_reference(value: Any) -> bool:
    """Whether a value refers to a file: these four members and no other, each as it has to be."""
    if not isinstance(value, dict) or set(value) != _MEMBERS:
        return False
    size = value["size"]
    return (
        all(isinstance(value[member], str) for member in _MEMBERS - {"size"})
        and isinstance(size, int)
        and not isinstance(size, bool)
        and 0 <= size < 2**53
        and _DIGEST.fullmatch(value["digest"]) is not None
        and _NAME.fullmatch(value["name"]) is not None
        and _MEDIA_TYPE.fullmatch(value["media_type"]) is not None
    )


def to_text(reference: Reference) -> str:
    """As a hidden field of the form carries it."""
    return orjson.dumps(reference).decode()


def from_text(text: str) -> Reference | None:
    """What a hidden field carried; None if that is no reference."""
    try:
        value = orjson.loads(text)
    except ValueError:
        return None
    return value if is_reference(value) else None


def plain_name(given: str) -> str:
    """What a browser or a program called a file, without folders and within limits."""
    name = _UNFIT.sub("", given.replace("\\", "/").rpartition("/")[2]).strip()
    stem, dot, ending = name.rpartition(".")
    if len(name) > NAME_LIMIT and dot and len(ending) < 10:
        name = stem[: NAME_LIMIT - len(ending) - 1] + dot + ending
    return name[:NAME_LIMIT] or "file"


def references(root: Field, response: Any) -> Iterator[Found]:
    """Every file that a response refers to, well formed or not."""
    for place in answered(root, response):
        if place.field.kind == "files":
            yield from (found for found in _given(place) if found.reference is not None)


def _given(place: Answered) -> Iterator[Found]:
    if place.field.file and place.field.file.many and isinstance(place.value, list):
        for number, one in enumerate(place.value):
            yield Found(to_pointer([*place.path, number]), one)
    else:
        yield Found(place.pointer, place.value)


def as_list(answer: Any) -> list[Reference]:
    """The references of an answer, whether it is one, several or none."""
    given = answer if isinstance(answer, list) else [answer]
    return [one for one in given if is_reference(one)]


def is_file(schema: Mapping[str, Any]) -> bool:
    """Whether a schema describes a reference to a file."""
    return schema.get("format") == "file" and schema.get("type", "object") == "object"


def rule_of(schema: Mapping[str, Any], *, many: bool) -> FileRule:
    """What files a schema takes: its ordinary keywords about `media_type` and `size`."""
    members = schema.get("properties", {})
    kinds, size = members.get("media_type", {}), members.get("size", {})
    types = kinds.get("enum") or ([kinds["const"]] if "const" in kinds else [])
    if family := _FAMILY.fullmatch(kinds.get("pattern", "")):
        types = [f"{family[1]}/*"]
    return FileRule(many, tuple(types), size.get("maximum"))


def accept_attribute(rule: FileRule) -> str:
    """What the browser's chooser shows first: media types, and the endings of names that go with them."""
    named = [ending for accepted in rule.types for ending in endings(accepted)]
    return ",".join([*rule.types, *named])
