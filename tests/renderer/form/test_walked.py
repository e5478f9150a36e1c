"""Values of a response, found at their fields wherever those are."""

from renderer.form.model import Field, Kind
from renderer.form.walked import answered
from renderer.ui import FieldUi


def field(kind: Kind, name: str, *children: Field, is_tuple: bool = False) -> Field:
    return Field(kind, name, f"/{name}", {}, FieldUi(), children=children, is_tuple=is_tuple)


ROOT = field("group", "", field("list", "rows", field("group", "*", field("text", "a"))), field("text", "b"))


def test_values_are_found_in_groups_lists_tuples_and_maps() -> None:
    entry = field("group", "*", field("text", "key"), field("text", "value"))
    places = field("group", "places", field("text", "0"), field("text", "1"), is_tuple=True)
    root = field("group", "", *ROOT.children, places, field("map", "names", entry))
    response = {"rows": [{"a": "x"}, {}], "b": "y", "places": ["p"], "names": {"k/1": "v"}}

    found = {place.pointer: place.value for place in answered(root, response) if place.field.kind == "text"}

    assert found == {"/rows/0/a": "x", "/b": "y", "/places/0": "p", "/names/k~11": "v"}


def test_what_has_another_shape_is_given_as_it_is() -> None:
    found = [(place.pointer, place.value) for place in answered(ROOT, {"rows": "none", "b": ["y"], "c": 1})]

    assert found == [("", {"rows": "none", "b": ["y"], "c": 1}), ("/rows", "none"), ("/b", ["y"])]
