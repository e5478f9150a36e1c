"""docs/authors.md tells the package format as it is."""

import re
from collections.abc import Iterator
from typing import get_args

from renderer.branding import Branding
from renderer.filters import FILTERS
from renderer.fixtures import Fixture
from renderer.manifest import Manifest
from renderer.package import load_folder
from renderer.page import PageInfo, View, template_context
from renderer.ui import Block, FieldUi, Group, Ui, Value, Widget
from tests.docs.tables import ROOT, rows, section, tables
from typed.model import Model

AUTHORS = "docs/authors.md"


def first_cells(heading: str, number: int = 0) -> set[str]:
    """Everything in backticks in the first column of a table of the section."""
    return {name for row in tables(AUTHORS, heading)[number] for name in re.findall(r"`([^`]+)`", row[0])}


def keys(model: type[Model], prefix: str = "") -> Iterator[str]:
    """`name`, `actions.id`: the keys of a model and of the models in it."""
    for name, field in model.model_fields.items():
        inner = [kind for kind in (field.annotation, *get_args(field.annotation)) if _is_model(kind)]
        yield from keys(inner[0], f"{name}.") if inner else [prefix + name]


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def test_every_key_of_the_manifest() -> None:
    assert first_cells("## Manifest") == set(keys(Manifest))


def test_every_key_of_the_layout() -> None:
    text = section(AUTHORS, "## Layout")

    assert first_cells("## Layout") == set(FieldUi.model_fields)
    assert all(f"`{key}`" in text for key in (*Ui.model_fields, *Group.model_fields))


def test_every_widget() -> None:
    assert first_cells("## Layout", 1) == set(get_args(Widget))


def test_every_key_of_a_block() -> None:
    assert first_cells("### Blocks") == set(Block.model_fields)
    assert first_cells("### Blocks", 1) == set(Value.model_fields)


def test_every_key_of_branding_and_of_fixtures() -> None:
    assert first_cells("## Branding") == set(Branding.model_fields)
    assert first_cells("## Fixtures") == set(Fixture.model_fields) - {"id"}


def test_every_filter_and_block() -> None:
    blocks = re.findall(r"{% block (\w+) %}", (ROOT / "renderer/templates/base.html").read_text())

    assert first_cells("## Templates", 2) == set(FILTERS)
    assert first_cells("## Templates", 3) == set(blocks)


def test_the_template_context_is_the_rendered_one() -> None:
    package = load_folder(ROOT / "packages/interface-invoice")
    fixture = package.default_fixture
    assert fixture is not None
    info = PageInfo(url="/", asset_root="/i/-/", nonce="n")

    context = template_context(package, View("en", fixture.context, fixture.viewer, info))

    assert first_cells("## Templates", 0) == set(context)
    assert first_cells("## Templates", 1) == {f"page.{name}" for name in context["page"]}
    assert {name for name in dir(context["form"]) if name[0] != "_"} == set(
        re.findall(r"`form\.(\w+)", rows(AUTHORS, "## Templates")[1][1])
    )


def test_every_class_named_has_a_style() -> None:
    style = (ROOT / "renderer/static/base.css").read_text()
    named = re.findall(
        r"`(\w+)`", section(AUTHORS, "## Templates").partition("Ready-made classes:")[2].partition(". ")[0]
    )

    assert named
    assert all(re.search(rf"\.{name}\b", style) for name in named)
