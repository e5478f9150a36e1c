"""An API that tells workflows to go on, and the receiver it tells."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import issuer, origin
from tests.api.origin import Origin
from tests.api.receiver import SECRET, Receiver, running_receiver
from tests.api.running import Issuer, RunningApi, running_api, settings_of
from tests.support.postgres import database_url, databases
from typed.secret import SecretStr

__all__ = ["api", "database_url", "databases", "issuer", "origin", "receiver"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


@pytest.fixture
def api(
    issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path, receiver: Receiver
) -> Iterator[RunningApi]:
    targets = {
        "continuation_targets": f"engine={receiver.url}/",
        "continuation_secrets": SecretStr(SECRET),
    }
    settings = settings_of(issuer.url, database_url, origin.url, tmp_path / "mirror.git", **targets)
    with running_api(issuer, settings) as api:
        yield api
