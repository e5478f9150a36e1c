"""What forms can ask for: one small schema each, with an answer, for the docs' table and its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEXT = {"type": "string"}
COLOURS = {"enum": ["red", "green", "blue"]}
WHOLE = {"type": "integer"}
SIZES = [{"const": "s", "title": "Small"}, {"const": "m", "title": "Medium"}]
PDF = "application/pdf"
SCAN = {"type": "object", "format": "file", "properties": {"media_type": {"const": PDF}}}
STOP = {"type": "object", "properties": {"city": TEXT, "nights": WHOLE}}


@dataclass(frozen=True)
class Feature:
    """`schema` is that of one property; `ui` its entry in `ui.json`; `answer` fits the schema.

    `block` stands above it; then the feature is the block.
    """

    name: str
    schema: Mapping[str, Any]
    answer: Any
    ui: Mapping[str, Any] = field(default_factory=dict)
    block: Mapping[str, Any] = field(default_factory=dict)

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
    Feature("File", SCAN, {"digest": "0" * 64, "name": "scan.pdf", "size": 1200, "media_type": PDF}),
    Feature("Signature", {"type": "object", "format": "signature",
                          "properties": {"name": TEXT, "drawing": TEXT}, "required": ["name"]},
            {"name": "Ada", "drawing": "M20 160L90 30L160 160M55 100L130 100"}),
    Feature("Deprecated", TEXT | {"deprecated": True}, "old"),
    Feature("Constant", {"const": 7}, 7),
    Feature("Table to read", TEXT, "x", block={
        "type": "table", "title": "Lines", "rows": "/lines",
        "columns": [{"title": "What", "value": "/what"},
                    {"title": "Price", "value": "/price", "format": "number", "total": True}]}),
    Feature("Summary to read", TEXT, "x", block={
        "type": "summary", "title": "Facts", "entries": [
            {"title": "Vendor", "value": "/vendor"}, {"title": "Due", "value": "/due", "format": "date"}]}),
    Feature("Image to look at", TEXT, "x",
            block={"type": "image", "title": "Plan", "asset": "plan.svg", "alt": "A square"}),
    Feature("Document to read", TEXT, "x", block={"type": "pdf", "title": "Terms", "asset": "terms.pdf"}),
)  # fmt: skip
SCHEMA = {"properties": {feature.slug: {"title": feature.name, **feature.schema} for feature in FEATURES}}
UI = {
    "fields": {f"/{feature.slug}": feature.ui for feature in FEATURES if feature.ui},
    "blocks": [{**feature.block, "before": feature.slug} for feature in FEATURES if feature.block],
}
CONTEXT = {
    "lines": [{"what": "Desk", "price": 2}, {"what": "Lamp", "price": 3}],
    "vendor": "L",
    "due": "2026-03-01",
}
ASSETS = {
    "plan.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><path d="M9 9h62"/></svg>',
    "terms.pdf": b"%PDF-1.7",
}
ANSWERS = {feature.slug: feature.answer for feature in FEATURES if feature.answer is not None}
