"""Who answers a request."""

from collections.abc import Mapping
from typing import Protocol

from starlette.types import Scope

from router.table import Handler, Route, Table, route

Found = tuple[Route, Mapping[str, str]]


class Finder(Protocol):
    """Who answers a request, and the parameters of its path. Raises NotFound or MethodNotAllowed."""

    def find(self, scope: Scope) -> Found: ...


class InProcess:
    """One of our own tables, whatever the request."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, scope: Scope) -> Found:
        return self._table.find(scope["method"], scope["path"])


class Always:
    """One handler, whatever the request."""

    def __init__(self, handler: Handler) -> None:
        self._found: Found = (route("ANY /{rest:rest}", handler), {})

    def find(self, _scope: Scope) -> Found:
        return self._found
