"""One JSON object a line on standard output: for requests, and for everything libraries say.

Written by hand: the usual library would cost a quarter of the process's start, and more time than a
page's share of the JSON for every request.
"""

import logging
import sys
import time
from contextlib import suppress
from functools import lru_cache
from typing import BinaryIO

import orjson


class Log:
    """Writes lines of at least this level: debug, info, warning or error. `least`: it as a number."""

    def __init__(self, level: str, stream: BinaryIO | None = None) -> None:
        self.least = logging.getLevelNamesMapping()[level.upper()]
        self._stream = stream or sys.stdout.buffer

    def info(self, event: str, **facts: object) -> None:
        self.write(logging.INFO, event, facts)

    def warning(self, event: str, **facts: object) -> None:
        self.write(logging.WARNING, event, facts)

    def error(self, event: str, **facts: object) -> None:
        self.write(logging.ERROR, event, facts)

    def write(self, level: int, event: str, facts: dict[str, object]) -> None:
        """One line, flushed: a log that waits in a buffer dies with its process."""
        if level < self.least:
            return
        self.put({"time": _now(), "level": logging.getLevelName(level).lower(), "event": event, **facts})

    def put(self, line: dict[str, object]) -> None:
        """A line of another shape than ours, whatever the level. One that finds no room, on a full disk, is
        lost: what it tells of goes on."""
        with suppress(OSError):
            self._stream.write(orjson.dumps(line, default=str, option=orjson.OPT_APPEND_NEWLINE))
            self._stream.flush()


class LibraryLog(logging.Handler):
    """Hands what libraries log over to ours. `verbatim`: as it was said; otherwise only the message's
    template, never what was filled into it, since that may be what people wrote."""

    def __init__(self, log: Log, *, verbatim: bool) -> None:
        super().__init__()
        self._log = log
        self._verbatim = verbatim

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, object] = {"logger": record.name}
        if record.exc_info and record.exc_info[0]:
            facts["error"] = record.exc_info[0].__name__
        said = record.getMessage() if self._verbatim else str(record.msg)
        self._log.write(record.levelno, said.strip(), facts)


def _now() -> str:
    now = time.time()
    return f"{_second(int(now))}.{int(now % 1 * 1000):03}Z"


@lru_cache(maxsize=1)
def _second(now: int) -> str:
    """Thousands of lines are written in the same one."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
