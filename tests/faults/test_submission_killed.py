"""Row 29: the API is killed in mid-submission: one answer and one continuation, or neither."""

import threading
from pathlib import Path

import httpx2
import pytest

from tests.api.conftest import api, issuer, origin
from tests.api.origin import ANSWER
from tests.api.running import Issuer, RunningApi, Task, bearer
from tests.api.test_healing import api_process
from tests.api.test_submissions import effects, submit
from tests.faults.holding import POINTS, killed
from tests.support.forked import Forked
from tests.support.postgres import database_url, databases

__all__ = ["api", "database_url", "databases", "issuer", "origin"]


def sent(process: Forked, token: str, task: Task) -> None:
    """Submits to the process, which will not live to answer."""
    with pytest.raises(httpx2.HTTPError):
        httpx2.patch(
            f"{process.url}{task.path}/submit",
            json={"response_data": ANSWER},
            headers={**bearer(token), "Idempotency-Key": "k"},
            trust_env=False,
        )


@pytest.mark.parametrize("table", POINTS)
def test_killed_while_it_writes_nothing_is_half_done_and_the_same_again_is_accepted(
    api: RunningApi, issuer: Issuer, tmp_path: Path, table: str
) -> None:
    task = api.task()
    api.member.get(task.read_path)
    with api_process(api.settings, tmp_path / "log") as process:
        sender = threading.Thread(target=sent, args=(process, issuer.mint.mint("member"), task))
        with killed(api.settings, process, table):
            sender.start()
    sender.join()

    assert effects(api, task) == (0, 0)
    assert submit(api.member, task, key="k").status_code == 200
    assert submit(api.member, task, key="k").status_code == 200
    assert effects(api, task) == (1, 1)
    acts = "SELECT 1 FROM interface_audit WHERE execution_uuid = %s AND what = 'answer submitted'"
    assert len(api.query(acts, task.execution)) == 1
