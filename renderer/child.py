"""A process of its own for work on packages that nobody vouches for. It can be killed, and it knows nothing.

It has neither our environment nor our files open, and what it answers is JSON: a template that broke out of
its sandbox would find no secret there.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import orjson

from renderer.faults import Fault, PackageFaults
from renderer.too_much import SECONDS, too_hungry, too_slow

START_LIMIT = 60.0  # seconds to import what it works with, on a machine that is busy
GRACE = 0.25  # seconds between its own alarm and our kill
LARGEST_ANSWER = 32 * 1024**2

Work = Callable[..., Any]  # a function of a module, called as work(pace, *arguments); gives plain JSON


class Child:
    """A warm process that does one thing at a time. Not for two threads at once.

    `modules` are imported before it is ready. After a kill it is of no use: `alive` tells.
    With `forgets` each work is done in a fork of it, so that none leaves anything for the next.
    """

    def __init__(self, *modules: str, forgets: bool = False) -> None:
        self._line, theirs = Pipe()
        with theirs:
            command = [sys.executable, "-m", "renderer.child_main", str(theirs.fileno()), *modules]
            paths = [str(Path(__file__).parents[1]), *sys.path]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
                start_new_session=True,  # a group of its own, to be killed with its forks
            )
        self._ready = False
        self._forgets = forgets

    @property
    def alive(self) -> bool:
        return not self._line.closed

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, folder: str, work: Work, *arguments: object) -> Any:
        """What `work` gives. Blocks, at most as long as the work says it may take.

        Raises PackageFaults: what the work raised, or that it took too much, as a fault of package `folder`.
        """
        try:
            if not self._ready:
                self._hear(START_LIMIT)
                self._ready = True
            self._line.send_bytes(pickle.dumps((self._forgets, work, arguments)))
            answer = orjson.loads(self._answer())
        except TimeoutError:
            self.kill()
            raise PackageFaults(folder, [too_slow()]) from None
        except (EOFError, OSError):  # the kernel, or the allocator, ended it
            self.kill()
            raise PackageFaults(folder, [too_hungry()]) from None
        if answer.get("ends"):
            self.kill()
        if "faults" in answer:
            raise PackageFaults(folder, [Fault(**fault) for fault in answer["faults"]])
        return answer["value"]

    def kill(self) -> None:
        """End it, whatever it does. May be called twice."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._line.close()

    def _answer(self) -> bytes:
        """The answer, after any number of notes of how long what follows may take."""
        limit = SECONDS
        while True:
            message = self._hear(limit + GRACE)
            if not message.startswith(b"pace "):
                return message
            limit = float(message.removeprefix(b"pace "))

    def _hear(self, limit: float) -> bytes:
        if not self._line.poll(limit):
            raise TimeoutError
        return self._line.recv_bytes(LARGEST_ANSWER)
