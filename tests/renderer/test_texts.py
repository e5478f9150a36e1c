"""Texts: looking up, filling in, and what must agree between locales."""

import json

import pytest

from renderer.documents import Documents
from renderer.texts import Texts, UnknownText, read_texts


def read(**locales: dict[str, object]) -> tuple[dict[str, Texts], list[str]]:
    files = {f"locales/{name}.json": json.dumps(texts, indent=1).encode() for name, texts in locales.items()}
    documents = Documents(files)
    texts = read_texts(documents, list(locales))
    return dict(texts), sorted(map(str, documents.faults))


def test_a_text_is_found_and_filled() -> None:
    t = Texts("en", {"greeting": "Hello {name}, {count} open"})

    assert t("greeting", name="Ada", count=2) == "Hello Ada, 2 open"
    assert t.resolve("t:greeting", name="Ada") == "Hello Ada, {count} open"
    assert t.resolve("As written: {name}", name="Ada") == "As written: Ada"


def test_an_unknown_key_says_where_to_add_it() -> None:
    with pytest.raises(UnknownText, match=r"no text 'gone' in locales/de\.json"):
        Texts("de", {})("gone")


@pytest.mark.parametrize(
    ("locale", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("de-AT", "ltr")]
)
def test_the_direction_follows_the_language(locale: str, direction: str) -> None:
    assert Texts(locale, {}).direction == direction


def test_own_texts_lie_over_those_built_in() -> None:
    plain, faults = read(de={"title": "Antrag"})
    key = next(key for key in plain["de"].entries if key != "title")
    changed, _ = read(de={"title": "Antrag", key: "anders"})

    assert faults == []
    assert changed["de"](key) == "anders" != plain["de"](key)


def test_a_locale_nobody_translated_speaks_english_where_the_package_is_silent() -> None:
    texts, _ = read(pl={"title": "Wniosek"}, en={"title": "Request"})
    key = next(key for key in texts["en"].entries if key != "title")

    assert texts["pl"](key) == texts["en"](key)
    assert texts["pl"]("title") == "Wniosek"
    assert texts["pl"].lang(key) == ' lang="en" dir="ltr"'
    assert texts["pl"].lang("title") == texts["en"].lang(key) == ""


def test_locales_must_have_the_same_keys_and_placeholders() -> None:
    _, faults = read(
        en={"title": "T", "greeting": "Hi {name}", "only": "x"},
        de={"title": "T", "greeting": "Hallo {nam}", "onyl": "x"},
    )

    assert faults == [
        "locales/de.json:1: has no 'only', which en.json has. Translate it.",
        "locales/de.json:3: 'greeting' has other placeholders. en.json has {name}.",
        "locales/de.json:4: has 'onyl', which en.json has not. Did you mean 'only'?",
    ]


def test_a_text_that_is_no_text_and_a_locale_too_many_are_faults() -> None:
    documents = Documents({"locales/en.json": b'{"a": "x",\n "b": {"c": "y"}}', "locales/fr.json": b"{}"})

    read_texts(documents, ["en"])

    assert sorted(map(str, documents.faults)) == [
        "locales/en.json:2: 'b' is not text. Write it in quotes, without nesting.",
        "locales/fr.json: is no locale of this package. Name it in 'locales', or remove it.",
    ]


def test_a_plural_that_lacks_cases_or_cannot_be_read_is_a_fault() -> None:
    _, faults = read(
        en={"days": "{n, plural, one {# day} other {# days}}", "broken": "{n, plural, one {x}}"},
        ar={"days": "{n, plural, one {يوم} other {#}}", "broken": "{n}"},
    )

    assert faults == [
        "locales/ar.json:2: 'days': the plural of 'n' lacks cases that this language has. "
        "Add zero {…}, two {…}, few {…}, many {…}.",
        "locales/ar.json:3: 'broken' has other placeholders. en.json has none.",
        "locales/en.json:3: 'broken' cannot be read. The plural of 'n' needs the case 'other {…}'.",
    ]
