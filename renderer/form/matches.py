"""The conditions of an object, and which of them a style sheet could tell from the choices made."""

from collections.abc import Mapping

from renderer.form.gather import Asked, Gathered
from renderer.form.model import Field, Match, Rule
from renderer.form.source import Source

ANNOTATIONS = frozenset({"title", "description", "$comment", "default", "examples"})
_READABLE = ANNOTATIONS | {"properties", "required", "type"}
_ENUMERABLE = {"select", "radio", "checkbox"}


def rules_of(source: Source, gathered: Gathered, fields: Mapping[str, Field]) -> tuple[Rule, ...]:
    """The rules of one object, whose drawn properties are `fields`, in the order they are numbered."""
    return tuple(_rule(source, asked, fields) for asked in gathered.conditions)


def _rule(source: Source, asked: Asked, fields: Mapping[str, Field]) -> Rule:
    validator = source.validator(asked.test) if asked.test else None
    return Rule(validator, asked.present, _matches(source, asked, fields), _asks(asked))


def _asks(asked: Asked) -> frozenset[str]:
    """The properties a condition names; none where it says more than that."""
    if asked.test is None:
        return frozenset({asked.present})
    schema = asked.test.schema
    named = frozenset([*schema.get("properties", ()), *schema.get("required", ())])
    return named if set(schema) <= _READABLE else frozenset()


def _matches(source: Source, asked: Asked, fields: Mapping[str, Field]) -> tuple[Match, ...] | None:
    schema = asked.test.schema if asked.test else {"required": [asked.present]}
    names = list(dict.fromkeys([*schema.get("properties", ()), *schema.get("required", ())]))
    if not set(schema) <= _READABLE or not all(_is_enumerable(fields.get(name)) for name in names):
        return None
    return tuple(_match(source, asked, name in schema.get("required", ()), fields[name]) for name in names)


def _is_enumerable(field: Field | None) -> bool:
    return field is not None and field.kind in _ENUMERABLE and not field.ui.options_from


def _match(source: Source, asked: Asked, required: bool, field: Field) -> Match:
    def allows(value: object) -> bool:
        place = asked.test
        if place is None or field.name not in place.schema.get("properties", ()):
            return True
        return source.validator(place.below("properties", field.name)).is_valid(value)

    if field.kind == "checkbox":
        posted = frozenset({"true"} if allows(True) else ())
        return Match(field.name, posted, allows(False) if field.keeps_false else not required)
    posted = frozenset(option.posted for option in field.options if allows(option.value))
    becomes_null = field.nullable and field.required
    return Match(field.name, posted, allows(None) if becomes_null else not required)
