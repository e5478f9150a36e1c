"""The counts of several workers as one: each leaves its own in a folder, whoever is asked adds them up.

A worker that died leaves its counts behind, so that no sum ever falls.
"""

import asyncio
import logging
from pathlib import Path

import orjson

from telemetry.metric import Totals
from telemetry.metrics import Metrics

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks; as much of the others' counts may be missing


async def share(metrics: Metrics) -> None:
    """Leave our counts in the folder whenever they changed, for ever; without a folder do nothing."""
    if metrics.folder is None:
        return
    file, left = _own_file(metrics, metrics.folder), b""
    while True:
        now = _packed(metrics.totals)
        if now != left and _is_left(file, now):
            left = now
        await asyncio.sleep(PAUSE)


def summed(metrics: Metrics) -> Totals:
    """Our counts as they are, and those that the others left."""
    totals = {name: {labels: [*numbers] for labels, numbers in series.items()}
              for name, series in metrics.totals.items()}  # fmt: skip
    if metrics.folder is not None:
        own = _own_file(metrics, metrics.folder)
        for file in metrics.folder.glob("*.json"):
            if file != own:
                _add(totals, orjson.loads(file.read_bytes()))
    return totals


def _own_file(metrics: Metrics, folder: Path) -> Path:
    return folder / f"{metrics.name}.json"


def _packed(totals: Totals) -> bytes:
    return orjson.dumps({name: list(series.items()) for name, series in totals.items()})


def _is_left(file: Path, content: bytes) -> bool:
    """Whether there was room for them; the next look tries again."""
    new = file.with_suffix(".new")
    try:
        new.write_bytes(content)
        new.replace(file)
    except OSError as error:
        log.warning("the counts of this worker could not be written: %s", error.strerror)
        return False
    return True


def _add(totals: Totals, left: dict[str, list[tuple[list[str], list[float]]]]) -> None:
    for name, series in left.items():
        for labels, numbers in series:
            known = totals[name].setdefault(tuple(labels), [0.0] * len(numbers))
            known[:] = [one + other for one, other in zip(known, numbers, strict=True)]
