"""What a preview's address chooses: the example, the language, the theme."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast, get_args
from urllib.parse import urlencode

from renderer.fixtures import Fixture
from renderer.package import Package
from renderer.page import Theme
from router.locale import negotiate
from typed.record import dataclass


@dataclass(frozen=True)
class Choice:
    """As asked for, until it is settled with what a package has."""

    fixture: str = ""
    locale: str = ""
    theme: Theme = "auto"
    step: str = ""  # of a form with steps

    @property
    def query(self) -> str:
        """`?fixture=…&locale=…&theme=…&step=…` without what is not chosen; empty when nothing is."""
        chosen = {"fixture": self.fixture, "locale": self.locale, "theme": self.theme, "step": self.step}
        query = urlencode({name: value for name, value in chosen.items() if value not in ("", "auto")})
        return f"?{query}" if query else ""

    def settled(self, package: Package, accept_language: str = "") -> "Choice":
        """With what the package has: its default example, the language the browser reads best."""
        fixture = self.fixture if self.fixture in package.fixtures else package.default_fixture.id
        locales = package.manifest.locales
        locale = self.locale if self.locale in locales else negotiate(accept_language, locales)
        return replace(self, fixture=fixture, locale=locale)

    def fixture_of(self, package: Package) -> Fixture:
        """The chosen example; the default when it was taken away."""
        return package.fixtures.get(self.fixture) or package.default_fixture


def choice_of(query: Mapping[str, str]) -> Choice:
    """The choice in a query. Names longer than any we know are no names."""
    names = ("fixture", "locale", "theme", "step")
    fixture, locale, theme, step = (query.get(name, "")[:100] for name in names)
    return Choice(fixture, locale, cast(Theme, theme) if theme in get_args(Theme) else "auto", step)
