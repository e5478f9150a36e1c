"""`interfaces status` against a real API."""

import json

from tests.api.conftest import api, database_url, databases, issuer, origin
from tests.api.running import RunningApi
from tests.cli.conftest import Interfaces

__all__ = ["api", "database_url", "databases", "issuer", "origin"]


def test_it_tells_of_a_real_api_and_says_which_edge_is_away(
    interfaces: Interfaces, process: Interfaces, api: RunningApi
) -> None:
    task = api.task()
    token = api.author.headers["authorization"].removeprefix("Bearer ")

    done = interfaces("status", "--json", "--edge", "http://127.0.0.1:9", api_url=api.url, token=token)

    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["api"]["told"]["queues"] == {
        "waiting": 0,
        "waiting_since": None,
        "dead": 0,
        "publications": 0,
    }
    assert told["api"]["told"]["edges"] == []
    assert [row["live"]["version"] for row in told["interfaces"]] == ["1.0.0"]
    assert ["127.0.0.1:9 does not answer" in line for line in told["wrong"]] == [True]
    assert task.execution not in done.stdout

    alone = process("status", api_url=api.url, token=token)

    assert alone.returncode == 0, alone.stderr
    assert alone.stdout.startswith("✓ All is well")


def test_without_an_api_it_says_what_to_set(interfaces: Interfaces) -> None:
    done = interfaces("status", token="any")

    assert done.returncode == 1
    assert "INTERFACES_API_URL is not set." in done.stderr
