"""Pages: what they show, in which state and mode."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from renderer.assets import ENGINE
from renderer.faults import PackageFaults
from renderer.form.validate import validate
from renderer.package import Package, load
from renderer.page import DryRun, Preview, render_done, render_page
from tests.renderer.form.browser import Page
from tests.renderer.form.making import make, page_info, properties, view
from tests.renderer.good import FILES, FOLDER, as_bytes

MOMENT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
PREVIEW = Preview(fixtures=[("default", "Five days")], fixture="default", locales=["en", "de"])


@pytest.fixture(scope="module")
def package() -> Package:
    return load(as_bytes(FILES), FOLDER)


def page_of(package: Package, **page: Any) -> Page:
    return Page(render_page(package, replace(view(context={"employee": "Grace"}), page=page_info(**page))))


def test_a_page_carries_the_brand_the_title_and_the_form(package: Package) -> None:
    page = page_of(package)

    assert page.one("title").text == "Leave request – Example"
    assert page.one("h1").text == "Leave request"
    assert page.one("img", class_="logo")["src"] == f"/i/-/{package.digest}/logo.svg"
    assert page.one("form")["action"] == "/task"
    assert page.one("input", name="$key")["value"] == "k3y"
    assert [button.text for button in page.all("button", name="action")] == ["Approve", "Reject"]
    assert page.one(class_="viewer").text == "Signed in as Ada"


def test_a_button_that_asks_again_says_what_to_ask(package: Package) -> None:
    approve, reject = page_of(package).all("button", name="action")

    assert "data-confirm" not in approve
    assert reject["data-confirm-title"] == "Are you sure?"


def test_language_and_theme_are_told_to_the_browser(package: Package) -> None:
    german = Page(render_page(package, replace(view(), locale="de", page=page_info(theme="dark"))))
    unknown = Page(render_page(package, replace(view(), locale="fr")))

    assert german.one("html").attributes == {"lang": "de", "dir": "ltr", "data-theme": "dark"}
    assert german.one("h1").text == "Urlaubsantrag"
    assert unknown.one("html")["lang"] == "en"


def test_nothing_on_a_page_needs_more_than_its_nonce(package: Package) -> None:
    page = page_of(package, nonce="abc")

    assert [element["nonce"] for element in page.all("script") + page.all("style")] == ["abc", "abc"]
    assert page.one("script")["src"] == f"/i/-/{ENGINE.digest}/form.js"
    for element in page.root.walk():
        assert "style" not in element, element
        assert not [name for name in element.attributes if name.startswith("on")], element


def test_errors_come_first_and_take_the_focus(package: Package) -> None:
    found = validate(package, {}, {}, "en")
    page = Page(render_page(package, view({}, errors=found)))

    summary = page.by_id("errors")
    assert page.one("title").text.startswith("Error: ")
    assert "autofocus" in summary
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    links = [element["href"] for element in summary.walk() if element.tag == "a"]
    assert links == [f"#f-{error.pointer[1:]}" for error in found]
    assert {"#f-days", "#f-action"} <= set(links)
    assert page.by_id("f-days")["aria-invalid"] == "true"


def test_notices_and_saved_drafts_are_told(package: Package) -> None:
    page = page_of(package, notices=("not-sent",), saved_at=MOMENT)

    assert "try again" in page.one("p", class_="notice").text
    assert page.one("p", class_="muted").text.startswith("Saved March 4, 2026")


def test_both_modes_give_the_same_page_but_for_the_preview_bar(package: Package) -> None:
    production = render_page(package, view())
    preview = render_page(package, view(mode="preview", preview=PREVIEW, asset_root="/i/-/"))

    start, end = preview.index('<aside class="preview-bar"'), preview.index("</aside>") + len("</aside>")
    without = preview[:start] + preview[end:]
    only = [line for line in without.splitlines() if "preview.js" in line or ".preview-bar{" in line]
    for line in only:
        without = without.replace(line, "")
    assert len(only) == 2
    assert without.split() == production.split()
    assert "preview" not in production.lower()


def test_a_preview_offers_examples_languages_and_themes(package: Package) -> None:
    page = page_of(package, mode="preview", theme="dark", preview=PREVIEW)

    bar = page.one("form", method="get")
    chosen = [option["value"] for option in bar.walk() if option.tag == "option" and "selected" in option]
    assert chosen == ["default", "en", "dark"]


def test_a_dry_run_shows_the_exact_payload(package: Package) -> None:
    run = DryRun(True, {"note": "</pre><script>ü", "amount": 1.5})

    page = page_of(package, mode="preview", preview=replace(PREVIEW, dry_run=run))

    section = page.one("section", class_="dry-run")
    [code] = [element for element in section.walk() if element.tag == "code"]
    assert code.texts == ['{\n  "note": "</pre><script>ü",\n  "amount": 1.5\n}']
    assert "This would be sent" in section.text


@pytest.mark.parametrize("status", ["submitted", "expired", "cancelled"])
def test_a_closed_task_says_so_and_has_no_form(package: Package, status: str) -> None:
    page = Page(
        render_done(package, view(status=status, submitted_at=MOMENT, notices=("already-submitted",)))
    )

    assert page.all("form") == []
    assert page.one("h1").text
    assert page.one("title").text == f"{page.one('h1').text} – Example"
    assert page.one(role="status").text.startswith("This was already submitted")
    assert "Received March 4, 2026" in page.one("main").text


def test_a_package_may_lay_out_its_own_page() -> None:
    template = """{% extends "base.html" %}
{% block before %}<p class="note">{{ t("hello", name=ctx.who) }} {{ page.status }} {{ viewer.name }}</p>
{% endblock %}{% block content %}{{ form.start }}<div>{{ form.field("home/city") }}</div>
{{ form.field("a") }}{{ form.actions }}{{ form.end }}{% endblock %}"""
    home = {"type": "object", "properties": {"city": {"type": "string"}}}
    package = make(
        properties(a={"type": "string"}, home=home),
        templates={"page.html": template}, texts={"hello": "Hello {name}"}, context={"who": "Bo"},
    )  # fmt: skip

    page = Page(render_page(package, view({"home": {"city": "Graz"}}, context={"who": "<Bo>"})))

    assert page.one("p", class_="note").text == "Hello <Bo> open Ada"
    assert page.answers() == [("home/city", "Graz"), ("a", "")]
    assert len(page.all("button", class_="button")) == 1


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("{{ form }}\n{{ ctx.nothing }}", 2, "no attribute 'nothing'"),
        ("\n\n{{ t('no.such.text') }}", 3, "no text 'no.such.text'"),
        ("{{ form.field('b') }}", 1, "it draws a"),
        ("{{ page.asset('x.png') }}", 1, "no assets/x.png"),
        ("{{ 'x' * 10**9 }}", 1, "repeats"),
        ("{{ 1 / 0 }}", 1, "division"),
        ("{{ ctx | sum }}", 1, "unsupported"),
    ],
)
def test_a_template_that_fails_names_its_line(template: str, line: int, message: str) -> None:
    package = make(properties(a={"type": "string"}), templates={"page.html": template})

    with pytest.raises(PackageFaults) as caught:
        render_page(package, view(context={"a": "x"}))

    [fault] = caught.value.faults
    assert (fault.file, fault.line) == ("templates/page.html", line)
    assert message in fault.message
    assert fault.fix


def test_a_template_that_is_no_template_is_a_fault_of_the_package() -> None:
    with pytest.raises(PackageFaults) as caught:
        make(properties(a={"type": "string"}), templates={"page.html": "ok\n{% if %}"})

    assert [(fault.file, fault.line) for fault in caught.value.faults] == [("templates/page.html", 2)]
