"""The inside of `renderer.child`: bounded, deaf to Ctrl-C, gone as soon as nobody holds the other end."""

import gc
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

import orjson

from renderer.failure import TooHungry, TooSlow
from renderer.faults import PackageFaults
from renderer.too_much import MEMORY, SECONDS, too_hungry, too_slow

_FILES = 64  # open at once


def main(descriptor: int, modules: list[str]) -> None:
    line = Connection(descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, _end_of_patience)
    for module in modules:
        import_module(module)
    _bound()
    gc.freeze()  # what was imported stays: looking through it for garbage costs more than a page
    line.send_bytes(b"ready")
    while True:
        try:
            forgets, work, arguments = pickle.loads(line.recv_bytes())  # noqa: S301 - it is our parent who asks
        except EOFError:
            return
        if not forgets:
            _answer(line, work, arguments)
        elif _died(os.fork(), line, work, arguments):
            return


def _died(fork: int, line: Connection, work: Callable[..., Any], arguments: tuple[object, ...]) -> bool:
    """Whether the `fork` that answers ended without an answer. Inside of the fork it never returns."""
    if not fork:
        _answer(line, work, arguments)
        os._exit(0)
    return os.waitpid(fork, 0)[1] != 0


def _answer(line: Connection, work: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    line.send_bytes(orjson.dumps(_done(line, work, arguments)))


def _bound() -> None:
    """No more memory, few files, none of them written, and no dump of what was in memory."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _done(line: Connection, work: Callable[..., Any], arguments: tuple[object, ...]) -> Mapping[str, Any]:
    """The answer: a value or faults; `ends` after what may have left this process in disorder."""

    def pace(seconds: float) -> None:
        line.send_bytes(b"pace %f" % seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    try:
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        return {"value": work(pace, *arguments)}
    except PackageFaults as broken:
        return {"faults": broken.faults}
    except TooSlow as slow:
        return {"faults": [too_slow(slow.place)], "ends": True}
    except TooHungry as hungry:
        return {"faults": [too_hungry(hungry.place)], "ends": True}
    except MemoryError:
        return {"faults": [too_hungry()], "ends": True}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _end_of_patience(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
