"""What an earlier version of a package has already worked out, for the parts whose files did not change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from renderer.assets import Asset
from renderer.files import Files
from renderer.fixtures import Fixture
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

    def drawn(self, form: Form) -> Mapping[str, DrawnForm]:
        """The same form as it was drawn with the texts of then."""
        package = self._previous
        return package.templates.forms if package and package.form is form else {}

    def agrees(self, texts: Texts) -> bool:
        """Whether the parts speak of each other as they did, and of no text that went."""
        package = self._same("interface.toml", "schema.json", "ui.json", "context.schema.json")
        known = package.texts.get(texts.locale) if package else None
        return known is not None and known.entries.keys() == texts.entries.keys()

    @property
    def fixtures(self) -> Mapping[str, Fixture]:
        """Those whose file is the same, while the context schema is."""
        package = self._same("context.schema.json")
        fixtures = package.fixtures.values() if package else ()
        return {fixture.id: fixture for fixture in fixtures if self._same(f"fixtures/{fixture.id}.json")}

    def _same(self, *paths: str) -> "Package | None":
        package = self._previous
        if package and all(package.files.get(path) == self._files.get(path) for path in paths):
            return package
        return None
