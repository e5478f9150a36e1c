"""Blocks: what a form shows of the context between its fields, and what is wrong with them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from renderer.faults import PackageFaults
from renderer.fixtures import Viewer
from renderer.package import Package, load
from renderer.page import View, render_page
from router.security import beyond, content_policy
from tests.renderer.form.browser import Page
from tests.renderer.form.making import draw, make, page_info, properties

CONTEXT = {
    "currency": "EUR",
    "lines": [{"what": "<b>Desk</b>", "price": 1100.5, "kind": "new"}, {"what": "Lamp", "price": 0.2}],
    "seen": "2026-03-04T09:30:00Z",
    "day": "2026-03-04",
    "ok": True,
    "tags": ["a", "b"],
    "empty": None,
    "scan": "https://files.example.com/a.pdf",
}
SCHEMA = properties(first={"type": "string"}, second={"type": "string"})
COLUMNS: list[dict[str, Any]] = [
    {"title": "What", "value": "/what"},
    {"title": "Kind", "value": "/kind", "titles": {"new": "Brand new"}},
    {"title": "Price", "value": "/price", "format": "money", "currency_from": "/currency", "total": True},
]
TABLE = {"type": "table", "before": "second", "title": "Lines", "rows": "/lines", "columns": COLUMNS}
ENTRIES = [
    {"title": "Seen", "value": "/seen", "format": "datetime"},
    {"title": "Day", "value": "/day", "format": "date"},
    {"title": "Fine", "value": "/ok"},
    {"title": "Tags", "value": "/tags"},
    {"title": "Nothing", "value": "/empty"},
]
SUMMARY = {"type": "summary", "before": "first", "title": "Facts", "entries": ENTRIES}
PDF = {"type": "pdf", "before": "first", "title": "The scan", "source": "/scan"}
IMAGE = {"type": "image", "before": "first", "title": "The plan", "asset": "plan.png", "alt": "A plan"}
SOURCES = '\n[content]\nsources = ["https://files.example.com"]\n'


def package(*blocks: Mapping[str, Any], sources: str = SOURCES, schema: Any = SCHEMA) -> Package:
    plain = make(schema, context=CONTEXT)
    manifest = plain.files["interface.toml"].decode() + sources
    ui = json.dumps({"blocks": blocks})
    assets = {"assets/plan.png": b"\x89PNG", "assets/terms.pdf": b"%PDF-1.7"}
    files = {**plain.files, "interface.toml": manifest.encode(), "ui.json": ui.encode(), **assets}
    return load(files, plain.folder)


def shown(*blocks: Mapping[str, Any], context: Mapping[str, Any] = CONTEXT) -> Page:
    return draw(package(*blocks), context=context)


def texts(page: Page, tag: str) -> list[str]:
    return [" ".join(element.text.split()) for element in page.all(tag)]


def test_a_table_shows_rows_and_totals_as_the_locale_writes_them() -> None:
    page = shown(TABLE)

    assert texts(page, "caption") == ["Lines"]
    assert texts(page, "tr") == [
        "WhatKindPrice", "<b>Desk</b>Brand new€1,100.50", "Lamp–€0.20", "Total€1,100.70",
    ]  # fmt: skip


def test_a_summary_shows_each_value_in_its_way_and_leaves_out_what_is_not_there() -> None:
    page = shown(SUMMARY)

    assert texts(page, "dt") == ["Seen", "Day", "Fine", "Tags"]
    assert texts(page, "dd") == ["March 4, 2026, 9:30 AM UTC", "March 4, 2026", "Yes", "a, b"]


def test_moments_are_on_the_clocks_of_the_person() -> None:
    viewer = Viewer(name="Ada", zone="Europe/Berlin")
    page = Page(render_page(package(SUMMARY), View("en", CONTEXT, viewer, page_info())))

    assert texts(page, "dd")[0] == "March 4, 2026, 10:30 AM Central European Time"


def test_a_block_with_nothing_to_show_is_left_out() -> None:
    page = shown(TABLE, SUMMARY, PDF, context={"lines": []})

    assert texts(page, "table") + texts(page, "dl") + texts(page, "figure") == []


def test_it_stands_above_its_field_and_comes_and_goes_with_it() -> None:
    page = draw(package(TABLE, SUMMARY), context=CONTEXT)
    order = [e.attributes["id"] for e in page.one("form", method="post").walk() if "id" in e]
    assert order.index("b-1") < order.index("f-first") < order.index("f-second")

    condition = {
        "if": {"properties": {"first": {"const": "x"}}, "required": ["first"]},
        "then": {"properties": {"second": {"type": "string"}}},
    }
    schema = {"properties": {"first": {"enum": ["x", "y"]}}, **condition}
    block = draw(package(TABLE, schema=schema), context=CONTEXT).one("div", **{"class": "block"})
    assert "data-when" in block


def test_files_of_the_package_and_of_allowed_origins_are_shown() -> None:
    page = shown(IMAGE, PDF)

    assert page.one("img")["src"].endswith("/plan.png")
    assert page.one("img")["alt"] == "A plan"
    assert page.one("iframe")["src"] == page.one("a", target="_blank")["href"] == CONTEXT["scan"]


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/a.pdf", "javascript:alert(1)", "//files.example.com/a", "https://[", 7, None,
     "https://files.example.com@evil.example/", "https://files.example.com\\@evil.example/",
     "http://files.example.com/a.pdf", "data:text/html,x"],
)  # fmt: skip
def test_nothing_is_shown_from_anywhere_else(url: object) -> None:
    page = shown(PDF, context={**CONTEXT, "scan": url})

    assert page.all("iframe") == []


def test_the_policy_allows_what_the_blocks_show_and_no_more() -> None:
    plain, framing = package(SUMMARY, sources=""), package(PDF)

    assert content_policy("n", (), beyond(plain)) == content_policy("n")
    policy = content_policy("n", (), beyond(framing))
    assert "img-src 'self' data: https://files.example.com;" in policy
    assert "frame-src 'self' https://files.example.com;" in policy


def test_their_style_comes_with_them_alone() -> None:
    assert ".stacked" in package(TABLE).style
    assert ".stacked" not in make(SCHEMA).style


@pytest.mark.parametrize(
    ("block", "message", "way_out"),
    [
        ({**TABLE, "before": "secnd"}, "'secnd' is no field.", "Did you mean 'second'?"),
        ({**TABLE, "rows": "/line"}, "'/line' is nothing context", "Did you mean '/lines'?"),
        ({**TABLE, "columns": [{"title": "x", "value": "/wat"}]}, "'/wat' is nothing", "'/what'?"),
        ({**TABLE, "columns": []}, "has no 'columns'.", "Add it."),
        ({**TABLE, "alt": "x"}, "'alt' says nothing about a block of the type table.", "Remove it."),
        ({**TABLE, "columns": [COLUMNS[2]]}, "leaves no room to say 'Total'.", "Put another"),
        ({**TABLE, "columns": [COLUMNS[0], COLUMNS[0] | {"total": True}]}, "cannot be added", "'number'"),
        ({**SUMMARY, "entries": [ENTRIES[0] | {"format": "money"}]}, "of no currency.", "'currency_from'"),
        ({**IMAGE, "asset": "gone.png"}, "there is no assets/gone.png.", "Correct the name"),
        ({**IMAGE, "asset": "terms.pdf"}, "'terms.pdf' is no image.", ".svg"),
        ({**IMAGE, "source": "/scan"}, "what it shows is not told.", "either"),
        ({**PDF, "source": None}, "what it shows is not told.", "either"),
        ({**IMAGE, "alt": None}, "has no 'alt'.", "Add it."),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told(block: dict[str, Any], message: str, way_out: str) -> None:
    with pytest.raises(PackageFaults) as caught:
        package(block)

    fault = caught.value.faults[0]
    assert (fault.file, len(caught.value.faults)) == ("ui.json", 1)
    assert message in fault.message
    assert way_out in fault.fix


def test_sources_must_be_declared_and_a_fault_has_its_line() -> None:
    with pytest.raises(PackageFaults) as caught:
        package(PDF, sources="")
    assert "nothing may be shown from elsewhere" in caught.value.faults[0].message

    plain = make(SCHEMA, context=CONTEXT)
    ui = b"""{
  "blocks": [
    {"type": "summary", "before": "first", "title": "x",
      "rows": "/lines",
      "entries": [{"title": "a", "value": "/b"}]}
  ]
}"""
    with pytest.raises(PackageFaults) as placed:
        load({**plain.files, "ui.json": ui}, plain.folder)
    assert [fault.line for fault in placed.value.faults] == [4, 5]


def test_templates_that_place_fields_place_their_blocks_with_them() -> None:
    page = '{% extends "base.html" %}{% block content %}{{ form.field("second") }}{% endblock %}'
    drawn = package(TABLE)
    own = load({**drawn.files, "templates/page.html": page.encode()}, drawn.folder)

    assert texts(draw(own, context=CONTEXT), "caption") == ["Lines"]


def test_no_text_of_a_block_breaks_out() -> None:
    evil = '"><script>alert(1)</script>\0each:0\0'
    block = {**SUMMARY, "title": evil, "entries": [{"title": evil, "value": "/day"}]}
    page = draw(package(block), context={**CONTEXT, "day": evil})

    assert [e for e in page.all("script") if "src" not in e] == []
    assert "<script>alert(1)</script>" in texts(page, "dd")[0]
