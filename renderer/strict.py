"""Strict JSON and TOML: what is wrong with a text, and on which line."""

import json
import math
import re
import tomllib
from typing import Any

from renderer.position import Path, json_places, json_words

MAX_DEPTH = 64

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_TOML_ERROR = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)


class Malformed(ValueError):
    """Text that is not strict JSON or not TOML. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


def parse_json(text: str) -> Any:
    """The value of a JSON text.

    Raises Malformed for what is not JSON, and for what most readers let pass: a key written twice, NaN and
    Infinity (also as 1e999), half of a surrogate pair, nesting deeper than 64.
    """
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_not_json, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise Malformed(error.lineno, f"is not JSON: {_lower(error.msg)}.") from None
    except _DoubleKey as error:
        raise Malformed(_line_of_double(text, error.key), f"has the key '{error.key}' twice.") from None
    except _BadNumber as error:
        line = next(line for word, line in json_words(text) if word == error.word)
        raise Malformed(line, f"holds {error.word}, which is not a JSON number.") from None
    except (RecursionError, ValueError):
        raise Malformed(1, "holds a nesting or a number too large to read.") from None
    if text.count("{") + text.count("[") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise Malformed(1, f"is nested deeper than {MAX_DEPTH} levels.")
    if _SURROGATE.search(text):
        _refuse_half_surrogates(text)
    return value


def parse_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises Malformed."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _TOML_ERROR.match(str(error))
        reason = match[1] if match else str(error)
        line = int(match[2]) if match and match[2] else text.rstrip().count("\n") + 1
        raise Malformed(line, f"is not TOML: {_lower(reason)}.") from None
    except RecursionError:
        raise Malformed(1, "is nested too deeply.") from None


class _DoubleKey(ValueError):
    def __init__(self, key: str) -> None:
        self.key = key


class _BadNumber(ValueError):
    def __init__(self, word: str) -> None:
        self.word = word


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _DoubleKey(next(key for key in keys if keys.count(key) > 1))
    return value


def _not_json(word: str) -> Any:
    raise _BadNumber(word)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _BadNumber(digits)
    return value


def _line_of_double(text: str, key: str) -> int:
    seen: set[Path] = set()
    for path, line in json_places(text):
        if path in seen and path[-1] == key:
            return line
        seen.add(path)
    return 1


def _refuse_half_surrogates(text: str) -> None:
    for word, line in json_words(text):
        if word.startswith('"'):
            try:
                json.loads(word).encode()
            except UnicodeEncodeError:
                raise Malformed(line, "holds half of a surrogate pair.") from None


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        inside = (list(item.values()) if isinstance(item, dict) else item for item in level)
        level = [item for items in inside for item in items if isinstance(item, dict | list)]
    return deepest


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
