"""`interfaces outbox` against a real API and a receiver that refuses."""

from tests.api.receiver import Receiver
from tests.api.running import RunningApi
from tests.api.test_outbox import STATE
from tests.api.test_submissions import submit
from tests.cli.conftest import Interfaces
from tests.cli.continuing import api, database_url, databases, issuer, origin, receiver

__all__ = ["api", "database_url", "databases", "issuer", "origin", "receiver"]


def test_a_dead_message_is_listed_and_sent_again(
    interfaces: Interfaces, process: Interfaces, api: RunningApi, receiver: Receiver
) -> None:
    access = {"api_url": api.url, "token": api.author.headers["authorization"].removeprefix("Bearer ")}
    receiver.says = 410
    task = api.task()
    submit(api.member, task)
    api.wait_for(STATE, task.execution, rows=[("dead", 1, "HTTP 410")])

    listed = interfaces("outbox", "list", **access)
    receiver.says = 204
    retried = process("outbox", "retry", "all", **access)

    assert listed.returncode == 0, listed.stderr
    message_id, *_, last = listed.stdout.split()
    assert f"{task.execution}/{task.node}  1 attempts  HTTP {last}" in listed.stdout
    assert retried.stdout == f"{message_id} is sent again.\n"
    api.wait_for(STATE, task.execution, rows=[("delivered", 1, None)])
    assert interfaces("outbox", "list", "delivered", **access).stdout.startswith(message_id)
    assert interfaces("outbox", "retry", "all", **access).returncode == 1
    assert interfaces("outbox", "retry", message_id, **access).returncode == 1
