"""From the start of a process to its first page, with ten packages in the repository; each time a new one."""

import statistics
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks import ours, sample
from benchmarks.peers import next as nextjs
from benchmarks.server import Running

PACKAGES = 10
TASK = sample.TASK.format(n="0" * 12)


def first_pages(folder: Path, cookie: Mapping[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds until the first page (median), and MB when it was there, of us and of the peer in turn."""
    git_url, _ = ours.make_origin(folder / "ten", PACKAGES)

    def edge(number: int) -> AbstractContextManager[Running]:
        own = folder / f"start-{number}"
        own.mkdir()
        return ours.edge(own, "production", 9121, git_url, ready=TASK, headers=cookie)

    def peer(_: int) -> AbstractContextManager[Running]:
        return nextjs.next_server(folder, 9122, nextjs.node(), ready=TASK, headers=cookie)

    starters: dict[str, Callable[[int], AbstractContextManager[Running]]] = {"ours": edge, "next-24": peer}
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in starters}
    for number in range(rounds):
        for name, start in starters.items():
            with start(number) as running:
                seen[name].append((running.started * 1000, running.memory_mb()))
    return {
        name: {
            "ms": round(statistics.median(ms for ms, _ in runs), 1),
            "mb": round(statistics.median(mb for _, mb in runs), 1),
        }
        for name, runs in seen.items()
    }
