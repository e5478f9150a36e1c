"""What the registry may change about a package: its title, its texts, its branding."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from renderer import branding as look
from renderer.branding import Branding
from renderer.compiled import compile_templates
from renderer.declared import complaints, near
from renderer.faults import Fault, PackageFaults
from renderer.manifest import Locale
from renderer.message import complaint
from renderer.texts import Texts
from typed.model import Model
from typed.notes import Length
from typed.wrong import WrongValues

if TYPE_CHECKING:
    from renderer.package import Package

Text = Annotated[str, Length(most=4_000)]


class Config(Model):
    """`config` of a registry entry. `title` and texts are literal."""

    title: Annotated[str, Length(most=200)] = ""
    texts: dict[Locale, dict[str, Text]] = {}


def customise(package: "Package", config: Mapping[str, Any], branding: Mapping[str, Any]) -> "Package":
    """The package with config and branding over its own; what it does not know is left out.

    Raises PackageFaults when something it does know has a wrong value.
    """
    config, branding = _known(Config, config), _known(Branding, branding)
    faults = [*_config_faults(config), *_branding_faults(package, branding)]
    if faults:
        raise PackageFaults(package.folder, faults)
    wanted = Config.model_validate(config)
    manifest = package.manifest.model_copy(update={"title": wanted.title or package.manifest.title})
    texts = {locale: _over(own, wanted.texts.get(locale, {})) for locale, own in package.texts.items()}
    return replace(
        package,
        manifest=manifest,
        texts=MappingProxyType(texts),
        branding=_merged(package.branding, branding),
        templates=compile_templates(package.sources, manifest, package.form, texts, package.templates),
    )


def customisation_faults(
    package: "Package", config: Mapping[str, Any], branding: Mapping[str, Any]
) -> tuple[Fault, ...]:
    """Everything a registry entry must not say about this package; unknown keys and texts are faults here."""
    faults = [*_config_faults(config), *_branding_faults(package, branding)]
    if not faults:
        faults = [*_unknown_texts(Config.model_validate(config), package.texts)]
    return tuple(faults)


def _known(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in model.model_fields}


def _config_faults(config: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        wanted = Config.model_validate(config)
    except WrongValues as error:
        yield from _faults("config", Config, error)
        return
    title = wanted.title
    if title.startswith("t:"):
        yield Fault("config", 0, "'title' starts with 't:'.", "Write the title itself.")
    for locale, own in wanted.texts.items():
        for key, text in own.items():
            if unread := complaint(text):
                yield Fault("config", 0, f"'texts.{locale}': '{key}' cannot be read.", unread)


def _unknown_texts(config: Config, texts: Mapping[str, Texts]) -> Iterator[Fault]:
    for locale, own in config.texts.items():
        if locale not in texts:
            message = f"'texts.{locale}' is for no locale of this package."
            yield Fault("config", 0, message, near(locale, sorted(texts), "Locales"))
            continue
        for key in own:
            if key not in texts[locale]:
                message = f"'texts.{locale}' changes '{key}', which is no text."
                yield Fault("config", 0, message, near(key, sorted(texts[locale].entries), "Texts"))


def _branding_faults(package: "Package", branding: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        merged = _merged(package.branding, branding)
    except WrongValues as error:
        yield from _faults("branding", Branding, error)
        return
    for key, message, fix in look.complaints(merged, package.assets):
        yield Fault("branding", 0, f"'{key}': {message}", fix)


def _merged(own: Branding, branding: Mapping[str, Any]) -> Branding:
    """Raises WrongValues. A new primary colour does not keep the dark variant of the old one."""
    values = own.model_dump()
    if "primary" in branding:
        values["primary_dark"] = None
    return Branding.model_validate({**values, **branding})


def _over(own: Texts, changed: Mapping[str, str]) -> Texts:
    known = {key: text for key, text in changed.items() if key in own}
    entries = MappingProxyType({**own.entries, **known})
    return replace(own, entries=entries, borrowed=own.borrowed - known.keys()) if known else own


def _faults(name: str, model: type[Model], error: WrongValues) -> Iterator[Fault]:
    yield from (Fault(name, 0, message, fix) for _, message, fix in complaints(model, error))
