"""`interfaces outbox` against a real API and a receiver that refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.api.conftest import issuer, origin
from tests.api.origin import Origin
from tests.api.receiver import SECRET, Receiver, running_receiver
from tests.api.running import Issuer, RunningApi, running_api, settings_of
from tests.api.test_outbox import STATE
from tests.api.test_submissions import submit
from tests.cli.conftest import Interfaces
from tests.support.postgres import database_url, databases

__all__ = ["database_url", "databases", "issuer", "origin"]


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


def test_a_dead_message_is_listed_and_sent_again(
    interfaces: Interfaces, api: RunningApi, receiver: Receiver
) -> None:
    access = {"api_url": api.url, "token": api.author.headers["authorization"].removeprefix("Bearer ")}
    receiver.says = 410
    task = api.task()
    submit(api.member, task)
    api.wait_for(STATE, task.execution, rows=[("dead", 1, "HTTP 410")])

    listed = interfaces("outbox", "list", **access)
    receiver.says = 204
    retried = interfaces("outbox", "retry", "all", **access)

    assert listed.returncode == 0, listed.stderr
    message_id, *_, last = listed.stdout.split()
    assert f"{task.execution}/{task.node}  1 attempts  HTTP {last}" in listed.stdout
    assert retried.stdout == f"{message_id} is sent again.\n"
    api.wait_for(STATE, task.execution, rows=[("delivered", 1, None)])
    assert interfaces("outbox", "list", "delivered", **access).stdout.startswith(message_id)
    assert interfaces("outbox", "retry", "all", **access).returncode == 1
    assert interfaces("outbox", "retry", message_id, **access).returncode == 1
