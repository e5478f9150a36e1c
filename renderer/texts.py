"""The texts of a package in one locale, with the engine's own texts beneath."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from renderer.declared import near
from renderer.documents import Documents

_BUILT_IN = Path(__file__).parent / "locales"
_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


class UnknownText(LookupError):
    """A template asked for a text that no locale file holds."""

    def __init__(self, key: str, locale: str) -> None:
        super().__init__(f"no text '{key}' in locales/{locale}.json; add it there or correct the key")


@dataclass(frozen=True, eq=False)
class Texts:
    """Called with a key it gives the text; `{name}` in it is replaced by the value of that name."""

    locale: str
    entries: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key`. Raises UnknownText."""
        try:
            text = self.entries[key]
        except KeyError:
            raise UnknownText(key, self.locale) from None
        return fill(text, values)

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    @property
    def direction(self) -> str:
        return "rtl" if self.locale.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"

    def resolve(self, text: str, /, **values: object) -> str:
        """What an author wrote in a text position: `t:key` is looked up, anything else stands for itself."""
        return self(text[2:], **values) if text.startswith("t:") else fill(text, values)


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put values into `{name}` places. Unknown names stay, so a missing value is seen on the page."""
    if not values or "{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda match: str(values.get(match[1], match[0])), text)


def placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))


@cache
def built_in(locale: str) -> Mapping[str, str]:
    """The engine's texts: the locale's, those of its language, or English, in this order."""
    for name in (locale, locale.partition("-")[0], "en"):
        file = _BUILT_IN / f"{name}.json"
        if file.is_file():
            return MappingProxyType(json.loads(file.read_text("utf-8")))
    return MappingProxyType({})


def read_texts(documents: Documents, locales: Sequence[str]) -> Mapping[str, Texts]:
    """The texts of every locale. Each must have the keys and placeholders of the first."""
    own = {locale: _read(documents, locale) for locale in locales}
    for locale in locales[1:]:
        _compare(documents, locales[0], locale, own)
    for file in documents.below("locales/"):
        if file.removesuffix(".json") not in locales:
            documents.fault(
                f"locales/{file}", 0, "is no locale of this package.", "Name it in 'locales', or remove it."
            )
    return MappingProxyType(
        {
            locale: Texts(locale, MappingProxyType({**built_in(locale), **texts}))
            for locale, texts in own.items()
        }
    )


def _read(documents: Documents, locale: str) -> dict[str, str]:
    file = f"locales/{locale}.json"
    texts = documents.json(file) or {}
    for key, text in texts.items():
        if not isinstance(text, str):
            documents.fault_at(file, (key,), f"'{key}' is not text.", "Write it in quotes, without nesting.")
    return {key: text for key, text in texts.items() if isinstance(text, str)}


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
        if placeholders(texts[key]) != placeholders(model[key]):
            wanted = ", ".join(f"{{{name}}}" for name in sorted(placeholders(model[key]))) or "none"
            documents.fault_at(
                file, (key,), f"'{key}' has other placeholders.", f"{first}.json has {wanted}."
            )
