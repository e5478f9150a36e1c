"""The gate, with small packages that are changed as authors change them."""

import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from renderer.changes import Change
from renderer.gate import Verdict, judge
from renderer.package import Package, load
from renderer.stranded import OpenTask, stranded
from tests.renderer.good import FILES, FOLDER, as_bytes

CONTEXT = {"employee": "Grace Example", "days": 5}


def package(**changed: str) -> Package:
    """The good package with some files changed."""
    return load(as_bytes(FILES | changed), FOLDER)


def with_schema(edit: Callable[[dict[str, Any]], Any], file: str = "schema.json") -> Package:
    document = json.loads(FILES[file])
    edit(document)
    return package(**{file: json.dumps(document)})


LIVE = package()


def plain(verdict: Verdict) -> Any:
    return orjson.loads(orjson.dumps(verdict))


def test_what_is_live_already_passes_without_a_finding() -> None:
    verdict = judge(LIVE, package())

    assert verdict.passes
    assert verdict.compatible
    assert verdict.live == verdict.candidate == LIVE.digest
    found = (verdict.faults, verdict.response, verdict.context, verdict.texts, verdict.fields)
    assert (*found, verdict.branding, verdict.fixtures, verdict.shown) == ((),) * 8
    assert {size.before == size.after for size in verdict.sizes} == {True}
    assert verdict.submissions == 2
    assert verdict.pages == 5


def test_a_first_publication_is_only_tried() -> None:
    verdict = judge(None, LIVE)

    assert (verdict.passes, verdict.compatible, verdict.live) == (True, True, "")
    assert (verdict.response, verdict.fields, verdict.shown) == ((), (), ())
    assert verdict.sizes[0].before == 0 < verdict.sizes[0].after


def test_a_submission_with_another_verdict_and_a_page_that_fails_are_both_told() -> None:
    candidate = package(
        **{
            "schema.json": FILES["schema.json"].replace('"maximum": 30', '"maximum": 4'),
            "templates/page.html": '{% extends "base.html" %}{% block content %}{{ ctx.gone }}{% endblock %}',
        }
    )

    verdict = judge(LIVE, candidate)

    assert not verdict.passes
    assert {fault.file for fault in verdict.faults} == {"fixtures/default.json", "templates/page.html"}


def test_a_narrower_schema_is_told_in_plain_words() -> None:
    verdict = judge(LIVE, with_schema(lambda schema: schema["properties"]["days"].update(maximum=9)))

    assert verdict.passes
    assert not verdict.compatible
    assert plain(verdict)["response"] == [
        {"pointer": "/days", "change": "narrowed", "message": "'maximum' is 9, was 30.", "breaking": True}
    ]


def test_what_the_workflow_must_now_hand_over_is_told() -> None:
    candidate = with_schema(lambda schema: schema["required"].append("days"), "context.schema.json")

    verdict = judge(LIVE, candidate)

    assert [(finding.pointer, finding.change) for finding in verdict.context] == [("/days", "required")]
    assert not verdict.compatible


def test_fields_added_removed_and_changed_are_told_as_people_see_them() -> None:
    def edit(schema: dict[str, Any]) -> None:
        del schema["properties"]["deputy"]
        schema["properties"]["note"] = {"type": "string", "title": "A note"}
        schema["properties"]["days"]["title"] = "Working days"
        schema["required"].append("kind")

    verdict = judge(LIVE, with_schema(edit))

    assert set(verdict.fields) == {
        Change("removed", "/deputy", "'Deputy' is no longer asked"),
        Change("added", "/note", "'A note' is asked"),
        Change("changed", "/days", "title: Days → Working days"),
        Change("changed", "/kind", "required: no → always"),
    }


def test_what_an_example_looks_like_before_and_after_is_shown_by_locale() -> None:
    german = FILES["locales/de.json"].replace('"Tage"', '"Urlaubstage"')

    verdict = judge(LIVE, package(**{"locales/de.json": german}))

    assert [(shown.fixture, shown.locale) for shown in verdict.shown] == [("default", "de")]
    changed = [line for line in verdict.shown[0].page if line[0] in "+-" and line[:3] not in ("+++", "---")]
    assert [line[0] for line in changed] == ["-", "+"]
    assert "Tage" in changed[0]
    assert "Urlaubstage" in changed[1]
    assert verdict.shown[0].done == ()


def test_space_and_the_name_of_the_release_are_no_difference() -> None:
    body = '{%% extends "base.html" %%}{%% block content %%}%s{%% endblock %%}'
    logo = '<img alt="" src="{{ branding.logo }}">'
    tight = package(**{"templates/page.html": body % f"<p>Hello</p>{logo}{{{{ form }}}}"})
    loose = package(**{"templates/page.html": body % f"\n <p>\n  Hello </p>\n{logo}\n\n{{{{ form }}}}"})

    assert tight.digest != loose.digest
    assert judge(tight, loose).shown == ()


