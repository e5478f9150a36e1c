"""What becomes of a package's folder: a new package, or faults beside the last good one."""

import shutil
from pathlib import Path

import pytest

from router.edition import Edition, read_edition
from tests.renderer.good import FILES, FOLDER, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path)


@pytest.fixture
def good(folder: Path) -> Edition:
    return read_edition(folder, Edition(FOLDER))


def change(folder: Path, file: str, old: str, new: str) -> None:
    assert old in FILES[file]
    (folder / file).write_text(FILES[file].replace(old, new))


def test_a_good_folder_becomes_a_package(good: Edition) -> None:
    assert good.package is not None
    assert good.package.name == "@webapp/interface-leave-request"
    assert good.faults == ()
    assert good.present


def test_nothing_new_gives_the_same_edition(folder: Path, good: Edition) -> None:
    (folder / "ui.json").touch()
    (folder / ".ui.json.swp").write_text("an editor's own file")

    assert read_edition(folder, good) is good


def test_a_broken_save_keeps_the_last_good_package(folder: Path, good: Edition) -> None:
    (folder / "ui.json").write_text('{"order": [')

    broken = read_edition(folder, good)

    assert broken.package is good.package
    assert [(fault.file, fault.line) for fault in broken.faults] == [("ui.json", 1)]
    assert broken.source["ui.json"] == b'{"order": ['


def test_a_package_that_never_was_good_has_faults_only(folder: Path) -> None:
    (folder / "interface.toml").write_text("format = ")

    broken = read_edition(folder, Edition(FOLDER))

    assert broken.package is None
    assert broken.faults[0].file == "interface.toml"


def test_who_draws_is_told_of_new_files_before_they_are_compiled(folder: Path, good: Edition) -> None:
    told = []
    change(folder, "locales/en.json", "Leave request", "Holidays")
    labelled = read_edition(folder, good, lambda *what: told.append(what))
    read_edition(folder, labelled, lambda *what: told.append(what))

    assert told == [(FOLDER, labelled.source)]


def test_new_templates_are_compiled_once_and_brought_along_later(folder: Path, good: Edition) -> None:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates/page.html").write_text('{% extends "base.html" %}')

    def refuse(*_: object) -> None:
        raise AssertionError("they would be compiled twice")

    assert read_edition(folder, good, refuse).package is not good.package


def test_mending_a_broken_save_clears_the_faults(folder: Path, good: Edition) -> None:
    (folder / "ui.json").write_text("{")
    broken = read_edition(folder, good)
    (folder / "ui.json").write_text(FILES["ui.json"])

    mended = read_edition(folder, broken)

    assert mended.faults == ()
    assert mended.package is not None
    assert good.package is not None
    assert mended.package.digest == good.package.digest


def test_a_folder_that_went_away_says_so_and_comes_back(folder: Path, good: Edition) -> None:
    shutil.rmtree(folder)
    away = read_edition(folder, good)
    write(folder.parent)
    back = read_edition(folder, away)

    assert not away.present
    assert away.package is good.package
    assert FOLDER in away.faults[0].message
    assert back.present
    assert back.faults == ()


def test_a_link_in_a_package_is_refused(folder: Path, good: Edition) -> None:
    (folder / "secret.txt").symlink_to("/etc/hostname")

    broken = read_edition(folder, good)

    assert broken.package is good.package
    assert broken.faults[0].file == "secret.txt"


def test_only_stylesheets_differ(folder: Path, good: Edition) -> None:
    (folder / "assets/style.css").write_text("h1 { color: red }")
    first = read_edition(folder, good)
    (folder / "assets/style.css").write_text("h1 { color: green }")
    second = read_edition(folder, first)
    change(folder, "locales/en.json", "Leave request", "Holidays")
    third = read_edition(folder, second)

    assert second.changed_styles(first) == {"style.css": "h1 { color: green }"}
    assert first.changed_styles(good) == {}, "a stylesheet that is new has no link on the page yet"
    assert third.changed_styles(second) == {}
    assert third.changed_styles(third) == {}


def test_assets_have_a_name_of_their_own(folder: Path, good: Edition) -> None:
    change(folder, "locales/en.json", "Leave request", "Holidays")
    relabelled = read_edition(folder, good)
    change(folder, "assets/logo.svg", "M0 0h8", "M0 0h4")
    redrawn = read_edition(folder, relabelled)

    assert relabelled.asset_digest == good.asset_digest
    assert redrawn.asset_digest != good.asset_digest
