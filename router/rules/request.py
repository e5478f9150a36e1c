"""What rules look at, as it came over the wire: nothing is decoded or put in order before."""

from urllib.parse import urlsplit

from starlette.types import Scope

from typed.record import dataclass


@dataclass(frozen=True, slots=True)
class RuleRequest:
    """`path` and `query` are raw; header names are in lower case; `source` is the peer's address."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    source: str
    scheme: str = "http"

    @property
    def host(self) -> str:
        """The Host header with its port."""
        return next((value for name, value in self.headers if name == "host"), "")

    @classmethod
    def of_scope(cls, scope: Scope) -> "RuleRequest":
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        client = scope["client"]
        return cls(
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=headers,
            source=client[0] if client else "",
            scheme=scope["scheme"],
        )

    @classmethod
    def of_url(
        cls, method: str, url: str, headers: tuple[tuple[str, str], ...] = (), source: str = "127.0.0.1"
    ) -> "RuleRequest":
        """As a client would ask for `url`, which may be a path alone."""
        parts = urlsplit(url)
        named = tuple((name.lower(), value) for name, value in headers)
        if parts.netloc and not any(name == "host" for name, _ in named):
            named = (("host", parts.netloc), *named)
        return cls(method, parts.path or "/", parts.query, named, source, parts.scheme or "http")
