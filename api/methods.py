"""Which methods an address takes. The framework's own answer names only the first route of an address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute


@dataclass(frozen=True)
class Methods:
    """Patterns of addresses, each with a method it takes."""

    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def of(self, path: str) -> str:
        """As the header Allow lists them, in alphabetical order."""
        return ", ".join(sorted({method for pattern, method in self.patterns if pattern.match(path)}))


def methods_of(routes: Iterable[BaseRoute]) -> Methods:
    return Methods(
        tuple(
            (route.path_regex, method)
            for route in routes
            if isinstance(route, APIRoute)
            for method in route.methods or ()
        )
    )
