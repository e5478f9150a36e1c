"""The SQL of this room: files in `sql/`, each query with a name and a sentence."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_HEADING = re.compile(r"^-- :([a-z_]+)\n-- (.+)\n", re.MULTILINE)


def read_queries(folder: Path) -> Mapping[str, bytes]:
    """Every query in the folder's files by name. A name that occurs twice raises ValueError."""
    found: dict[str, bytes] = {}
    for file in sorted(folder.glob("*.sql")):
        _, *parts = _HEADING.split(file.read_text("utf-8"))
        for name, body in zip(parts[::3], parts[2::3], strict=True):
            if name in found:
                raise ValueError(f"{file.name}: the name {name} is taken; give this query another")
            found[name] = body.strip().encode()
    return MappingProxyType(found)


SQL = read_queries(Path(__file__).parent / "sql")
