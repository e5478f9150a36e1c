"""How much memory a server process takes while something happens. Linux tells it in /proc."""

import re
from pathlib import Path
from urllib.parse import urlsplit

PROC = Path("/proc")
_LISTENING = "0A"


class Watched:
    """The process that listens at a URL, from now on."""

    def __init__(self, url: str) -> None:
        self._folder = PROC / str(_listener(urlsplit(url).port or 80))
        (self._folder / "clear_refs").write_text("5")  # the peak begins anew
        self._before = self._kilobytes("VmRSS")

    def grown(self) -> float:
        """By how many MB it was ever larger than at the beginning."""
        return (self._kilobytes("VmHWM") - self._before) / 1024

    def _kilobytes(self, what: str) -> int:
        found = re.search(rf"{what}:\s+(\d+) kB", (self._folder / "status").read_text())
        assert found is not None, what
        return int(found[1])


def _listener(port: int) -> int:
    """The process that listens on a port of this machine."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    for folder in PROC.glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in sockets for link in (folder / "fd").iterdir()):
                return int(folder.name)
        except OSError:
            continue  # it ended, or is not ours
    raise LookupError(f"nobody listens on {port}")


def _inodes(port: int) -> set[str]:
    lines = [line.split() for line in (PROC / "net/tcp").read_text().splitlines()[1:]]
    return {line[9] for line in lines if line[3] == _LISTENING and int(line[1].split(":")[1], 16) == port}
