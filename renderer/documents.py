"""The text files of one package, read strictly, and the faults found in them so far."""

from collections.abc import Callable, Sequence
from typing import Any

from renderer.faults import Fault
from renderer.files import Files
from renderer.position import Lines, json_lines, line_at, toml_lines
from renderer.strict import Malformed, parse_json, parse_toml

_BOM = b"\xef\xbb\xbf"


class Documents:
    """Reads the files of one package and collects faults, so that one reading finds them all."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.faults: list[Fault] = []
        self._lines: dict[str, Lines] = {}
        self._values: dict[str, Any] = {}

    def fault(self, file: str, line: int, message: str, fix: str) -> None:
        self.faults.append(Fault(file, line, message, fix))

    def fault_at(self, file: str, path: Sequence[str | int], message: str, fix: str) -> None:
        """A fault at a key or item of a JSON or TOML file; its line is looked up."""
        self.fault(file, self.line(file, path), message, fix)

    def below(self, folder: str) -> dict[str, bytes]:
        """The files under `folder` (which ends in a slash), by their paths inside it."""
        return {
            path.removeprefix(folder): body for path, body in self.files.items() if path.startswith(folder)
        }

    def text(self, file: str) -> str | None:
        """The text of a file. None when it is missing or cannot be read, which is a fault."""
        body = self.files.get(file)
        if body is None:
            self.fault(file, 0, "is missing.", "Every package needs it; `interfaces new` shows a small one.")
            return None
        if body.startswith(_BOM):
            self.fault(file, 1, "starts with a byte order mark.", "Save it as UTF-8 without BOM.")
            body = body.removeprefix(_BOM)
        try:
            return body.decode()
        except UnicodeDecodeError as error:
            line = body.count(b"\n", 0, error.start) + 1
            self.fault(file, line, "is not UTF-8.", "Save it as UTF-8.")
            return None

    def json(self, file: str) -> dict[str, Any] | None:
        """The object a JSON file holds. None when it is missing or broken, which is a fault."""
        value = self._parsed(file, parse_json)
        if value is not None and not isinstance(value, dict):
            self.fault(file, 1, "does not hold an object.", "Put everything between { and }.")
            return None
        return value

    def toml(self, file: str) -> dict[str, Any] | None:
        """The tables of a TOML file. None when it is missing or broken, which is a fault."""
        tables: dict[str, Any] | None = self._parsed(file, parse_toml)
        return tables

    def line(self, file: str, path: Sequence[str | int]) -> int:
        """The line of a key or item of a file that was read without a fault."""
        if file not in self._lines:
            text = self.files[file].decode("utf-8-sig") if file in self.files else ""
            self._lines[file] = toml_lines(text) if file.endswith(".toml") else json_lines(text)
        return line_at(self._lines[file], path)

    def _parsed(self, file: str, parse: Callable[[str], Any]) -> Any:
        if file not in self._values:
            self._values[file] = self._parse(file, parse)
        return self._values[file]

    def _parse(self, file: str, parse: Callable[[str], Any]) -> Any:
        text = self.text(file)
        if text is None:
            return None
        try:
            return parse(text)
        except Malformed as error:
            self.fault(file, error.line, error.reason, "Correct it here or just before.")
            return None
