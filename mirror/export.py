"""From a git tree to the files of a package; what a package may not hold is refused, nothing is written."""

import re
from collections.abc import Iterator

from mirror.git import RepositoryError
from mirror.objects import Objects, TooLarge
from renderer.faults import Fault, PackageFaults
from renderer.files import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, Files, name_complaint
from typed.record import dataclass

_FILE, _FOLDER = "100644", "40000"
_REFUSED = {
    "100755": ("is executable.", "Run `git update-index --chmod=-x` on it."),
    "120000": ("is a symbolic link.", "Put a real file in its place."),
    "160000": ("is a submodule.", "Put its files there instead."),
}
_ENTRY = re.compile(rb"([0-7]{1,6}) ([^\0]*)\0(.{20})", re.DOTALL)
_MAX_DEPTH = 16
_MAX_TREE_BYTES = 1024 * 1024


@dataclass(frozen=True)
class _Entry:
    mode: str
    folder: str
    name: str
    digest: str

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}" if self.folder else self.name


def export(objects: Objects, digest: str) -> Files:
    """The files below a tree. Raises PackageFaults with everything that is refused."""
    faults: list[Fault] = []
    entries = list(_entries(objects, digest, faults))
    if faults:
        raise PackageFaults(digest, faults)
    files: dict[str, bytes] = {}
    left = MAX_TOTAL_BYTES
    for entry in entries:
        try:
            files[entry.path] = objects.read(entry.digest, "blob", min(MAX_FILE_BYTES, left))
        except TooLarge:
            message = "is larger than 5 MB, or brings the package above 20 MB."
            raise PackageFaults(digest, [Fault(entry.path, 0, message, "Make it smaller.")]) from None
        left -= len(files[entry.path])
    return files


def _entries(objects: Objects, digest: str, faults: list[Fault]) -> Iterator[_Entry]:
    """The files, found without recursion; folders count as well, as a tree may hold nothing but folders."""
    folders = [_Entry(_FOLDER, "", "", digest)]
    seen: set[str] = set()
    while folders:
        folder = folders.pop()
        try:
            tree = objects.read(folder.digest, "tree", _MAX_TREE_BYTES)
        except TooLarge:
            faults.append(
                Fault(folder.path or ".", 0, "is a folder with far too many files.", "Remove some.")
            )
            return
        for entry in _parsed(tree, folder.path):
            if len(seen) >= MAX_FILES or entry.path.count("/") >= _MAX_DEPTH:
                message = f"holds more than {MAX_FILES} files and folders, or more than {_MAX_DEPTH} levels."
                faults.append(Fault(".", 0, message, "Remove what is not needed."))
                return
            if complaint := _complaint(entry, seen):
                faults.append(Fault(entry.path, 0, *complaint))
            elif entry.mode == _FOLDER:
                folders.append(entry)
            else:
                yield entry
            seen.add(entry.path)


def _complaint(entry: _Entry, seen: set[str]) -> tuple[str, str] | None:
    if odd := name_complaint(entry.name):
        return odd
    if entry.path in seen:
        return "is there twice.", "Remove one of them."
    if entry.mode in (_FILE, _FOLDER):
        return None
    return _REFUSED.get(entry.mode, (f"has the mode {entry.mode}.", "Add it again as a plain file."))


def _parsed(tree: bytes, folder: str) -> Iterator[_Entry]:
    """Git's format: mode, space, name, zero byte, 20 bytes of digest."""
    at = 0
    while at < len(tree):
        entry = _ENTRY.match(tree, at)
        if entry is None:
            raise RepositoryError(
                f"The folder '{folder or '.'}' is damaged in the repository. Commit it again."
            )
        mode, name, digest = entry.groups()
        yield _Entry(mode.decode(), folder, name.decode(errors="backslashreplace"), digest.hex())
        at = entry.end()
