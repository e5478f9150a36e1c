"""`interfaces new`."""

from pathlib import Path

import pytest

from renderer.check import check_package
from renderer.faults import PackageFaults
from renderer.package import load_folder
from renderer.scaffold import new_package


@pytest.mark.parametrize(
    ("given", "folder", "name"),
    [
        ("expense-approval", "interface-expense-approval", "@webapp/interface-expense-approval"),
        ("interface-visit", "interface-visit", "@webapp/interface-visit"),
        ("@acme/interface-visit", "interface-visit", "@acme/interface-visit"),
        ("@acme/visit-2", "interface-visit-2", "@acme/interface-visit-2"),
    ],
)
def test_a_new_package_has_the_name_that_was_meant(
    tmp_path: Path, given: str, folder: str, name: str
) -> None:
    created = new_package(given, tmp_path)

    assert created == tmp_path / folder
    assert load_folder(created).name == name


def test_a_new_package_passes_every_check(tmp_path: Path) -> None:
    report = check_package(load_folder(new_package("expense-approval", tmp_path)))

    assert report.faults == ()
    assert report.pages >= 4
    assert report.submissions == 3


def test_a_new_package_appears_whole(tmp_path: Path) -> None:
    (tmp_path / ".interface-visit.new").mkdir()
    (tmp_path / ".interface-visit.new" / "stray.json").touch()

    new_package("visit", tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["interface-visit"]
    assert not (tmp_path / "interface-visit" / "stray.json").exists()
    assert load_folder(tmp_path / "interface-visit").texts["en"]("title") == "Visit"


@pytest.mark.parametrize(
    "name", ["", "A", "../evil", "a/b", "@acme", "a b", "-a", "a-", "ä", "a" * 80, "@A/b", "a\n"]
)
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackageFaults, match=r"is no name for a package\. Use small letters"):
        new_package(name, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_existing_package_is_not_touched(tmp_path: Path) -> None:
    folder = new_package("visit", tmp_path)
    (folder / "ui.json").write_text("{}")

    with pytest.raises(PackageFaults, match=r"is there already"):
        new_package("visit", tmp_path)

    assert (folder / "ui.json").read_text() == "{}"
