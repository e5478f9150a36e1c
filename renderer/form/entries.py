"""Objects whose names are free: `additionalProperties`, or one pattern, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace

from renderer.form.model import Field
from renderer.form.source import Place
from renderer.ui import FieldUi


def free_values(parts: Sequence[Place]) -> Place | None:
    """What each value of such an object is; None when it names properties, or takes none."""
    if any("properties" in part.schema for part in parts):
        return None
    for part in parts:
        patterns = list(part.schema.get("patternProperties", ()))
        if len(patterns) == 1:
            return part.below("patternProperties", patterns[0])
        if isinstance(part.schema.get("additionalProperties"), dict):
            return part.below("additionalProperties")
    return None


def entry(value: Field) -> Field:
    """The row of a map: its name and its value, whose field is `value`."""
    at = value.pointer
    half = FieldUi(width="half")
    text = {"type": "string"}
    key = Field("text", "key", f"{at}/key", text, half, "string", "t:form.key", required=True)
    named = replace(
        value, name="value", pointer=f"{at}/value", title=value.title or "t:form.value",
        ui=value.ui.model_copy(update={"width": "half"}),
    )  # fmt: skip
    return Field("group", "*", at, {"type": "object"}, FieldUi(), required=True, children=(key, named))
