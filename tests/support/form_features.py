"""What forms can ask for: one small schema each, with an answer, for the docs' table and its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEXT = {"type": "string"}
COLOURS = {"enum": ["red", "green", "blue"]}
WHOLE = {"type": "integer"}
SIZES = [{"const": "s", "title": "Small"}, {"const": "m", "title": "Medium"}]
STOP = {"type": "object", "properties": {"city": TEXT, "nights": WHOLE}}


@dataclass(frozen=True)
class Feature:
    """`schema` is that of one property; `ui` its entry in `ui.json`; `answer` fits the schema."""

    name: str
    schema: Mapping[str, Any]
    answer: Any
    ui: Mapping[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.name.replace(" ", "_").replace(",", "").lower()


def _pay(kind: str, name: str) -> dict[str, Any]:
    return {
        "title": kind.capitalize(),
        "properties": {"by": {"const": kind}, name: TEXT},
        "required": ["by", name],
    }


FEATURES = (
    Feature("Line of text", TEXT, "Ada"),
    Feature("Example", TEXT | {"examples": ["AB-12"]}, "CD-34"),
    Feature("Pattern with its own message", TEXT | {"pattern": "^[A-Z]{2}$"}, "CH",
            {"errors": {"pattern": "Two capital letters."}}),
    Feature("Several lines", TEXT | {"maxLength": 500}, "One.\nTwo."),
    Feature("E-mail", TEXT | {"format": "email"}, "ada@example.com"),
    Feature("Web address", TEXT | {"format": "uri"}, "https://example.com/a"),
    Feature("Telephone number", TEXT, "+41 44 000 00 00", {"widget": "tel"}),
    Feature("Date", TEXT | {"format": "date"}, "2026-03-01"),
    Feature("Time", TEXT | {"format": "time"}, "09:30:00Z"),
    Feature("Date and time", TEXT | {"format": "date-time"}, "2026-03-01T08:30:00Z"),
    Feature("Length of time", TEXT | {"format": "duration"}, "PT2H30M"),
    Feature("UUID", TEXT | {"format": "uuid"}, "8f14e45f-ceea-467f-a8d5-7c1c9e0b1a11"),
    Feature("Password", TEXT | {"writeOnly": True}, None),
    Feature("Number", {"type": "number", "exclusiveMinimum": 0}, 1234.5),
    Feature("Whole number", {"type": "integer", "multipleOf": 5}, 15),
    Feature("Amount", {"type": "number", "multipleOf": 0.01}, 12.5, {"widget": "money", "currency": "EUR"}),
    Feature("Computed", {"type": "number"}, 2469, {"computed": "number * 2"}),
    Feature("Text or nothing", {"type": ["string", "null"]}, "x"),
    Feature("Tick box", {"type": "boolean"}, True),
    Feature("Yes or no", {"type": "boolean"}, False, {"widget": "radio"}),
    Feature("Few choices", COLOURS, "green"),
    Feature("Many choices", {"enum": ["one", "two", "three", "four", "five"]}, "two"),
    Feature("Choices with titles", {"oneOf": SIZES}, "m"),
    Feature("Several choices", {"type": "array", "items": COLOURS, "uniqueItems": True}, ["red", "blue"]),
    Feature("Several choices from a list", {"type": "array", "items": COLOURS}, ["red", "blue"],
            {"widget": "select"}),
    Feature("One entry a line", {"type": "array", "items": TEXT}, ["first", "second"], {"widget": "lines"}),
    Feature("Rows", {"type": "array", "items": TEXT, "minItems": 1}, ["first", "second"]),
    Feature("Rows of several fields that move", {"type": "array", "items": STOP, "maxItems": 3},
            [{"city": "Bern", "nights": 2}, {"city": "Ulm", "nights": 1}], {"reorder": True}),
    Feature("List of fixed places", {"type": "array", "prefixItems": [TEXT, WHOLE], "items": False},
            ["a", 2]),
    Feature("Group", STOP, {"city": "Bern", "nights": 2}),
    Feature("Free names", {"type": "object", "additionalProperties": {"type": "integer"}}, {"nails": 3}),
    Feature("Objects of several kinds",
            {"type": "object", "oneOf": [_pay("card", "pan"), _pay("bank", "iban")]},
            {"by": "bank", "iban": "CH1"}),
    Feature("Condition", {"type": "object", "properties": {"late": {"type": "boolean"}},
                          "if": {"properties": {"late": {"const": True}}, "required": ["late"]},
                          "then": {"properties": {"reason": TEXT}, "required": ["reason"]}},
            {"late": True, "reason": "Snow"}),
    Feature("Needed with another", {"type": "object", "properties": {"phone": TEXT, "hour": TEXT},
                                    "dependentRequired": {"phone": ["hour"]}}, {"phone": "1", "hour": "9"}),
    Feature("Rule between two", {"type": "object", "properties": {"from": WHOLE, "to": WHOLE},
                                 "x-compare": {"to": {"atLeast": "from"}}}, {"from": 1, "to": 2}),
    Feature("Several schemas at once", {"allOf": [TEXT | {"minLength": 2}, {"maxLength": 9}]}, "abc"),
    Feature("Default", TEXT | {"default": "usual"}, "other"),
    Feature("Given, read only", TEXT | {"readOnly": True, "default": "A-17"}, "A-17"),
    Feature("Deprecated", TEXT | {"deprecated": True}, "old"),
    Feature("Constant", {"const": 7}, 7),
)  # fmt: skip
SCHEMA = {"properties": {feature.slug: {"title": feature.name, **feature.schema} for feature in FEATURES}}
UI = {"fields": {f"/{feature.slug}": feature.ui for feature in FEATURES if feature.ui}}
ANSWERS = {feature.slug: feature.answer for feature in FEATURES if feature.answer is not None}
