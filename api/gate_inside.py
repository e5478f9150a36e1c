"""What runs in the child that judges candidates: the gate, each page bounded on its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from renderer.customise import customisation_faults
from renderer.files import Files
from renderer.gate import judge
from renderer.package import load
from renderer.too_much import Bounded, Pace

LOAD_SECONDS = 20.0  # for packages that our own process has loaded before, so that it is known to end
MOST_SHOWN = 200_000  # bytes of compared pages that a record keeps


@dataclass(frozen=True)
class Trial:
    """What is judged, in plain values. `live` None: nothing is live."""

    folder: str
    live: Files | None
    candidate: Files
    config: Mapping[str, Any]
    branding: Mapping[str, Any]


def verdict(pace: Pace, trial: Trial) -> dict[str, Any]:
    """The verdict as JSON. Raises PackageFaults."""
    pace(LOAD_SECONDS)
    live = None if trial.live is None else load(trial.live, trial.folder)
    candidate = load(trial.candidate, trial.folder)
    found = judge(live, candidate, Bounded(pace))
    own = customisation_faults(candidate, trial.config, trial.branding)
    told: dict[str, Any] = plain(
        replace(found, passes=found.passes and not own, faults=(*found.faults, *own))
    )
    return told


def plain(value: object) -> Any:
    """As JSON has it, without the compared pages when they are more than a record keeps."""
    found = orjson.loads(orjson.dumps(value))
    if isinstance(found, dict) and len(orjson.dumps(found.get("shown"))) > MOST_SHOWN:
        found["shown"] = [{**each, "page": [], "done": []} for each in found["shown"]]
    return found
