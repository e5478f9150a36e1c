"""The engine's own texts: every language has every one, with the same places and all of its plurals."""

import json
import re
from pathlib import Path

import pytest

from renderer.message import missing_cases, places
from renderer.texts import BUILT_IN, built_in, direction

LOCALES = Path(__file__).parents[2] / "renderer" / "locales"
ENGLISH = built_in("en")


def test_the_engine_speaks_four_languages() -> None:
    assert set(BUILT_IN) == {"ar", "de", "en", "fr"}


@pytest.mark.parametrize("locale", sorted(set(BUILT_IN) - {"en"}))
def test_every_text_is_there_in_every_language(locale: str) -> None:
    texts = built_in(locale)

    assert list(texts) == list(ENGLISH)
    assert {key for key in texts if places(texts[key]) != places(ENGLISH[key])} == set()


@pytest.mark.parametrize("locale", BUILT_IN)
def test_plurals_have_every_case_of_their_language(locale: str) -> None:
    lacking = {key: missing_cases(text, locale) for key, text in built_in(locale).items()}

    assert {key: missing for key, missing in lacking.items() if missing} == {}


@pytest.mark.parametrize("locale", sorted(set(BUILT_IN) - {"en"}))
def test_texts_are_translated(locale: str) -> None:
    """What has several words reads differently; Arabic texts hold Arabic."""
    texts = built_in(locale)

    assert {key for key, text in texts.items() if " " in text and text == ENGLISH[key]} == set()
    if direction(locale) == "rtl":
        without = {key for key, text in texts.items() if not re.search("[\u0600-\u06ff]", text)}
        assert without == {"form.errors.label"}


@pytest.mark.parametrize("locale", BUILT_IN)
def test_no_text_is_there_twice(locale: str) -> None:
    """A second entry of the same key would win in silence."""
    pairs = json.loads((LOCALES / f"{locale}.json").read_text("utf-8"), object_pairs_hook=list)

    assert len(pairs) == len(dict(pairs))
