"""How much memory a server process takes while something happens. Linux tells it in /proc."""

import re
from pathlib import Path
from urllib.parse import urlsplit

PROC = Path("/proc")
_LISTENING = "0A"


class Watched:
    """Every process that holds the socket of a URL, from now on."""

    def __init__(self, url: str) -> None:
        self._folders = _holders(urlsplit(url).port or 80)
        for folder in self._folders:
            (folder / "clear_refs").write_text("5")  # the peak begins anew
        self._before = [_kilobytes(folder, "VmRSS") for folder in self._folders]

    def grown(self) -> float:
        """By how many MB one of them was ever larger than at the beginning."""
        peaks = [_kilobytes(folder, "VmHWM") for folder in self._folders]
        return max(peak - before for peak, before in zip(peaks, self._before, strict=True)) / 1024


def _kilobytes(folder: Path, what: str) -> int:
    found = re.search(rf"{what}:\s+(\d+) kB", (folder / "status").read_text())
    assert found is not None, what
    return int(found[1])


def _holders(port: int) -> list[Path]:
    """The processes that listen on a port of this machine."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    found = [folder for folder in PROC.glob("[0-9]*") if _holds(folder, sockets)]
    assert found, f"nobody listens on {port}"
    return found


def _holds(folder: Path, sockets: set[str]) -> bool:
    try:
        return any(str(link.readlink()) in sockets for link in (folder / "fd").iterdir())
    except OSError:
        return False  # it ended, or is not ours


def _inodes(port: int) -> set[str]:
    lines = [line.split() for line in (PROC / "net/tcp").read_text().splitlines()[1:]]
    return {line[9] for line in lines if line[3] == _LISTENING and int(line[1].split(":")[1], 16) == port}
