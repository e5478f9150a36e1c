"""Our own scripts as they are served: a module with all it imports in one file, bare of what people need."""

import re
from collections.abc import Iterator, Mapping

_IMPORT = re.compile(r'^import (?:\{[^{}]*\} from )?"\./([\w.-]+)";\n', re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*/\*\*.*?\*/|^\s*//[^\n]*|(?<=[;{,])\s+//[^\n]*", re.DOTALL | re.MULTILINE)


def joined(name: str, modules: Mapping[str, str]) -> str:
    """The module `name` with all it imports before it, each in a scope of its own.

    For modules of ours: they import from beside them, by the names there, and export where they declare.
    """
    *before, (_, own) = _in_order(name, modules, set())
    return slim("".join(_closed(text) for _, text in before) + own)


def slim(script: str) -> str:
    """Without comments, indentation and empty lines. For scripts without texts of several lines."""
    lines = (line.strip() for line in _COMMENT.sub("", script).split("\n"))
    return "".join(f"{line}\n" for line in lines if line)


def _in_order(name: str, modules: Mapping[str, str], seen: set[str]) -> Iterator[tuple[str, str]]:
    seen.add(name)
    for other in _IMPORT.findall(modules[name]):
        if other not in seen:
            yield from _in_order(other, modules, seen)
    yield name, _IMPORT.sub("", modules[name])


def _closed(module: str) -> str:
    names = ", ".join(_EXPORTED.findall(module))
    inside = re.sub(r"^export ", "", module, flags=re.MULTILINE)
    return f"const {{ {names} }} = (() => {{\n{inside}\nreturn {{ {names} }};\n}})();\n"
