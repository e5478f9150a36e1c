"""Steps in a preview: the page carries what the other steps hold, for nothing is stored."""

import html
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.support.previewing import PreviewEdge, preview_path, previewing

pytestmark = pytest.mark.anyio

PATH = preview_path("interface-incident-report")
WHAT = {
    "$step": "what",
    "$go": "next",
    "summary": "Card payments fail",
    "severity": "high",
    "description": "Every card payment ends in a time-out.",
}


@pytest.fixture(scope="module")
def edge(issuer_folder: Path) -> Iterator[PreviewEdge]:
    with previewing(Path(__file__).parents[2] / "packages", issuer_folder) as started:
        yield started


@pytest.fixture
async def http(edge: PreviewEdge) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {**edge.bearer(), "Accept": "text/html"}
    async with httpx2.AsyncClient(base_url=edge.url, timeout=20, headers=headers) as client:
        yield client


def carried(page: str) -> dict[str, str]:
    """What the form posts along."""
    found = re.findall(r'<input type="hidden" name="(\$[a-z]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found if name in ("$step", "$then", "$answers")}


async def test_on_and_back_with_everything_that_was_typed(http: httpx2.AsyncClient) -> None:
    second = (await http.post(PATH, data=WHAT)).text
    assert carried(second)["$step"] == "when"
    typed = {**carried(second), "started_at": "2026-03-04T09:05", "$go": "back"}

    first = (await http.post(PATH, data=typed)).text

    assert carried(first)["$step"] == "what"
    assert "Every card payment ends in a time-out." in first
    assert '"started_at": "2026-03-04T09:05"' in carried(first)["$answers"]


async def test_a_step_is_checked_and_saving_says_that_nothing_is_saved(http: httpx2.AsyncClient) -> None:
    wrong = await http.post(PATH, data={**WHAT, "description": "short"})
    saved = await http.post(PATH, data={**WHAT, "$go": "save"})

    assert wrong.status_code == 422
    assert carried(wrong.text)["$step"] == "what"
    assert "In a preview nothing is saved." in saved.text


async def test_a_step_can_be_looked_at_by_its_address(http: httpx2.AsyncClient) -> None:
    assert carried((await http.get(f"{PATH}?step=impact")).text)["$step"] == "impact"


async def test_what_is_carried_must_be_readable(http: httpx2.AsyncClient) -> None:
    for broken in ("[1]", "{", '{"a":'):
        assert (await http.post(PATH, data={**WHAT, "$answers": broken})).status_code == 400
