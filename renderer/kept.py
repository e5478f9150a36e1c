"""What an earlier version of a package has already worked out, for the parts whose files did not change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from renderer.assets import Asset
from renderer.files import Files
from renderer.form.draw import DrawnForm
from renderer.form.model import Form
from renderer.schema import Schema
from renderer.texts import Texts

if TYPE_CHECKING:
    from renderer.package import Package


class Kept:
    """Parts of `previous` that `files` would give again; None or empty where they would not."""

    def __init__(self, previous: "Package | None", files: Files) -> None:
        self._previous = previous
        self._files = files

    @property
    def schema(self) -> Schema | None:
        package = self._same("schema.json")
        return package.schema if package else None

    @property
    def context_schema(self) -> Schema | None:
        package = self._same("context.schema.json")
        return package.context_schema if package else None

    @property
    def form(self) -> Form | None:
        package = self._same("interface.toml", "schema.json", "ui.json")
        return package.form if package else None

    @property
    def assets(self) -> Mapping[str, Asset]:
        return self._previous.assets if self._previous else {}

    def drawn(self, form: Form, texts: Mapping[str, Texts]) -> Mapping[str, DrawnForm]:
        """The drawn form of every locale whose texts are the same."""
        package = self._previous
        if package is None or package.form is not form:
            return {}
        return {
            locale: package.templates.forms[locale]
            for locale, own in texts.items()
            if locale in package.texts and package.texts[locale].entries == own.entries
        }

    def _same(self, *paths: str) -> "Package | None":
        package = self._previous
        if package and all(package.files.get(path) == self._files.get(path) for path in paths):
            return package
        return None
