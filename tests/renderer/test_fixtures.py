"""Named examples."""

import json

from renderer.documents import Documents
from renderer.fixtures import Fixture, read_fixtures
from renderer.schema import Schema

CONTEXT = Schema({"required": ["employee"], "properties": {"lines": {"items": {"type": "integer"}}}})


def read(**fixtures: object) -> tuple[dict[str, Fixture], list[str]]:
    files = {
        f"fixtures/{name}.json": json.dumps(value, indent=1).encode() for name, value in fixtures.items()
    }
    documents = Documents(files)
    found = read_fixtures(documents, CONTEXT)
    return dict(found), sorted(map(str, documents.faults))


def test_fixtures_are_known_by_their_file_names_in_order() -> None:
    fixtures, faults = read(
        later={"title": "B", "context": {"employee": "x"}, "draft": {"days": "no number yet"}},
        default={"title": "A", "viewer": {"name": "Ada"}, "context": {"employee": "x"}},
    )

    assert faults == []
    assert list(fixtures) == ["default", "later"]
    assert fixtures["default"].id == "default"
    assert fixtures["default"].viewer.name == "Ada"
    assert fixtures["later"].draft == {"days": "no number yet"}


def test_a_context_the_workflow_could_not_send_is_told_at_its_line() -> None:
    _, faults = read(default={"title": "A", "context": {"lines": [1, "two"]}})

    assert faults == [
        "fixtures/default.json:3: the context at '/employee': \"employee\" is a required property. "
        "Correct it, or context.schema.json.",
        "fixtures/default.json:6: the context at '/lines/1': the value is not of type \"integer\". "
        "Correct it, or context.schema.json.",
    ]


def test_what_no_fixture_says_is_a_fault() -> None:
    context = {"employee": "x"}
    verdict = {"name": "n", "data": {}, "valid": True, "errors": [{"pointer": "/a", "keyword": "required"}]}
    _, faults = read(
        one={"id": "other", "title": "A", "context": context},
        two={"title": "", "context": context, "submisions": []},
        three={"title": "C", "context": context, "submissions": [verdict]},
    )

    assert faults == [
        "fixtures/one.json:2: has an unknown key 'id'. Allowed: context, draft, submissions, title, viewer.",
        "fixtures/three.json:11: 'n' is valid and has errors. Remove one of them.",
        "fixtures/two.json:2: 'title' is ''. Write something.",
        "fixtures/two.json:6: has an unknown key 'submisions'. Did you mean 'submissions'?",
    ]


def test_a_package_without_fixtures_is_told_to_have_one() -> None:
    _, faults = read()

    assert faults == ["fixtures/default.json: is missing. Give at least one example to show and test."]


def test_only_json_files_directly_below_are_fixtures() -> None:
    documents = Documents({"fixtures/a/b.json": b"{}", "fixtures/notes.txt": b"x"})

    read_fixtures(documents, None)

    assert [fault.message for fault in documents.faults] == ["is no fixture.", "is no fixture."]