def test_locales_texts_and_the_look_are_compared() -> None:
    candidate = package(
        **{
            "locales/de.json": FILES["locales/de.json"].replace(
                "{name} möchte Urlaub", "{name} asks for leave"
            ),
            "branding.json": FILES["branding.json"].replace("#0a6c56", "#1d5fbf"),
        }
    )

    verdict = judge(LIVE, candidate)

    assert [change.what for change in verdict.texts] == ["de: greeting"]
    assert [change.what for change in verdict.branding] == [
        "primary", "contrast of primary", "contrast of dark",
    ]  # fmt: skip
    assert judge(candidate, candidate).texts == ()  # it was accepted like that


def test_a_locale_that_goes_is_told() -> None:
    manifest = FILES["interface.toml"].replace('["en", "de"]', '["en"]')
    files = {name: text for name, text in FILES.items() if name != "locales/de.json"}
    candidate = load(as_bytes(files | {"interface.toml": manifest}), FOLDER)

    assert [(change.kind, change.what) for change in judge(LIVE, candidate).texts] == [("removed", "de")]


def test_an_asset_that_has_grown_is_named_with_its_sizes() -> None:
    def heavy(length: int) -> Package:
        return load({**as_bytes(FILES), "assets/photo.png": bytes(length)}, FOLDER)

    sizes = {size.what: size for size in judge(heavy(1_000), heavy(60_000)).sizes}

    assert (sizes["photo.png"].before, sizes["photo.png"].after) == (1_000, 60_000)
    assert sizes["assets"].has_grown
    assert not sizes["page"].has_grown


def test_examples_that_come_go_and_change_are_told() -> None:
    fixture = FILES["fixtures/default.json"]
    first = package(**{"fixtures/old.json": fixture, "fixtures/same.json": fixture})
    second = package(
        **{"fixtures/new.json": fixture, "fixtures/same.json": fixture.replace("Five days", "5 days")}
    )

    told = [(change.kind, change.what) for change in judge(first, second).fixtures]

    assert told == [("added", "new"), ("removed", "old"), ("changed", "same")]


def test_a_verdict_is_plain_json() -> None:
    candidate = package(**{"schema.json": FILES["schema.json"].replace('"maximum": 30', '"maximum": 4')})

    told = plain(judge(LIVE, candidate))

    assert told["passes"] is False
    assert told["faults"][0]["file"] == "fixtures/default.json"
    assert told["candidate"] == candidate.digest


DRAFT = {"days": "12", "kind": "parental", "deputy": "ada@example.com"}
EDITS: dict[str, tuple[Callable[[dict[str, Any]], Any], list[tuple[str, str]]]] = {
    "nothing": (lambda schema: None, []),
    "a field more": (lambda schema: schema["properties"].update(note={"type": "string"}), []),
    "a field more that is asked": (
        lambda schema: (
            schema["properties"].update(note={"type": "string"}),
            schema["required"].append("note"),
        ),
        [],
    ),
    "a lower maximum": (
        lambda schema: schema["properties"]["days"].update(maximum=9),
        [("/days", "maximum")],
    ),
    "a field less": (lambda schema: schema["properties"].pop("deputy"), [("/deputy", "unknown")]),
    "a choice less": (
        lambda schema: schema["properties"]["kind"].update(enum=["holiday", "unpaid"]),
        [("/kind", "enum")],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_draft_is_stranded_by_what_it_answers_not_by_what_it_lacks(edit: str) -> None:
    change, expected = EDITS[edit]

    found = stranded(with_schema(change), [OpenTask("t1", CONTEXT, DRAFT)], LIVE)

    assert [(one.pointer, one.keyword) for task in found for one in task.misfits] == expected


def test_only_the_tasks_that_do_not_fit_are_named_and_never_their_answers() -> None:
    candidate = with_schema(lambda schema: schema["properties"]["days"].update(maximum=9))
    tasks = [OpenTask("short", CONTEXT, {"days": "3"}), OpenTask("long", CONTEXT, {"days": "29"})]

    found = stranded(candidate, [*tasks, OpenTask("untouched", CONTEXT)])

    assert [task.id for task in found] == ["long"]
    assert b"29" not in orjson.dumps(found)


def test_a_mistake_the_person_made_before_does_not_strand_the_draft() -> None:
    task = OpenTask("t1", CONTEXT, {"days": "many"})

    assert stranded(package(), [task], LIVE) == ()
    assert stranded(package(), [task]) != ()


def test_a_response_must_be_whole() -> None:
    candidate = with_schema(lambda schema: schema["required"].append("kind"))
    response = {"action": "approve", "days": 3}

    found = stranded(candidate, [OpenTask("t1", CONTEXT, response, is_complete=True)])

    assert [(one.pointer, one.keyword) for one in found[0].misfits] == [("/kind", "required")]
    assert stranded(LIVE, [OpenTask("t1", CONTEXT, response, is_complete=True)]) == ()


def test_a_task_whose_context_no_longer_fits_is_stranded() -> None:
    candidate = with_schema(lambda schema: schema["required"].append("days"), "context.schema.json")
    tasks = [OpenTask("with", CONTEXT), OpenTask("without", {"employee": "Grace"})]

    found = stranded(candidate, tasks, LIVE)

    assert [(task.id, task.misfits[0].part, task.misfits[0].pointer) for task in found] == [
        ("without", "context", "/days")
    ]
