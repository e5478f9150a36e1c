"""The files of a package as plain data: package-relative POSIX path -> content."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from renderer.faults import Fault, PackageFaults

Files = Mapping[str, bytes]

MAX_FILES = 2_000
MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_TOTAL_BYTES = 20 * 1024 * 1024
_MAX_DEPTH = 16

_ODD = re.compile(r"[\x00-\x1f\x7f\\/:\ud800-\udfff]|^ | $")
_BACKUPS = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig")


def read_folder(folder: Path) -> Files:
    """Read a package's folder. Hidden files and editors' backups are left out.

    Raises PackageFaults when something cannot be read, is no plain file, or exceeds the limits.
    """
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    left = MAX_TOTAL_BYTES
    for name, path in _walk(folder, "", faults):
        try:
            content = _read(path)
        except FileNotFoundError:
            continue  # gone since it was listed: editors save by putting a new file in an old one's place
        except OSError as error:
            faults.append(Fault(name, 0, f"cannot be read: {error.strerror}.", "Check its permissions."))
            continue
        files[name] = content
        left -= len(content)
        if len(content) > MAX_FILE_BYTES:
            faults.append(Fault(name, 0, "is larger than 5 MB.", "Make it smaller."))
        if len(files) > MAX_FILES or left < 0:
            faults.append(
                Fault(".", 0, "holds more than 2,000 files or 20 MB.", "Remove what is not needed.")
            )
            break
    if faults:
        raise PackageFaults(folder.name, faults)
    return files


def without_ignored(files: Files) -> Files:
    """Only the author's files."""
    return {path: body for path, body in files.items() if not any(map(ignored, path.split("/")))}


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is an editor's or the system's, not the author's."""
    return name.startswith((".", "#")) or name.endswith(_BACKUPS)


def name_complaint(name: str) -> tuple[str, str] | None:
    """What is wrong with the name of a file or folder, and the way out."""
    if name in ("", ".", "..") or name.lower() == ".git" or _ODD.search(name) or len(name.encode()) > 200:
        return "has a name packages cannot use.", "Rename it: no backslash, colon, line end, '..' or '.git'."
    return None


def _walk(folder: Path, prefix: str, faults: list[Fault]) -> Iterator[tuple[str, Path]]:
    """Name and path of every file, in the order of names; what is neither file nor folder is a fault."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        faults.append(
            Fault(prefix or ".", 0, f"cannot be read: {error.strerror}.", "Check that it is a folder.")
        )
        return
    for entry in entries:
        name = prefix + entry.name
        if ignored(entry.name):
            continue
        if complaint := name_complaint(entry.name):
            faults.append(Fault(repr(name), 0, *complaint))
        elif entry.is_symlink():
            faults.append(Fault(name, 0, "is a symbolic link.", "Put a real file in its place."))
        elif entry.is_dir() and name.count("/") < _MAX_DEPTH:
            yield from _walk(Path(entry.path), f"{name}/", faults)
        elif entry.is_file():
            yield name, Path(entry.path)
        else:
            faults.append(Fault(name, 0, "is no plain file, or too deep.", "Remove it."))


def _read(path: Path) -> bytes:
    """At most one byte more than the limit, so that a huge file is noticed without being read."""
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size  # asking for the limit would set that much memory aside
        return file.read(min(size, MAX_FILE_BYTES) + 1)
