"""`interfaces check` and `interfaces test` on a package: drawn in every locale, submissions tried."""

from pathlib import Path

import pytest

from renderer.check import Report, check_package
from renderer.faults import PackageFaults
from renderer.package import load_folder
from tests.renderer.good import FILES, FOLDER, write

PAGE = """\
{% extends "base.html" %}
{% block before %}
<p>{{ t("greeting", name=ctx.employee) }}</p>
{% endblock %}
{% block content %}{{ form }}{% endblock %}
"""


def check(packages: Path, changed: dict[str, str], submissions: bool = False) -> Report:
    folder = write(packages, FILES | {"templates/page.html": PAGE} | changed)
    try:
        return check_package(load_folder(folder), submissions)
    except PackageFaults as error:
        return Report(FOLDER, error.faults)


def test_a_good_package_is_drawn_in_every_locale_and_its_submissions_tried(tmp_path: Path) -> None:
    report = check(tmp_path, {}, submissions=True)

    assert report.faults == ()
    assert report.submissions == 2
    assert report.pages == 2 * 2 + 1  # a page and a done page in two locales, one page with errors


def test_check_alone_tries_no_submissions(tmp_path: Path) -> None:
    assert check(tmp_path, {}).submissions == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("{{ ctx.employe }}", "has no attribute 'employe'"),
        ("{{ employee }}", "'employee' is undefined"),
        ("{{ t('gre' ~ 'ting') }}", "no text 'greting' in locales/en.json"),
        ('{{ page.asset("gone.png") }}', "there is no assets/gone.png"),
        ("{{ ctx.__class__.__mro__ }}", "unsafe"),
        ("{{ ctx.employee + 1 }}", "can only concatenate str"),
        ('{% include "gone.html" %}', "gone.html"),
        ("{{ range(10 ** 9) | list }}", "10000 numbers"),
    ],
)
def test_what_fails_while_drawing_is_told_with_its_line(tmp_path: Path, wrong: str, words: str) -> None:
    report = check(tmp_path, {"templates/page.html": PAGE.replace("<p>", f"<p>{wrong}")})

    assert [(fault.file, fault.line) for fault in report.faults] == [("templates/page.html", 3)]
    assert words in report.faults[0].message
    assert "fixture 'default'" in report.faults[0].message


def test_a_template_that_includes_itself_is_told(tmp_path: Path) -> None:
    report = check(tmp_path, {"templates/page.html": PAGE.replace("<p>", '{% include "page.html" %}')})

    assert [fault.file for fault in report.faults] == ["templates/page.html"]
    assert "recursion" in report.faults[0].message


def test_a_text_that_is_missing_where_no_example_leads_is_told(tmp_path: Path) -> None:
    page = PAGE.replace("<p>", '<p>{% if ctx.days == 77 %}\n{{ t("greting") ~ t("title") }}{% endif %}')

    report = check(tmp_path, {"templates/page.html": page})

    assert [(fault.file, fault.line) for fault in report.faults] == [("templates/page.html", 4)]
    assert "there is no text 'greting'" in report.faults[0].message


@pytest.mark.parametrize(
    ("page", "line", "words"),
    [
        ("a\n{% if %}\n", 2, "Expected an expression"),
        ("{{ a }\n", 1, "unexpected '}'"),
        ('{% extends "base.html" %}\n{% block content %}\n', 2, "Unexpected end of template"),
        ("{{ a | nosuchfilter }}", 1, "No filter named 'nosuchfilter'"),
    ],
)
def test_a_template_that_does_not_compile_is_told_with_its_line(
    tmp_path: Path, page: str, line: int, words: str
) -> None:
    report = check(tmp_path, {"templates/page.html": page})

    assert [(fault.file, fault.line) for fault in report.faults] == [("templates/page.html", line)]
    assert words in report.faults[0].message


def test_templates_are_compiled_even_when_other_files_are_at_fault(tmp_path: Path) -> None:
    report = check(tmp_path, {"templates/page.html": "{% if %}", "schema.json": "{", "interface.toml": "x"})

    assert {fault.file for fault in report.faults} == {"interface.toml", "schema.json", "templates/page.html"}


def test_a_fault_in_the_done_page_is_found(tmp_path: Path) -> None:
    report = check(tmp_path, {"templates/done.html": "\n{{ nobody }}"})

    assert [(fault.file, fault.line) for fault in report.faults] == [("templates/done.html", 2)]
    assert "done" in report.faults[0].message


def test_one_mistake_is_told_once_however_many_examples_show_it(tmp_path: Path) -> None:
    other = FILES["fixtures/default.json"]

    report = check(tmp_path, {"templates/page.html": "{{ nobody }}", "fixtures/other.json": other})

    assert len(report.faults) == 1


def test_submissions_with_another_verdict_are_told_at_their_line(tmp_path: Path) -> None:
    fixture = """\
{
  "title": "A",
  "context": { "employee": "Grace" },
  "submissions": [
    { "name": "too long", "data": { "action": "approve", "days": 31 }, "valid": true },
    { "name": "fine",
      "data": { "action": "approve", "days": 3 }, "valid": false },
    { "name": "no days", "data": { "action": "approve" }, "valid": false,
      "errors": [{ "pointer": "/days", "keyword": "minimum" }] }
  ]
}
"""

    report = check(tmp_path, {"fixtures/default.json": fixture}, submissions=True)

    assert [(fault.line, fault.message.partition("'")[2]) for fault in report.faults] == [
        (5, "too long' is refused: /days (maximum)."),
        (6, "fine' is accepted."),
        (8, "no days' has no error /days (minimum)."),
    ]
    assert report.faults[2].fix == "It has /days (required)."
