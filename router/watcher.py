"""Tells within milliseconds which packages of a folder changed."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import anyio
from watchfiles import Change, awatch

from renderer.files import ignored

log = logging.getLogger(__name__)

STEP = 1  # ms between looks at the queue of events: a save is told after one to two steps
DEBOUNCE = 20  # ms: a stream of writes is told at least this often
QUIET = 1_000  # ms without a change, after which we see whether the folder is still the same one
POLL = 300  # ms between two looks at all files, where the system has no more watches to give

Changes = set[tuple[Change, str]]

_NO_WATCHES = (
    "cannot watch %s (%s). Looking every %s ms instead, which is slower. "
    "Raise fs.inotify.max_user_watches and fs.inotify.max_user_instances."
)


async def changes(root: Path, stop: anyio.Event) -> AsyncGenerator[Changes]:
    """Sets of (change, absolute path), until `stop`. An empty set says: look at everything."""
    polling = False
    while not stop.is_set():
        try:
            async with aclosing(_until_replaced(root, stop, polling)) as found_sets:
                async for found in found_sets:
                    yield found
        except FileNotFoundError:
            await anyio.sleep(QUIET / 1000)
        except (OSError, RuntimeError) as error:
            if polling:
                raise
            polling = True
            log.warning(_NO_WATCHES, root, error, POLL)


def package_folder(root: Path, path: str) -> str | None:
    """The package folder a changed path belongs to. None: an editor's own file, or `root` itself."""
    parts = Path(path).relative_to(root).parts
    return parts[0] if parts and not any(map(ignored, parts)) else None


async def _until_replaced(root: Path, stop: anyio.Event, polling: bool) -> AsyncGenerator[Changes]:
    """Changes below `root` until another folder stands in its place, as after a fresh checkout."""
    watched, begun = _identity(root), False
    async with aclosing(_awatch(root, stop, polling)) as found_sets:
        async for found in found_sets:
            if found:
                yield found
            elif _identity(root) != watched:
                return
            elif not begun:
                begun = True
                yield set()  # what was saved before the watch began was not told


def _awatch(root: Path, stop: anyio.Event, polling: bool) -> AsyncGenerator[Changes]:
    return awatch(
        root,
        watch_filter=None,
        stop_event=stop,
        step=STEP,
        debounce=DEBOUNCE,
        rust_timeout=QUIET,
        yield_on_timeout=True,
        force_polling=polling,
        poll_delay_ms=POLL,
    )


def _identity(root: Path) -> tuple[int, int] | None:
    try:
        status = root.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
