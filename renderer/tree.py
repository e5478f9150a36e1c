"""Names a package's content the way git does, so that a folder and a commit can be compared."""

import hashlib

from renderer.files import Files

_FILE, _FOLDER = b"100644", b"40000"


def tree_digest(files: Files) -> str:
    """Git's SHA-1 tree id of these files (40 hex digits), all of them plain, mode 100644."""
    return _tree({tuple(path.split("/")): content for path, content in files.items()}).hex()


def _tree(files: dict[tuple[str, ...], bytes]) -> bytes:
    folders: dict[str, dict[tuple[str, ...], bytes]] = {}
    entries: list[tuple[bytes, bytes, bytes]] = []
    for (head, *rest), content in files.items():
        if rest:
            folders.setdefault(head, {})[tuple(rest)] = content
        else:
            entries.append((head.encode(), _FILE, _object(b"blob", content)))
    entries += [(name.encode(), _FOLDER, _tree(inside)) for name, inside in folders.items()]
    entries.sort(key=_order)
    return _object(b"tree", b"".join(mode + b" " + name + b"\0" + digest for name, mode, digest in entries))


def _order(entry: tuple[bytes, bytes, bytes]) -> bytes:
    """Git sorts a folder as if its name ended in a slash."""
    name, mode, _ = entry
    return name + b"/" if mode == _FOLDER else name


def _object(kind: bytes, content: bytes) -> bytes:
    header = kind + b" " + str(len(content)).encode() + b"\0"
    return hashlib.sha1(header + content, usedforsecurity=False).digest()
