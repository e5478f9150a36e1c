"""What each tier of a deployment spends on a page, with more and more replicas behind one load balancer.

    python -m benchmarks.replicas [--seconds N] [--json]

nginx spreads people over as many edges as APIs, each edge with an API of its own, and one Postgres for all.
One machine has no more cores for more replicas, so the rate says little about many machines; what each tier
spends on one page does, and that it stays the same however many replicas there are. The tier that spends most
on what cannot be multiplied saturates first: that is Postgres.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import psutil
import psycopg

from benchmarks.figures import parser, tell
from benchmarks.load import Request, run
from benchmarks.stub import nginx_proxy
from tests.support.forked import Forked
from tests.support.numbered import numbered, visitor
from tests.support.serving import free_port
from tests.trials.place import Place, place

REPLICAS = (1, 2, 4)
CONNECTIONS = 32

Tiers = Mapping[str, Sequence[psutil.Process]]


def measured(seconds: float) -> dict[str, dict[str, float]]:
    """By the number of replicas: pages a second, and microseconds of CPU that each tier spends on one."""
    with place() as ground, ExitStack() as stack:
        first = ground.api()
        people = ground.people(first)
        who = visitor(people, ground.edge(first))
        stack.callback(who.http.close)
        ground.origin.commit(numbered(1), "dev")
        task = people.task(people.published())
        who.open(task)
        page = Request(
            f"/i/{task.workflow}/{task.node}/{task.execution}",
            headers={"Accept": "text/html", "Authorization": people.member.headers["authorization"]},
        )
        return {str(number): _with(ground, number, page, seconds) for number in REPLICAS}


def _with(ground: Place, number: int, page: Request, seconds: float) -> dict[str, float]:
    with ExitStack() as stack:
        apis, edges = stack.enter_context(_replicas(ground, number))
        targets = [each.url.removeprefix("http://") for each in edges]
        balancer = stack.enter_context(nginx_proxy(ground.folder, free_port(), targets))
        tiers: Tiers = {
            "balancer": [balancer.process],
            "edge": [psutil.Process(each.pid) for each in edges],
            "api": [psutil.Process(each.pid) for each in apis],
            "postgres": [_server(ground.database)],
        }
        run(balancer.origin, page, 1, CONNECTIONS)
        before = {name: _spent(processes) for name, processes in tiers.items()}
        seen = run(balancer.origin, page, seconds, CONNECTIONS)
        pages = seen.per_second * seconds
        spent = {
            f"{name}_us": round((_spent(processes) - before[name]) / pages * 1e6, 1)
            for name, processes in tiers.items()
        }
    return {"per_second": round(seen.per_second), "p99_ms": seen.p99_ms, "failed": seen.failed, **spent}


@contextmanager
def _replicas(ground: Place, number: int) -> Iterator[tuple[list[Forked], list[Forked]]]:
    apis = [ground.api() for _ in range(number)]
    edges = [ground.edge(api) for api in apis]
    try:
        yield apis, edges
    finally:
        for each in (*edges, *apis):
            each.kill()


def _server(database: str) -> psutil.Process:
    """Postgres itself, which made the process of each connection."""
    with psycopg.connect(database) as connection:
        found = psutil.Process(connection.info.backend_pid).parent()
    assert found is not None, "a backend has a parent"
    return found


def _spent(processes: Sequence[psutil.Process]) -> float:
    """Seconds of CPU, with the children's, of which Postgres has one for each connection."""
    everyone = [*processes, *(child for each in processes for child in each.children(recursive=True))]
    return sum(sum(each.cpu_times()[:2]) for each in everyone)


def main() -> None:
    made = parser("What each tier spends on a page, with more and more replicas.", "seconds", 6)
    chosen = made.parse_args()
    found = measured(chosen.seconds)
    tell(found, chosen.json, [f"{number} replicas: {told}" for number, told in found.items()])


if __name__ == "__main__":
    main()
