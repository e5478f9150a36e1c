"""A URL table: method and path in, row and path parameters out."""

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.types import ASGIApp

from router.errors import MethodNotAllowed, NotFound
from router.request import EdgeRequest
from typed.record import dataclass

Handler = Callable[[EdgeRequest], Awaitable[ASGIApp]]

_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_KINDS = {
    "": "[^/]+",
    "uuid": _UUID,
    "digest": "[0-9a-f]{40}",
    "sha256": "[0-9a-f]{64}",
    "path": ".+",
    "rest": ".*",
}
_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")


@dataclass(frozen=True)
class Route:
    """One row of the table. No methods: every method."""

    methods: frozenset[str]
    pattern: re.Pattern[str]
    head: str | None  # the first path segment when it is a literal
    uuids: frozenset[str]  # parameters to hand over in lower case
    handler: Handler
    path_format: str  # the template without the kinds of its parameters


def route(what: str, handler: Handler) -> Route:
    """A row from "GET /i/{workflow:uuid}/{path:path}"; GET includes HEAD, ANY stands for every method."""
    method, path = what.split()
    methods = {"ANY": frozenset[str](), "GET": frozenset({"GET", "HEAD"})}.get(method, frozenset({method}))
    first = path.split("/")[1]
    uuids = frozenset(name for name, kind in _PARAMETER.findall(path) if kind == "uuid")
    head, template = None if "{" in first else first, _PARAMETER.sub(r"{\1}", path)
    return Route(methods, re.compile(_regex(path)), head, uuids, handler, template)


class Table:
    """Rows are tried from the top. A path that fits a row with methods is not for the ANY rows below it."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.heads = frozenset(route.head for route in routes if route.head is not None)
        self._elsewhere = [route for route in routes if route.head is None]
        self._below: defaultdict[str, list[Route]] = defaultdict(lambda: self._elsewhere)
        for head in self.heads:
            self._below[head] = [route for route in routes if route.head in (head, None)]

    def find(self, method: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """Raises NotFound, or MethodNotAllowed when only the method is wrong."""
        allowed: set[str] = set()
        for row in self._below.get(path[1:].partition("/")[0], self._elsewhere):
            match = row.pattern.fullmatch(path)
            if match is None:
                continue
            if method in row.methods or not (row.methods or allowed):
                found = match.groupdict()
                for name in row.uuids:
                    found[name] = found[name].lower()
                return row, found
            allowed |= row.methods
        if allowed:
            raise MethodNotAllowed(tuple(sorted(allowed)))
        raise NotFound


def _regex(path: str) -> str:
    """The pattern of a path: literal text, and one named group for each parameter."""
    parts = _PARAMETER.split(path)
    literals = [re.escape(text) for text in parts[0::3]]
    groups = [
        f"(?P<{name}>{_KINDS[kind or '']})" for name, kind in zip(parts[1::3], parts[2::3], strict=True)
    ]
    return "".join(text for pair in zip(literals, [*groups, ""], strict=True) for text in pair)
