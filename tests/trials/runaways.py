"""Row 18: each runaway is stopped within 2.5 s."""

import time

from api.gate_inside import Trial, verdict
from renderer.child import Child
from renderer.faults import PackageFaults
from tests.renderer.good import FILES, FOLDER
from tests.trials.table import Row
from tests.trust.runaways import RUNAWAYS, with_page

LIMIT = 2.5  # seconds


def seconds(content: str) -> float:
    """From asking a warm child until the fault is told."""
    child = Child("api.gate_inside")
    _judge(child, FILES)
    started = time.monotonic()
    try:
        _judge(child, with_page(content))
        return float("inf")
    except PackageFaults:
        return time.monotonic() - started
    finally:
        child.kill()


def _judge(child: Child, files: dict[str, str]) -> None:
    content = {path: text.encode() for path, text in files.items()}
    child.ask(FOLDER, verdict, Trial(FOLDER, None, content, {}, {}))


def runaways(_times: int) -> Row:
    """Each of the list, once."""
    took = {name: seconds(content) for name, content in RUNAWAYS.items()}
    slow = [name for name, each in took.items() if each > LIMIT]
    told = f"slowest {max(took.values()):.2f} s" + "".join(f"; {name}: {took[name]:.2f} s" for name in slow)
    return Row("18 runaways are stopped within 2.5 s", len(took), len(slow), told)
