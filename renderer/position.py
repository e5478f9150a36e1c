"""The line on which each part of a JSON or TOML file is written, and JSON pointers.

Files are read by fast parsers that know no lines; these are looked up once a fault has to be placed.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]
Lines = Mapping[Path, int]

_JSON_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_TOML_NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)"""
_TOML_KEY = re.compile(rf"\s*({_TOML_NAME}(?:\s*\.\s*{_TOML_NAME})*)\s*=")
_TOML_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]\n]+?)\s*\]\]?\s*(?:#.*)?$")
_TOML_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.?""")


def json_lines(text: str) -> Lines:
    """Path -> line, of every key and every list item of a well-formed JSON text."""
    return {(): 1, **dict(json_places(text))}


def json_places(text: str) -> Iterator[tuple[Path, int]]:
    """The path and line of each key and list item as they follow in the text; a double key comes twice."""
    stack: list[_Open] = []
    for word, line in json_words(text):
        if word in ("]", "}"):
            stack.pop()
        elif word == ",":
            stack[-1].advance()
        elif word == ":":
            stack[-1].key_expected = False
        elif stack and stack[-1].key_expected:
            stack[-1].at = json.loads(word)
            yield stack[-1].place, line
        else:
            if stack and stack[-1].is_list:
                yield stack[-1].place, line
            if word in ("[", "{"):
                is_list = word == "["
                stack.append(_Open(stack[-1].place if stack else (), is_list, key_expected=not is_list))


def json_words(text: str) -> Iterator[tuple[str, int]]:
    """The words of a JSON text (strings, numbers, marks) and the line of each."""
    line = 1
    end = 0
    for match in _JSON_WORD.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        yield match[0], line


def toml_lines(text: str) -> Lines:
    """Path -> line, of every table, table of a list, and key of a TOML text."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TOML_TABLE.match(line):
            table = _toml_path(match[2])
            if match[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.setdefault(table, number)
        elif match := _TOML_KEY.match(line):
            lines.setdefault(table + _toml_path(match[1]), number)
    return lines


def line_at(lines: Lines, path: Sequence[str | int]) -> int:
    """The line of a path or, when it is not in the text, of what would hold it."""
    for length in range(len(path), -1, -1):
        if line := lines.get(tuple(path[:length])):
            return line
    return 1


def to_pointer(path: Sequence[str | int]) -> str:
    """The JSON pointer of a path of keys and indexes."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def from_pointer(pointer: str) -> tuple[str, ...]:
    """The keys of a JSON pointer; indexes stay text."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


@dataclass
class _Open:
    """An object or list whose end is not reached yet, and where in it we are."""

    path: Path
    is_list: bool
    key_expected: bool
    at: str | int = 0

    @property
    def place(self) -> Path:
        return (*self.path, self.at)

    def advance(self) -> None:
        if isinstance(self.at, int):
            self.at += 1
        self.key_expected = not self.is_list


def _toml_path(dotted: str) -> Path:
    return tuple(match[1] or match[2] or match[3] or "" for match in _TOML_PART.finditer(dotted))
