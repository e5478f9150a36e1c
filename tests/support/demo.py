"""A real demo as a process of its own: started, waited for, read through its ready file, and stopped."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.place import short_folder

READY_SECONDS = 90
STOP_SECONDS = 30
READY, OUTPUT = "ready.json", "output.txt"

Ready = dict[str, Any]


class DemoProcess:
    """`interfaces demo` on a free port, with its state below `folder`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.state = folder / "state"
        self._file = folder / READY
        self._file.unlink(missing_ok=True)
        self._output = folder / OUTPUT
        command = [sys.executable, "-m", "cli", "demo", "--no-browser", "--state", str(self.state)]
        arguments = ["--ready-file", str(self._file), *(options or ("--port", "0"))]
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                [*command, *arguments], stdout=output, stderr=output, start_new_session=True
            )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def ready(self) -> Ready:
        """What the ready file says, once it is there."""
        return ready_in(self._file.parent, self.process.poll)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code."""
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)


def ready_in(folder: Path, ended: Callable[[], object] = lambda: None) -> Ready:
    """What the ready file of the demo in this folder says, once it is there, unless the demo has `ended`."""
    file, output = folder / READY, folder / OUTPUT
    deadline = time.monotonic() + READY_SECONDS
    while not file.exists():
        assert ended() is None, output.read_text()
        assert time.monotonic() < deadline, output.read_text() if output.exists() else "it was not started"
        time.sleep(0.05)
    found: Ready = json.loads(file.read_text())
    return found


@contextmanager
def running_demo() -> Iterator[Ready]:
    """What the ready file of a demo says that runs for as long as the block."""
    with short_folder() as folder:
        demo = DemoProcess(folder)
        try:
            yield demo.ready()
        finally:
            demo.stop()
