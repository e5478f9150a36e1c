"""`interfaces dev` that notes when each step of a save was done. For `benchmarks.save_timeline` alone.

    python -m benchmarks.traced_dev FILE dev FOLDER ...

When it ends, FILE holds one line `STEP SECONDS` (monotonic) for each.
"""

import atexit
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import cli
from router import preview_events
from router.drawing import Drawing
from router.workspace import Workspace

_stamps: list[str] = []


def note(step: str) -> None:
    _stamps.append(f"{step} {time.monotonic():.6f}\n")


def _note_steps() -> None:
    for owner, name, before, after in (
        (Workspace, "_follow", "told", None),
        (Workspace, "_read", None, "read"),
        (Drawing, "page", "asked", "drawn"),
        (preview_events, "_write", None, "sent"),
    ):
        setattr(owner, name, _noted(getattr(owner, name), before, after))


def _noted(work: Callable[..., Coroutine[Any, Any, Any]], before: str | None, after: str | None) -> Any:
    async def noted(*arguments: Any, **named: Any) -> Any:
        if before:
            note(before)
        answer = await work(*arguments, **named)
        if after:
            note(after)
        return answer

    return noted


def main() -> None:
    file = Path(sys.argv.pop(1))
    _note_steps()
    atexit.register(lambda: file.write_text("".join(_stamps)))
    cli.main()


if __name__ == "__main__":
    main()
