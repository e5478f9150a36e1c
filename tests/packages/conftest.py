"""The packages that ship, loaded once, and every example of theirs."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from renderer.fixtures import Fixture, Submission
from renderer.package import Package, load_folder

PACKAGES = Path(__file__).parents[2] / "packages"
FOLDERS = sorted(folder.name for folder in PACKAGES.glob("interface-*"))


@cache
def shipped(folder: str) -> Package:
    """A package of this repository. Raises PackageFaults."""
    return load_folder(PACKAGES / folder)


def pages() -> Iterator[tuple[Package, Fixture, str]]:
    """Every fixture of every package in every locale."""
    for package in map(shipped, FOLDERS):
        for fixture in package.fixtures.values():
            for locale in package.manifest.locales:
                yield package, fixture, locale


def submissions() -> Iterator[tuple[Package, Fixture, Submission]]:
    for package in map(shipped, FOLDERS):
        for fixture in package.fixtures.values():
            for submission in fixture.submissions:
                yield package, fixture, submission


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`page` is every page, `submission` every submission, `folder` every package."""
    if "folder" in metafunc.fixturenames:
        metafunc.parametrize("folder", FOLDERS)
    if "page" in metafunc.fixturenames:
        ids = [f"{package.folder}-{fixture.id}-{locale}" for package, fixture, locale in pages()]
        metafunc.parametrize("page", list(pages()), ids=ids)
    if "submission" in metafunc.fixturenames:
        ids = [f"{package.folder}-{fixture.id}-{tried.name}" for package, fixture, tried in submissions()]
        metafunc.parametrize("submission", list(submissions()), ids=ids)
