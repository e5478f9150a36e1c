"""docs/form-features.md is the table of what forms can ask for, made from the features that tests draw.

`python -m tests.docs.test_form_features` writes it anew.
"""

import json
from collections.abc import Iterator

from tests.docs.tables import ROOT
from tests.renderer.form.browser import Page
from tests.renderer.form.making import draw, make, send
from tests.support.form_features import ANSWERS, ASSETS, CONTEXT, FEATURES, SCHEMA, UI, Feature

FILE = ROOT / "docs" / "form-features.md"
HEAD = """# What forms can ask for

Made by tests, which draw every row, fill it in, send it, and get the same answer back. The browser tests take
a picture of each, with and without JavaScript, in `tests/out/form-features/`: nothing here needs a script.

| feature | in `schema.json` | in `ui.json` | drawn as |
| --- | --- | --- | --- |
"""
BLOCKS = {"table": "table", "summary": "dl", "image": "img", "pdf": "iframe"}
PACKAGE = make(SCHEMA, ui=UI, context=CONTEXT, assets=ASSETS)


def table() -> str:
    page = draw(PACKAGE, ANSWERS, context=CONTEXT)
    rows = (f"| {f.name} | {code(f.schema)} | {code(ui(f))} | {drawn(page, f)} |\n" for f in FEATURES)
    return HEAD + "".join(rows)


def ui(feature: Feature) -> object:
    return {"blocks": [feature.block]} if feature.block else feature.ui


def code(value: object) -> str:
    text = json.dumps(value).replace("|", "\\|")
    return f"`{text}`" if value else ""


def drawn(page: Page, feature: Feature) -> str:
    """The controls of a feature, as the page has them."""
    if feature.block:
        return f"`{BLOCKS[feature.block['type']]}`"
    return ", ".join(dict.fromkeys(_controls(page, feature.slug))) or "nothing"


def _controls(page: Page, slug: str) -> Iterator[str]:
    for element in page.one("form", method="post").walk():
        name = element.attributes.get("name", "")
        if element.attributes.get("id") == f"f-{slug}" and element.tag in ("fieldset", "div"):
            yield {"fieldset": "group", "div": "text"}[element.tag]
        elif name in (slug, f"$file:{slug}") or name.startswith(f"{slug}/"):
            several = " multiple" if "multiple" in element else ""
            yield f"`{element.tag}{several}`" if element.tag != "input" else f"`{element['type']}`"
        elif name == "$op" and element["value"].partition(":")[2].partition("/")[0] == slug:
            yield f"button {element['value'].partition(':')[0]}"


def test_the_table_is_of_today() -> None:
    assert FILE.read_text("utf-8") == table(), "python -m tests.docs.test_form_features writes it anew"


def test_every_block_is_drawn() -> None:
    page = draw(PACKAGE, ANSWERS, context=CONTEXT)

    for feature in FEATURES:
        if feature.block:
            page.one(BLOCKS[feature.block["type"]])


def test_every_feature_gives_its_answer_back() -> None:
    assert send(PACKAGE, draw(PACKAGE, ANSWERS)) == ANSWERS
    assert PACKAGE.schema.errors(ANSWERS) == []


if __name__ == "__main__":
    FILE.write_text(table(), "utf-8")
