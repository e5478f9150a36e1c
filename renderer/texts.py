"""The texts of a package in one locale, with the engine's own texts beneath."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup, escape

from renderer.declared import near
from renderer.documents import Documents
from renderer.message import BadMessage, missing_cases, places, write
from typed.record import dataclass

_BUILT_IN = Path(__file__).parent / "locales"
# English first: it stands in where nothing else does.
BUILT_IN = tuple(
    sorted((file.stem for file in _BUILT_IN.glob("*.json")), key=lambda name: (name != "en", name))
)
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
_ENGLISH, _NONE = Markup(' lang="en" dir="ltr"'), Markup()


class UnknownText(LookupError):
    """A template asked for a text that no locale file holds."""

    def __init__(self, key: str, locale: str) -> None:
        super().__init__(f"no text '{key}' in locales/{locale}.json; add it there or correct the key")


@dataclass(frozen=True, eq=False)
class Texts:
    """Called with a key it gives the text, with values in its places; see `renderer.message`.

    `borrowed`: the keys whose texts are English, because nobody translated them. `own`: without the engine's
    beneath.
    """

    locale: str
    entries: Mapping[str, str]
    borrowed: frozenset[str] = frozenset()
    own: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key`. Raises UnknownText."""
        try:
            text = self.entries[key]
        except KeyError:
            raise UnknownText(key, self.locale) from None
        return self._written(text, values)

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    @property
    def direction(self) -> str:
        return direction(self.locale)

    def lang(self, key: str) -> Markup:
        """The attributes `lang` and `dir` for an element with this text, where the page's are not its own."""
        return _ENGLISH if key in self.borrowed and key in self else _NONE

    def marked(self, key: str, /, **values: object) -> Markup:
        """The text as HTML, in an element of its own where it is not in the page's language."""
        text, lang = escape(self(key, **values)), self.lang(key)
        return Markup("<span{}>{}</span>").format(lang, text) if lang else text

    def lang_of(self, text: str) -> Markup:
        """The same for what an author wrote in a text position."""
        return self.lang(text[2:]) if text.startswith("t:") else _NONE

    def resolve(self, text: str, /, **values: object) -> str:
        """What an author wrote in a text position: `t:key` is looked up, anything else stands for itself."""
        return self(text[2:], **values) if text.startswith("t:") else self._written(text, values)

    def _written(self, text: str, values: Mapping[str, object]) -> str:
        return write(text, values, self.locale, self.direction) if values else text


def direction(locale: str) -> str:
    """`ltr` or `rtl`."""
    return "rtl" if locale.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


@cache
def built_in(locale: str) -> Mapping[str, str]:
    """The engine's texts: the locale's, those of its language, or English, in this order."""
    file = _BUILT_IN / f"{spoken(locale)}.json"
    return MappingProxyType(json.loads(file.read_text("utf-8")))


@cache
def spoken(locale: str) -> str:
    """The locale that the engine's texts come in for readers of `locale`."""
    names = (locale, locale.partition("-")[0])
    return next((name for name in names if name in BUILT_IN), "en")


def over_built_in(locale: str, own: Mapping[str, str]) -> Texts:
    """The texts of a package above those of the engine."""
    beneath = built_in(locale)
    foreign = spoken(locale).partition("-")[0] != locale.partition("-")[0]
    borrowed = frozenset(beneath.keys() - own.keys()) if foreign else frozenset[str]()
    return Texts(locale, MappingProxyType({**beneath, **own}), borrowed, own)


def read_texts(
    documents: Documents, locales: Sequence[str], kept: Mapping[str, Texts] = MappingProxyType({})
) -> Mapping[str, Texts]:
    """The texts of every locale. Each must have the keys and placeholders of the first.

    Those in `kept` were read before from the same bytes.
    """
    own = {locale: kept[locale].own if locale in kept else _read(documents, locale) for locale in locales}
    for locale in locales[1:]:
        _compare(documents, locales[0], locale, own)
    for file in documents.below("locales/"):
        if file.removesuffix(".json") not in locales:
            documents.fault(
                f"locales/{file}", 0, "is no locale of this package.", "Name it in 'locales', or remove it."
            )
    return MappingProxyType(
        {locale: kept.get(locale) or over_built_in(locale, texts) for locale, texts in own.items()}
    )


def _read(documents: Documents, locale: str) -> dict[str, str]:
    file = f"locales/{locale}.json"
    texts = documents.json(file) or {}
    for key, text in texts.items():
        if isinstance(text, str):
            _check(documents, locale, key, text)
        else:
            documents.fault_at(file, (key,), f"'{key}' is not text.", "Write it in quotes, without nesting.")
    return {key: text for key, text in texts.items() if isinstance(text, str)}


def _check(documents: Documents, locale: str, key: str, text: str) -> None:
    """The places of a text can be read, and its plurals are those of the language."""
    file = f"locales/{locale}.json"
    try:
        for name, missing in missing_cases(text, locale):
            message = f"'{key}': the plural of '{name}' lacks cases that this language has."
            documents.fault_at(
                file, (key,), message, f"Add {', '.join(f'{case} {{…}}' for case in missing)}."
            )
    except BadMessage as bad:
        documents.fault_at(file, (key,), f"'{key}' cannot be read.", str(bad))


def _compare(documents: Documents, first: str, locale: str, own: Mapping[str, Mapping[str, str]]) -> None:
    file, texts, model = f"locales/{locale}.json", own[locale], own[first]
    if not texts or not model:
        return  # the file itself is at fault
    for key in model.keys() - texts.keys():
        documents.fault(file, 1, f"has no '{key}', which {first}.json has.", "Translate it.")
    for key in texts.keys() - model.keys():
        way_out = near(key, sorted(model.keys() - texts.keys()), "Not translated yet")
        documents.fault_at(file, (key,), f"has '{key}', which {first}.json has not.", way_out)
    for key in texts.keys() & model.keys():
        if "{" not in texts[key] and "{" not in model[key]:
            continue
        wanted = _names(model[key])
        if _names(texts[key]) != wanted:
            listed = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "none"
            documents.fault_at(
                file, (key,), f"'{key}' has other placeholders.", f"{first}.json has {listed}."
            )


def _names(text: str) -> frozenset[str]:
    try:
        return places(text)
    except BadMessage:
        return frozenset()  # told already
