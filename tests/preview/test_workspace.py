"""A real folder, edited on disk, followed by the workspace."""

import asyncio
import logging
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from router.edition import Edition
from router.workspace import Workspace, open_workspace
from tests.renderer.good import FILES, FOLDER, write

pytestmark = pytest.mark.anyio

DEADLINE = 30.0
OTHER = "interface-second"
OTHER_FILES = FILES | {"interface.toml": FILES["interface.toml"].replace(FOLDER, OTHER)}


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    write(tmp_path)
    write(tmp_path, OTHER_FILES, OTHER)
    async with open_workspace(tmp_path) as opened:
        yield opened


async def until(workspace: Workspace, folder: str, holds: Callable[[Edition], bool]) -> Edition:
    """The first edition for which `holds`, told by the hub as a tab would be."""
    end = time.monotonic() + DEADLINE
    with workspace.hub.seat(folder) as seat:
        while not holds(workspace.look(folder)):
            assert time.monotonic() < end, "waited in vain"
            await seat.called(0.5)
    return workspace.look(folder)


def title(edition: Edition) -> str:
    assert edition.package is not None
    return edition.package.texts["en"]("title")


def relabel(workspace: Workspace, text: str, folder: str = FOLDER) -> None:
    file = workspace.root / folder / "locales/en.json"
    file.write_text(FILES["locales/en.json"].replace("Leave request", text))


async def test_every_package_is_read_at_start(workspace: Workspace) -> None:
    assert workspace.folders() == [FOLDER, OTHER]
    assert title(workspace.look(FOLDER)) == "Leave request"


async def test_a_save_reloads_the_changed_package_and_no_other(workspace: Workspace) -> None:
    other = workspace.look(OTHER)

    relabel(workspace, "Holidays")
    await until(workspace, FOLDER, lambda edition: title(edition) == "Holidays")

    assert workspace.look(OTHER) is other


async def test_how_long_a_reload_took_is_told_once_for_each(workspace: Workspace) -> None:
    took: list[float] = []
    workspace.on_reload(took.append)

    relabel(workspace, "Holidays")
    await until(workspace, FOLDER, lambda edition: title(edition) == "Holidays")

    assert len(took) == 1
    assert 0 < took[0] < DEADLINE


async def test_a_hundred_broken_saves_leave_the_last_good_package(workspace: Workspace) -> None:
    good = workspace.look(FOLDER).package
    file = workspace.root / FOLDER / "schema.json"
    for number in range(100):
        file.write_text('{"broken": ' + "[" * (number + 1))
        if number % 25 == 0:
            await until(workspace, FOLDER, lambda edition: bool(edition.faults))
        assert workspace.look(FOLDER).package is good

    broken = await until(workspace, FOLDER, lambda edition: edition.source["schema.json"].count(b"[") == 100)
    assert broken.package is good
    assert {fault.file for fault in broken.faults} >= {"schema.json"}

    file.write_text(FILES["schema.json"])
    mended = await until(workspace, FOLDER, lambda edition: not edition.faults)
    assert mended.package is not None


async def test_a_file_saved_through_a_temporary_one_counts(workspace: Workspace) -> None:
    draft = workspace.root / FOLDER / "locales/en.json~"
    draft.write_text(FILES["locales/en.json"].replace("Leave request", "Renamed into place"))
    draft.rename(workspace.root / FOLDER / "locales/en.json")

    await until(workspace, FOLDER, lambda edition: title(edition) == "Renamed into place")


async def test_a_file_that_is_emptied_and_filled_never_shows_empty(workspace: Workspace) -> None:
    seen: list[bool] = []
    file = workspace.root / FOLDER / "locales/en.json"
    with file.open("w") as emptied:
        await asyncio.sleep(0.01)  # longer than the watcher's step: it has seen the empty file
        seen.append(bool(workspace.look(FOLDER).faults))
        emptied.write(FILES["locales/en.json"].replace("Leave request", "Filled"))

    await until(workspace, FOLDER, lambda edition: bool(edition.faults) or title(edition) == "Filled")

    assert not workspace.look(FOLDER).faults
    assert seen == [False]


async def test_a_new_package_is_there_at_once(workspace: Workspace) -> None:
    third = "interface-third"
    files = FILES | {"interface.toml": FILES["interface.toml"].replace(FOLDER, third)}

    write(workspace.root, files, third)
    edition = await until(workspace, third, lambda edition: edition.package is not None)

    assert third in workspace.folders()
    assert not edition.faults


