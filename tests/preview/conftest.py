"""A preview of a folder with one small package, and a client to look at it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.renderer.good import write
from tests.support.previewing import PreviewEdge, previewing


@pytest.fixture(scope="session")
def issuer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The development issuer's key: making one takes a while."""
    return tmp_path_factory.mktemp("issuer")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    write(folder)
    return folder


@pytest.fixture
def edge(packages: Path, issuer_folder: Path) -> Iterator[PreviewEdge]:
    with previewing(packages, issuer_folder) as started:
        yield started


@pytest.fixture(scope="module")
def shared_edge(tmp_path_factory: pytest.TempPathFactory, issuer_folder: Path) -> Iterator[PreviewEdge]:
    """For tests that do not change the package."""
    folder = tmp_path_factory.mktemp("shared") / "packages"
    write(folder)
    with previewing(folder, issuer_folder) as started:
        yield started


@pytest.fixture
async def reader(shared_edge: PreviewEdge) -> AsyncIterator[httpx2.AsyncClient]:
    """The browser of an author who only looks."""
    browser = shared_edge.browser()
    async with httpx2.AsyncClient(base_url=shared_edge.url, headers=browser, timeout=20) as client:
        yield client


@pytest.fixture
async def http(edge: PreviewEdge) -> AsyncIterator[httpx2.AsyncClient]:
    """An author's browser."""
    async with httpx2.AsyncClient(base_url=edge.url, headers=edge.browser(), timeout=20) as client:
        yield client
