"""How long after a publish, and after a rollback, people get the other release.

    python -m benchmarks.publish_to_page [--times N] [--json]

The API and a production edge run as processes of their own over a real Postgres and a git origin beside
them. Counted is from the moment before the request to publish (or to roll back) is sent until the first page
of a task that shows the other release has arrived. Tasks are started and opened one after the other all the
while, as people do; each is opened for the first time, because later it keeps its release. What each step of
a publish took is told by its record.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from benchmarks.figures import parser, summary, tell
from tests.api.running import Publication
from tests.support.numbered import Visitor, number_in, numbered, visitor
from tests.trials.place import place

WARM_UP = 2  # that are not counted
PATIENCE = 60.0  # seconds
FIRST = 1  # the release that each rollback goes back to


@dataclass
class Figures:
    """Milliseconds of each publish and rollback, and of each step by its name."""

    publish: list[float] = field(default_factory=list)
    rollback: list[float] = field(default_factory=list)
    steps: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def told(self) -> dict[str, object]:
        figures = {**summary("publish", self.publish), **summary("rollback", self.rollback)}
        return {"times": len(self.publish), **figures, "steps": self._medians()}

    def _medians(self) -> dict[str, float]:
        return {name: summary("step", took)["step_median_ms"] for name, took in self.steps.items()}


def run(times: int) -> dict[str, object]:
    with place() as ground:
        api = ground.api()
        who = visitor(ground.people(api), ground.edge(api))
        ground.origin.commit(numbered(FIRST), "dev")
        interface = who.api.published()
        warming, figures = Figures(), Figures()
        for number in range(times + WARM_UP):
            ground.origin.commit(numbered(FIRST + 1 + number), "dev")
            noted = warming if number < WARM_UP else figures
            _publish(who, interface, FIRST + 1 + number, noted)
            _roll_back(who, interface, noted)
        who.http.close()
    return figures.told()


def _publish(who: Visitor, interface: str, number: int, figures: Figures) -> None:
    began = time.monotonic()
    asked = who.api.author.post(f"/interfaces/{interface}/publish").raise_for_status()
    figures.publish.append(_shown(who, interface, number, began))
    for name, took in _steps(who.api.ended(asked.json()["publication_url"])):
        figures.steps[name].append(took)


def _roll_back(who: Visitor, interface: str, figures: Figures) -> None:
    history = who.api.author.get(f"/interfaces/{interface}/publications").json()["publications"]
    body = {"publication_id": history[-1]["publication_id"], "reason": "measured"}
    began = time.monotonic()
    who.api.author.post(f"/interfaces/{interface}/rollback", json=body).raise_for_status()
    figures.rollback.append(_shown(who, interface, FIRST, began))


def _shown(who: Visitor, interface: str, number: int, began: float) -> float:
    """Milliseconds until a page of that release had arrived."""
    while time.monotonic() < began + PATIENCE:
        if number_in(who.open(who.api.task(interface))) == number:
            return (time.monotonic() - began) * 1000
    raise SystemExit(f"release {number} was not shown within {PATIENCE:g} s")


def _steps(told: Publication) -> Iterator[tuple[str, float]]:
    for each in told["steps"]:
        began, ended = map(datetime.fromisoformat, (each["started_at"], each["ended_at"]))
        yield each["name"], (ended - began).total_seconds() * 1000


LINES = """\
milliseconds until people get the other release, {times} times each
  publish   median {publish_median_ms:7.1f}   p95 {publish_p95_ms:7.1f}
  rollback  median {rollback_median_ms:7.1f}   p95 {rollback_p95_ms:7.1f}
  steps of a publish, medians: {steps}"""


def main() -> None:
    what = "How long after a publish or a rollback people get the other release."
    chosen = parser(what, "times", 10).parse_args()
    found = run(chosen.times)
    tell(found, chosen.json, [LINES.format_map(found)])


if __name__ == "__main__":
    main()
