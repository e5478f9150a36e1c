"""Pages of previews drawn in a child: what it is brought, and when."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from renderer.child import Child, Work
from router.choice import Choice
from router.draw_inside import hold, page
from router.drawing import Drawing, open_drawing
from router.edition import Edition, read_edition
from router.registry import Interface
from router.shown import Shown
from tests.renderer.good import FILES, FOLDER, as_bytes, write

pytestmark = pytest.mark.anyio

INTERFACE = Interface("2539644c-4fa3-4dc7-9b36-2220cca7cf45", f"@webapp/{FOLDER}", {}, {})


@pytest.fixture
async def drawing() -> AsyncIterator[Drawing]:
    async with open_drawing() as opened:
        yield opened


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return read_edition(write(tmp_path), Edition(FOLDER))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Work, bool]]:
    """What children were asked to do, and whether they were brought files along."""
    noted: list[tuple[Work, bool]] = []
    ask = Child.ask

    def note(child: Child, folder: str, work: Work, *arguments: object) -> object:
        noted.append((work, any(isinstance(each, dict) for each in arguments)))
        return ask(child, folder, work, *arguments)

    monkeypatch.setattr(Child, "ask", note)
    return noted


async def drawn(drawing: Drawing, edition: Edition) -> str:
    assert edition.package is not None
    return await drawing.page(Shown(INTERFACE, edition), edition.package, Choice(), nonce="")


async def test_a_child_is_brought_each_version_once(
    drawing: Drawing, edition: Edition, asked: list[tuple[Work, bool]]
) -> None:
    pages = [await drawn(drawing, edition) for _ in range(3)]

    assert "Leave request" in pages[0]
    assert pages[0] == pages[1] == pages[2]
    assert asked == [(page, True), (page, False), (page, False)]


async def test_what_was_prepared_need_not_be_brought_along(
    drawing: Drawing, edition: Edition, asked: list[tuple[Work, bool]]
) -> None:
    drawing.prepare(FOLDER, edition.source)
    while not asked:
        await asyncio.sleep(0.001)

    assert "Leave request" in await drawn(drawing, edition)
    assert asked == [(hold, True), (page, False)]


async def test_a_package_that_turns_out_to_be_at_fault_disturbs_nobody(
    drawing: Drawing, edition: Edition, asked: list[tuple[Work, bool]]
) -> None:
    drawing.prepare(FOLDER, as_bytes(FILES | {"ui.json": "{"}))
    while not asked:
        await asyncio.sleep(0.001)

    assert "Leave request" in await drawn(drawing, edition)


async def test_while_a_page_is_drawn_nothing_is_prepared(
    drawing: Drawing, edition: Edition, asked: list[tuple[Work, bool]]
) -> None:
    under_way = asyncio.create_task(drawn(drawing, edition))
    while not asked:
        await asyncio.sleep(0.001)
    drawing.prepare(FOLDER, edition.source)
    await under_way

    assert asked == [(page, True)]
