"""Fixtures of the API's tests: a real server, a real Postgres, a real git origin, real tokens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.origin import Origin, package_files
from tests.api.running import Issuer, RunningApi, fresh_api, running_api, running_issuer, settings_of
from tests.support.postgres import Databases, blank_database_url, database_url, databases

__all__ = ["blank_database_url", "database_url", "databases"]


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    with running_issuer(tmp_path_factory.mktemp("issuer")) as issuer:
        yield issuer


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    return Origin(tmp_path / "origin")


@pytest.fixture
def api(issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path) -> Iterator[RunningApi]:
    with running_api(
        issuer, settings_of(issuer.url, database_url, origin.url, tmp_path / "mirror.git")
    ) as api:
        yield api


@pytest.fixture(scope="module")
def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def _shared_origin(_shared_folder: Path) -> Origin:
    return Origin(_shared_folder / "origin")


@pytest.fixture(scope="module")
def shared_api(
    issuer: Issuer, databases: Databases, _shared_folder: Path, _shared_origin: Origin
) -> Iterator[RunningApi]:
    """One for a module whose tests leave nothing behind that matters to each other."""
    with fresh_api(issuer, databases, _shared_folder, _shared_origin) as api:
        yield api


@pytest.fixture
def shared_origin(_shared_origin: Origin) -> Origin:
    """Its origin; on `dev` is the first version again."""
    _shared_origin.commit(package_files(), "dev")
    return _shared_origin
