"""What `scripts/trials` tries in full. A row's tests, as docs/operators/trust.md names them, are always part
of it; here stand the long forms that the suite has no time for."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from tests.docs.tables import rows
from tests.trials.named import named
from tests.trials.table import Row


@dataclass(frozen=True)
class Long:
    """`place` is module:function; it is called with `times` and gives a Row."""

    place: str
    times: int

    def __call__(self, times: int | None = None) -> Row:
        module, _, function = self.place.partition(":")
        found: Row = getattr(import_module(f"tests.trials.{module}"), function)(times or self.times)
        return found


LONG: dict[str, tuple[Long, ...]] = {
    "14": (Long("slow:slow", 1000), Long("slowhttp:slowhttp", 1000)),
    "17": (Long("hostile:hostile", 1),),
    "18": (Long("runaways:runaways", 1),),
    "25": (Long("strangers:strangers", 1000),),
    "26": (Long("canaries:canaries", 55),),
    "27": (Long("sealed:sealed", 100),),
    "28": (Long("acts:acts", 200),),
    "29": (Long("submissions:submissions", 500),),
    "30": (Long("edges:edges", 200),),
    "32": (Long("outages:outages", 20),),
    "33": (Long("queued:queued", 1000),),
    "35": (Long("kills:kills", 100),),
    "36": (Long("load:load", 50),),
    "39": (Long("restarts:restarts", 50),),
    "40": (Long("idle:idle", 300),),
    "router": (Long("streams:streams", 1000), Long("targets:targets", 10), Long("peers:peers", 60)),
    "laws": (Long("laws:laws", 2000),),
}


def promised() -> dict[str, tuple[str, ...]]:
    """Each row of the document: what it is about, and the tests named for it."""
    found = {}
    for number, about, _, tests in rows("docs/operators/trust.md", "## Rows"):
        found[number] = (about, *(each.strip(" `") for each in tests.split(",")))
    return found


def names() -> list[str]:
    """Everything that can be tried: the rows in order, then what has a name."""
    table = promised()
    return [*table, *(name for name in LONG if name not in table)]


def trial(name: str, times: int | None = None) -> Iterator[Row]:
    """A line for the tests of a row, and one for each of its long forms."""
    about, *tests = promised().get(name, ("",))
    if tests:
        yield named(f"{name} {about}", tests)
    for long in LONG.get(name, ()):
        yield long(times)
