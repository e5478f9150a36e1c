"""One text with places for values: `Hello {name}`, `{count, plural, one {# day} other {# days}}`.

The notation is ICU's, as far as it goes here. A brace that begins no place stands for itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from babel import Locale
from babel.plural import PluralRule

from renderer.bidi import isolated
from renderer.formats import is_number, show_exactly
from typed.record import dataclass

Values = Mapping[str, object]

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_DEEPEST = 4  # plurals inside of each other
_TRIED = range(200)  # every category that whole numbers have in any language comes up in these

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)(?:\}|\s*,\s*plural\s*,)")
_CASE = re.compile(r"\s*(=\d{1,9}|[a-z]+)\s*\{")
_END = re.compile(r"\s*\}")


class BadMessage(ValueError):
    """A text whose places cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Value:
    """`{name}`"""

    name: str
    source: str


@dataclass(frozen=True)
class Plural:
    """`{name, plural, …}`: the text of the case that fits the number."""

    name: str
    source: str
    cases: "Mapping[str, tuple[Part, ...]]"


@dataclass(frozen=True)
class Sharp:
    """`#` in a case: the number itself."""


Part = str | Value | Plural | Sharp


@lru_cache(maxsize=8192)
def parts(text: str) -> tuple[Part, ...]:
    """A text taken apart. Raises BadMessage."""
    return tuple(_Reader(text).until_end())


def write(text: str, values: Values, locale: str, direction: str = "ltr") -> str:
    """The text with its values. A place without a value stays as written, so that it is seen on the page."""
    if not values or "{" not in text:
        return text
    try:
        return _written(parts(text), values, locale, direction, "")
    except BadMessage:  # `interfaces check` tells; a page still shows what there is
        return text


def places(text: str) -> frozenset[str]:
    """The names of the values that a text has places for. Raises BadMessage."""
    return frozenset(_names(parts(text))) if "{" in text else frozenset()


def complaint(text: str) -> str:
    """What to do about a text whose places cannot be read; empty when they can."""
    try:
        parts(text)
    except BadMessage as bad:
        return str(bad)
    return ""


def missing_cases(text: str, locale: str) -> list[tuple[str, list[str]]]:
    """The plurals of a text that leave numbers of this language out: name, and the cases to add."""
    if "{" not in text:
        return []
    rule = plural_rule(locale)
    return [(plural.name, missing) for plural in _plurals(parts(text)) if (missing := _missing(plural, rule))]


@lru_cache(maxsize=256)
def plural_rule(locale: str) -> Callable[[float], str]:
    """Which category a number has in a language."""
    rule: PluralRule = Locale.parse(locale, sep="-").plural_form
    return rule


def _written(found: tuple[Part, ...], values: Values, locale: str, direction: str, number: str) -> str:
    return "".join([_one(part, values, locale, direction, number) for part in found])


def _one(part: Part, values: Values, locale: str, direction: str, number: str) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Value):
        return _shown(values[part.name], locale, direction) if part.name in values else part.source
    if isinstance(part, Sharp):
        return number
    count = values.get(part.name)
    if not is_number(count):
        return part.source
    cases = part.cases
    chosen = cases.get(f"={count}") or cases.get(plural_rule(locale)(count)) or cases["other"]
    return _written(chosen, values, locale, direction, show_exactly(count, locale))


def _shown(value: object, locale: str, direction: str) -> str:
    return isolated(show_exactly(value, locale) if is_number(value) else str(value), direction)


def _missing(plural: Plural, rule: Callable[[float], str]) -> list[str]:
    """The language's categories with a number that no case is for, in the usual order."""
    unmet = {rule(n) for n in _TRIED if f"={n}" not in plural.cases}
    return [category for category in CATEGORIES if category in unmet - plural.cases.keys()]


def _names(found: tuple[Part, ...]) -> Iterator[str]:
    for part in found:
        if isinstance(part, Value | Plural):
            yield part.name
        if isinstance(part, Plural):
            for case in part.cases.values():
                yield from _names(case)


def _plurals(found: tuple[Part, ...]) -> Iterator[Plural]:
    for part in found:
        if isinstance(part, Plural):
            yield part
            for case in part.cases.values():
                yield from _plurals(case)


def _joined(found: Iterator[Part]) -> tuple[Part, ...]:
    """With neighbouring characters made one text."""
    joined: list[Part] = []
    for part in found:
        last = joined[-1] if joined else None
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        else:
            joined.append(part)
    return tuple(joined)


class _Reader:
    """Reads from left to right; `at` is how far it has come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def until_end(self) -> Iterator[Part]:
        """The parts of the whole text."""
        while place := _PLACE.search(self.text, self.at):
            yield self.text[self.at : place.start()]
            yield self._place(place)
        yield self.text[self.at :]

    def _place(self, place: re.Match[str]) -> Part:
        self.at = place.end()
        if place[0].endswith("}"):
            return Value(place[1], place[0])
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadMessage("There are too many plurals inside of each other.")
        cases = dict(self._cases(place[1]))
        self.depth -= 1
        if "other" not in cases:
            raise BadMessage(f"The plural of '{place[1]}' needs the case 'other {{…}}'.")
        return Plural(place[1], self.text[place.start() : self.at], cases)

    def _cases(self, name: str) -> Iterator[tuple[str, tuple[Part, ...]]]:
        while case := _CASE.match(self.text, self.at):
            if case[1][0] != "=" and case[1] not in CATEGORIES:
                raise BadMessage(
                    f"'{case[1]}' is no case of a plural: use =0, =1 or {', '.join(CATEGORIES)}."
                )
            self.at = case.end()
            yield case[1], _joined(self._case(name))
        end = _END.match(self.text, self.at)
        if end is None:
            raise BadMessage(
                f"The plural of '{name}' does not end: write case {{text}} and close it with '}}'."
            )
        self.at = end.end()

    def _case(self, name: str) -> Iterator[Part]:
        """The parts up to the brace that closes the case."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if place := _PLACE.match(self.text, self.at):
                yield self._place(place)
                continue
            self.at += 1
            if character == "}":
                return
            yield Sharp() if character == "#" else character
        raise BadMessage(f"A case of the plural of '{name}' does not end: close it with '}}'.")
