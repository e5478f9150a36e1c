"""How a package differs from the live one in what people read and see: texts, fields, look, examples."""

from collections.abc import Iterator, Mapping

from renderer.branding import DARK_SURFACES, LIGHT_SURFACES, contrast
from renderer.form.model import Field
from renderer.package import Package
from renderer.texts import built_in, spoken
from typed.record import dataclass


@dataclass(frozen=True)
class Change:
    """`kind` is added, removed, changed or missing; `what` names it, `message` says how."""

    kind: str
    what: str
    message: str


def text_changes(live: Package | None, candidate: Package) -> Iterator[Change]:
    """Locales that go and come, locales the engine speaks English in, texts that were not translated."""
    before = live.manifest.locales if live else ()
    for locale in before:
        if locale not in candidate.manifest.locales:
            yield Change("removed", locale, "is no longer a locale; its people see the first one")
    for locale in candidate.manifest.locales:
        if live and locale not in before:
            yield Change("added", locale, "is a new locale")
        if _language(locale) != "en" and spoken(locale) == "en":
            yield Change(
                "missing", locale, "the engine's own texts are not in this language: English is shown"
            )
        yield from _untranslated(live, candidate, locale)


def _untranslated(live: Package | None, candidate: Package, locale: str) -> Iterator[Change]:
    """Texts of more than one word that read as in the first locale, unless they are live like that."""
    if _language(locale) == _language(candidate.default_locale):
        return
    first, own = candidate.texts[candidate.default_locale].entries, candidate.texts[locale].entries
    known = live.texts[locale].entries if live and locale in live.texts else {}
    for key in sorted(first.keys() - built_in("en").keys()):
        if " " in own[key] and own[key] == first[key] != known.get(key):
            yield Change("missing", f"{locale}: {key}", "reads as in the first locale; translate it")


def _language(locale: str) -> str:
    return locale.partition("-")[0]


def field_changes(live: Package, candidate: Package) -> Iterator[Change]:
    """Fields of the form by their pointers, as people see them in the first locale."""
    old, new = _described(live), _described(candidate)
    for pointer in (*old, *(pointer for pointer in new if pointer not in old)):
        if pointer not in new:
            yield Change("removed", pointer, f"'{old[pointer]['title']}' is no longer asked")
        elif pointer not in old:
            yield Change("added", pointer, f"'{new[pointer]['title']}' is asked")
        else:
            for part, was in old[pointer].items():
                if new[pointer][part] != was:
                    yield Change("changed", pointer, f"{part}: {was or '–'} → {new[pointer][part] or '–'}")


def _described(package: Package) -> dict[str, dict[str, str]]:
    resolve = package.texts[package.default_locale].resolve

    def words(field: Field) -> dict[str, str]:
        necessity = "always" if field.required else "sometimes" if field.asked else "no"
        return {
            "title": resolve(field.title),
            "help": resolve(field.help),
            "control": field.kind,
            "required": necessity,
            "choices": ", ".join(resolve(option.title) for option in field.options),
        }

    return {field.pointer: words(field) for field in package.form.root.walk() if field.pointer}


def branding_changes(live: Package, candidate: Package) -> Iterator[Change]:
    """Design tokens that changed; of colours also how well they can be read."""
    old, new = live.branding.model_dump(), candidate.branding.model_dump()
    for token, was in old.items():
        if new[token] != was:
            yield Change("changed", token, f"{was or '–'} → {new[token] or '–'}")
    for token, surfaces in (("primary", LIGHT_SURFACES), ("dark", DARK_SURFACES)):
        before, after = (
            min(contrast(getattr(package.branding, token), surface) for surface in surfaces)
            for package in (live, candidate)
        )
        if before != after:
            yield Change("changed", f"contrast of {token}", f"{before:.2f} → {after:.2f}")


def entry_changes(old: Mapping[str, object], new: Mapping[str, object], what: str) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield Change("removed", name, f"{what} is gone")
        elif name not in old:
            yield Change("added", name, f"{what} is new")
        elif old[name] != new[name]:
            yield Change("changed", name, f"{what} has changed")
