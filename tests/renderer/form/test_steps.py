"""Steps: which there are, what is wrong in each, and the answers read back."""

import pytest

from renderer.faults import PackageFaults
from renderer.form.copy import Part, Reader
from renderer.form.manner import Manner
from renderer.form.steps import Flow, flow_of, merged, share
from renderer.package import Package
from tests.renderer.form.making import make

SCHEMA = {
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "moves": {"type": "boolean"},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"text": {"type": "string"}, "price": {"type": "number"}},
            },
        },
    },
    "required": ["name"],
    "if": {"properties": {"moves": {"const": True}}, "required": ["moves"]},
    "then": {"properties": {"to": {"type": "string"}}, "required": ["to"]},
}
STEPS = [
    {"id": "who", "title": "Who", "fields": ["name", "moves"]},
    {"id": "where", "title": "Where to", "fields": ["to"]},
    {"id": "what", "title": "What", "fields": ["lines"]},
]


@pytest.fixture(scope="module")
def package() -> Package:
    return make(SCHEMA, ui={"steps": STEPS, "fields": {"/lines": {"row": "Line {number}"}}})


def flow(package: Package, **answers: object) -> Flow:
    return flow_of(package, dict(answers), {}, "en")


def test_a_step_is_there_when_one_of_its_fields_applies(package: Package) -> None:
    assert flow(package, moves=False).ids == ("who", "what", "check")
    assert flow(package, moves=True).ids == ("who", "where", "what", "check")


def test_mistakes_belong_to_the_step_of_their_field(package: Package) -> None:
    told = flow(package, name="x", moves=True)

    assert [error.pointer for error in told.errors_of("who")] == ["/name"]
    assert [error.pointer for error in told.errors_of("where")] == ["/to"]
    assert told.errors_of("what") == []
    assert len(told.errors_of("check")) == 2


def test_a_step_that_nobody_answered_is_not_done_though_nothing_is_wrong(package: Package) -> None:
    assert flow(package, name="Ada", moves=False).done == {"who"}
    assert flow(package, name="Ada", moves=False).first_open == "what"
    assert flow(package, name="Ada", moves=False, lines=[]).first_open == "check"


@pytest.mark.parametrize(
    ("go", "at", "then", "to"),
    [
        ("next", "who", "", ("what", "")),
        ("next", "what", "", ("check", "")),
        ("back", "who", "", ("who", "")),
        ("back", "what", "", ("who", "")),
        ("to:what", "who", "", ("what", "")),
        ("to:where", "who", "", ("who", "")),
        ("to:who", "check", "", ("who", "check")),
        ("next", "who", "check", ("what", "check")),
    ],
)
def test_where_a_turn_leads(package: Package, go: str, at: str, then: str, to: tuple[str, str]) -> None:
    assert flow(package, name="Ada", moves=False).turn(go, at, then) == to


def test_a_steps_answers_replace_its_own_and_leave_the_others() -> None:
    known = {"name": "Ada", "to": "Rome", "lines": [1]}

    assert merged(("name", "moves"), known, {"moves": True, "to": "nowhere"}) == {
        "to": "Rome",
        "lines": [1],
        "moves": True,
    }
    assert merged(None, known, {"name": "Bob"}) == {"name": "Bob"}
    assert share(("name",), known) == {"name": "Ada"}


def test_answers_are_read_as_people_write_them(package: Package) -> None:
    response = {"name": "Ada", "moves": False, "lines": [{"text": "Chair", "price": 1234.5}, {}]}
    fields = package.form.root.children

    part: Part = Reader({}, package.texts["en"], Manner()).part("All", fields, response)

    told = [(block.title, [(entry.label, entry.lines) for entry in block.entries]) for block in part.blocks]
    assert told == [
        ("", [("Name", ("Ada",)), ("Moves", ("No",))]),
        ("Lines · Line 1", [("Text", ("Chair",)), ("Price", ("1,234.5",))]),
        ("Lines · Line 2", [("Text", ()), ("Price", ())]),
    ]
    assert [entry.id for entry in part.blocks[1].entries] == ["lines-0-text", "lines-0-price"]


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        (STEPS[:2], "'lines' stands in none of the steps"),
        (
            [*STEPS, {"id": "more", "title": "x", "fields": ["name"]}],
            "'name' stands in the step 'who' already",
        ),
        ([{**STEPS[0], "id": "check"}, *STEPS[1:]], "the id 'check' is taken"),
        ([*STEPS, {"id": "more", "title": "x", "fields": ["nmae"]}], "'nmae' is no property"),
    ],
)
def test_steps_must_cover_the_form(steps: list[object], fault: str) -> None:
    with pytest.raises(PackageFaults) as found:
        make(SCHEMA, ui={"steps": steps})

    assert any(fault in one.message for one in found.value.faults)