async def test_a_renamed_package_is_gone_under_its_old_name(workspace: Workspace) -> None:
    (workspace.root / FOLDER).rename(workspace.root / "interface-renamed")

    gone = await until(workspace, FOLDER, lambda edition: not edition.present)
    renamed = await until(workspace, "interface-renamed", lambda edition: edition.present)

    assert gone.package is not None, "an open page keeps what it shows"
    assert workspace.folders() == ["interface-renamed", OTHER]
    assert any("name" in fault.message for fault in renamed.faults), "its manifest still has the old name"


async def test_a_deleted_package_can_come_back(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / FOLDER)
    await until(workspace, FOLDER, lambda edition: not edition.present)

    write(workspace.root)

    back = await until(workspace, FOLDER, lambda edition: edition.present and not edition.faults)
    assert title(back) == "Leave request"


async def test_a_fresh_checkout_in_place_of_the_folder_is_followed(
    workspace: Workspace, tmp_path: Path
) -> None:
    aside = tmp_path.with_name("aside")
    tmp_path.rename(aside)
    write(tmp_path, FILES | {"locales/en.json": FILES["locales/en.json"].replace("Leave", "Fresh")})

    await until(workspace, FOLDER, lambda edition: edition.present and title(edition) == "Fresh request")
    relabel(workspace, "Watched again")
    await until(workspace, FOLDER, lambda edition: title(edition) == "Watched again")


async def test_a_folder_that_was_never_there_is_an_edition_with_a_reason(workspace: Workspace) -> None:
    edition = workspace.look("interface-nowhere")

    assert edition.package is None
    assert "interface-nowhere" in edition.faults[0].message


async def test_an_editors_own_files_tell_nobody(workspace: Workspace) -> None:
    with workspace.hub.seat(FOLDER) as seat:
        (workspace.root / FOLDER / ".schema.json.swp").write_text("swap")
        (workspace.root / FOLDER / "schema.json~").write_text("backup")

        assert not await seat.called(0.2)


async def test_the_assets_a_page_still_shows_can_be_loaded_after_a_change(workspace: Workspace) -> None:
    before = workspace.look(FOLDER).asset_digest
    (workspace.root / FOLDER / "assets/logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    await until(workspace, FOLDER, lambda edition: edition.asset_digest != before)

    assert "logo.svg" in workspace.assets(before)
    assert "logo.svg" in workspace.assets(workspace.look(FOLDER).asset_digest)
    assert workspace.assets("0" * 40) == {}


POLLING = """
import asyncio, logging, sys
from pathlib import Path
from router.workspace import open_workspace
logging.basicConfig(format="%(message)s")
async def main(root):
    async with open_workspace(root) as workspace:
        with workspace.hub.seat("interface-leave-request") as seat:
            file = root / "interface-leave-request/locales/en.json"
            text = file.read_text()
            for number in range(100):
                file.write_text(text.replace("Leave request", f"Polled {number}"))
                if await seat.called(0.2):
                    break
        print(workspace.look("interface-leave-request").package.texts["en"]("title"))
asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("limit", ["max_inotify_instances", "max_inotify_watches"])
def test_without_watches_it_polls_and_says_what_to_raise(tmp_path: Path, limit: str) -> None:
    """In a user namespace of its own, where the limit is ours to set."""
    write(tmp_path)
    if subprocess.run(["unshare", "-Ur", "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine allows no user namespaces, so the limit cannot be set for a test")
    script = f'echo 0 > /proc/sys/user/{limit} && exec "$0" -c "$1" "$2"'
    command = ["unshare", "-Ur", "sh", "-c", script, sys.executable, POLLING, str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.startswith("Polled")
    assert "fs.inotify.max_user_watches" in done.stderr


async def test_a_watcher_that_breaks_is_told_and_the_preview_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_self: Workspace, _stop: object) -> None:
        raise RuntimeError("out of everything")

    write(tmp_path)
    monkeypatch.setattr(Workspace, "watch", broken)
    with caplog.at_level(logging.ERROR):
        async with open_workspace(tmp_path) as workspace:
            await asyncio.sleep(0)
            assert workspace.look(FOLDER).package is not None

    assert "not watched any more" in caplog.text


async def test_new_files_are_told_while_somebody_looks(workspace: Workspace) -> None:
    told: list[str] = []
    workspace.on_change(lambda folder, _files: told.append(folder))
    relabel(workspace, "Nobody looks")
    while title(workspace.look(FOLDER)) != "Nobody looks":
        await asyncio.sleep(0.01)
    assert told == []

    relabel(workspace, "Holidays")
    await until(workspace, FOLDER, lambda edition: title(edition) == "Holidays")

    assert set(told) == {FOLDER}
