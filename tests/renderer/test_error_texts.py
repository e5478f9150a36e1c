"""A package says what is wrong in its own words: a text for each field, or for each keyword of it."""

import pytest

from renderer.faults import PackageFaults
from renderer.form.validate import validate
from tests.renderer.form.making import Json, make, properties

ROW = {"type": "object", **properties(type={"type": "string", "minLength": 3}), "required": ["type"]}
SCHEMA = {
    **properties(name={"type": "string", "minLength": 2}, lines={"type": "array", "items": ROW}),
    "required": ["name"],
}


def messages(response: Json, texts: Json, ui: Json | None = None) -> list[str]:
    package = make(SCHEMA, ui=ui, texts=texts)
    return [error.message for error in validate(package, dict(response), {}, "en")]


def test_a_text_for_the_field_is_for_every_keyword_that_has_none_of_its_own() -> None:
    texts = {"errors.name": "Tell us {field}.", "errors.name.minLength": "Not {limit}?"}

    assert messages({}, texts) == ["Tell us Name."]
    assert messages({"name": "x"}, texts) == ["Not 2?"]


def test_rows_and_what_is_inside_are_named_with_dots() -> None:
    found = messages({"name": "Ada", "lines": [{"type": "x"}, {}]}, {"errors.lines.type": "Which type?"})

    assert found == ["Which type?", "Which type?"]


def test_the_engines_texts_are_changed_by_their_keys() -> None:
    assert messages({}, {"errors.required": "Please: {field}"}) == ["Please: Name"]


def test_a_field_that_is_called_like_a_keyword_does_not_take_its_texts() -> None:
    package = make({**properties(type={"type": "string", "pattern": "^a"}), "required": ["type"]})

    assert [error.message for error in validate(package, {"type": "b"}, {}, "en")] != [
        "Enter an answer of the right kind."
    ]


def test_ui_json_has_the_last_word() -> None:
    ui = {"fields": {"/name": {"errors": {"required": "From ui.json."}}}}

    assert messages({}, {"errors.name.required": "From the locale."}, ui) == ["From ui.json."]


@pytest.mark.parametrize("key", ["errors.nmae", "errors.name.minLenght", "errors.lines.0.type"])
def test_a_text_that_nobody_would_see_is_a_fault(key: str) -> None:
    with pytest.raises(PackageFaults) as broken:
        make(SCHEMA, texts={"title": "x", key: "Never shown"})

    assert [(fault.file, fault.message) for fault in broken.value.faults] == [
        ("locales/en.json", f"'{key}' is for no field: nobody would see it.")
    ]


def test_a_text_in_a_schema_that_cannot_be_read_is_a_fault() -> None:
    with pytest.raises(PackageFaults, match="this text cannot be read"):
        make(properties(x={"type": "string", "title": "{n, plural, one {x}}"}))
