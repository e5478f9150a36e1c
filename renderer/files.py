"""The files of a package as plain data: package-relative POSIX path -> content."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from renderer.faults import Fault, PackageFaults

Files = Mapping[str, bytes]

MAX_FILES = 2_000
MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_TOTAL_BYTES = 20 * 1024 * 1024


def read_folder(folder: Path) -> Files:
    """Read a package's folder. Hidden files and editors' backups are left out, links are refused.

    Raises PackageFaults when a file cannot be read or the package is larger than the limits.
    """
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    total = 0
    for path in _walk(folder, faults):
        name = path.relative_to(folder).as_posix()
        try:
            content = _read(path)
        except OSError as error:
            faults.append(Fault(name, 0, f"cannot be read: {error.strerror}.", "Check its permissions."))
            continue
        files[name] = content
        total += len(content)
        if len(content) > MAX_FILE_BYTES:
            faults.append(Fault(name, 0, "is larger than 5 MB.", "Make it smaller, or link to it instead."))
        if len(files) > MAX_FILES or total > MAX_TOTAL_BYTES:
            faults.append(
                Fault(".", 0, "holds more than 2,000 files or 20 MB.", "Remove what is not needed.")
            )
            break
    if faults:
        raise PackageFaults(folder.name, faults)
    return files


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is an editor's or system's, not the author's."""
    return (
        name.startswith((".", "#")) or name.endswith(("~", ".swp", ".swx", ".tmp")) or name == "__pycache__"
    )


def _walk(folder: Path, faults: list[Fault]) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if ignored(entry.name):
            continue
        if entry.is_symlink():
            faults.append(Fault(path.name, 0, "is a symbolic link.", "Put a real file in its place."))
        elif entry.is_dir():
            yield from _walk(path, faults)
        else:
            yield path


def _read(path: Path) -> bytes:
    """At most one byte more than the limit, so that a huge file is noticed without being read."""
    with path.open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)
