"""What an earlier version of a package has already worked out, for the parts whose files did not change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from renderer.assets import Asset
from renderer.files import Files
from renderer.fixtures import Fixture
from renderer.form.model import Form
from renderer.schema import Schema
from renderer.texts import Texts

if TYPE_CHECKING:
    from renderer.branding import Branding
    from renderer.compiled import Templates
    from renderer.manifest import Manifest
    from renderer.package import Package
    from renderer.ui import Ui


class Kept:
    """Parts of `previous` that `files` would give again; None or empty where they would not."""

    def __init__(self, previous: "Package | None", files: Files) -> None:
        self._previous = previous
        self._files = files
        self._assets = {path.removeprefix("assets/") for path in files if path.startswith("assets/")}

    @property
    def manifest(self) -> "Manifest | None":
        package = self._same("interface.toml")
        return package.manifest if package else None

    @property
    def ui(self) -> "Ui | None":
        package = self._same("ui.json")
        return package.ui if package else None

    @property
    def branding(self) -> "Branding | None":
        """Also its logo is still there, or is not."""
        package = self._same("branding.json")
        return package.branding if package and package.assets.keys() == self._assets else None

    @property
    def texts(self) -> Mapping[str, Texts]:
        """Those of the locales whose file is the same."""
        texts = self._previous.texts if self._previous else {}
        return {locale: own for locale, own in texts.items() if self._same(f"locales/{locale}.json")}

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

    def templates(self, form: Form) -> "Templates | None":
        """Those of the same form, which was drawn with the texts of then."""
        package = self._previous
        return package.templates if package and package.form is form else None

    @property
    def fits(self) -> bool:
        """Whether the parts go together as they did: the same fields, steps, blocks and names of assets."""
        package = self._same("interface.toml", "schema.json", "ui.json", "context.schema.json")
        return package is not None and package.assets.keys() == self._assets

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


def changed_styles(old: Files, new: Files) -> list[str]:
    """The paths of the stylesheets that differ; none where anything else differs too."""
    if old.keys() != new.keys():
        return []
    changed = [path for path in new if new[path] != old[path]]
    return changed if all(path.startswith("assets/") and path.endswith(".css") for path in changed) else []
