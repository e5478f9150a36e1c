"""From the start of a process to its first page, each time a new one, of us and of the peer in turn."""

import statistics
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks import ours, sample
from benchmarks.peers import next as nextjs
from benchmarks.server import Running

PACKAGES = 10
TASK = sample.TASK.format(n="0" * 12)

Starter = Callable[[Path], AbstractContextManager[Running]]  # in a folder of its own
Found = dict[str, dict[str, float]]


def first_pages(folder: Path, cookie: Mapping[str, str], rounds: int) -> Found:
    """Milliseconds until the first page (median), and MB when it was there; of ten packages."""
    git_url, _ = ours.make_origin(folder / "ten", PACKAGES)

    def edge(own: Path) -> AbstractContextManager[Running]:
        return ours.edge(own, "production", 9121, git_url, ready=TASK, headers=cookie)

    def peer(own: Path) -> AbstractContextManager[Running]:
        return nextjs.next_server(own, 9122, nextjs.node(), ready=TASK, headers=cookie)

    return _in_turn(folder / "starts", {"ours": edge, "next-24": peer}, rounds)


def first_previews(folder: Path, cookie: Mapping[str, str], rounds: int) -> Found:
    """The same of `interfaces dev` and `next dev`, with one package. What earlier starts compiled is kept."""
    packages = folder / "one"
    sample.write(packages)

    def dev(own: Path) -> AbstractContextManager[Running]:
        return ours.dev(own, 9123, packages)

    def peer(own: Path) -> AbstractContextManager[Running]:
        return nextjs.next_dev(own, 9124, nextjs.node(), TASK, cookie)

    return _in_turn(folder / "dev-starts", {"ours": dev, "next-24": peer}, rounds)


def _in_turn(folder: Path, starters: Mapping[str, Starter], rounds: int) -> Found:
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in starters}
    for number in range(rounds):
        for name, start in starters.items():
            own = folder / f"{name}-{number}"
            own.mkdir(parents=True)
            with start(own) as running:
                seen[name].append((running.started * 1000, running.memory_mb()))
    return {
        name: {
            "ms": round(statistics.median(ms for ms, _ in runs), 1),
            "mb": round(statistics.median(mb for _, mb in runs), 1),
        }
        for name, runs in seen.items()
    }
