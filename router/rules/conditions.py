"""The six kinds of condition. Within one, any value is enough; a rule needs all of its conditions."""

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from router.rules.request import RuleRequest
from router.rules.wildcard import compiled
from typed.record import dataclass


class Condition(Protocol):
    """`field` is its name in the load balancer's words; `seen` says what it looked at."""

    field: ClassVar[str]

    @property
    def values(self) -> tuple[str, ...]: ...

    def matches(self, request: RuleRequest) -> bool: ...

    def seen(self, request: RuleRequest) -> str: ...


@dataclass(frozen=True)
class PathPattern:
    """The raw path, case and escapes as they came, never the query."""

    field: ClassVar[str] = "path-pattern"
    values: tuple[str, ...]

    def matches(self, request: RuleRequest) -> bool:
        return any(compiled(value, ignore_case=False).fullmatch(request.path) for value in self.values)

    def seen(self, request: RuleRequest) -> str:
        return request.path


@dataclass(frozen=True)
class HostHeader:
    """The name in the Host header, without its port, in any case."""

    field: ClassVar[str] = "host-header"
    values: tuple[str, ...]

    def matches(self, request: RuleRequest) -> bool:
        name = _name_of(request.host)
        return any(compiled(value, ignore_case=True).fullmatch(name) for value in self.values)

    def seen(self, request: RuleRequest) -> str:
        return _name_of(request.host) or "no host"


@dataclass(frozen=True)
class HttpHeader:
    """One header's value in any case; of a repeated header, any of them."""

    field: ClassVar[str] = "http-header"
    name: str
    values: tuple[str, ...]

    def matches(self, request: RuleRequest) -> bool:
        patterns = [compiled(value, ignore_case=True) for value in self.values]
        return any(pattern.fullmatch(sent) for sent in self._sent(request) for pattern in patterns)

    def seen(self, request: RuleRequest) -> str:
        sent = list(self._sent(request))
        return f"{self.name}: {', '.join(sent)}" if sent else f"no {self.name}"

    def _sent(self, request: RuleRequest) -> Iterator[str]:
        wanted = self.name.lower()
        return (value for name, value in request.headers if name == wanted)


@dataclass(frozen=True)
class HttpRequestMethod:
    """The method exactly."""

    field: ClassVar[str] = "http-request-method"
    values: tuple[str, ...]

    def matches(self, request: RuleRequest) -> bool:
        return request.method in self.values

    def seen(self, request: RuleRequest) -> str:
        return request.method


@dataclass(frozen=True)
class QueryString:
    """Parameters as they came, in any case. A pair is (key, value); without a key, any parameter's value."""

    field: ClassVar[str] = "query-string"
    pairs: tuple[tuple[str | None, str], ...]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value if key is None else f"{key}={value}" for key, value in self.pairs)

    def matches(self, request: RuleRequest) -> bool:
        sent = [part.partition("=")[::2] for part in request.query.split("&") if part]
        return any(self._fits(pair, key, value) for pair in self.pairs for key, value in sent)

    def seen(self, request: RuleRequest) -> str:
        return f"?{request.query}" if request.query else "no query"

    @staticmethod
    def _fits(pair: tuple[str | None, str], key: str, value: str) -> bool:
        wanted, pattern = pair
        if wanted is not None and not _literal(wanted).fullmatch(key):
            return False
        return _literal(pattern).fullmatch(value) is not None


@dataclass(frozen=True)
class SourceIp:
    """The address of whoever is connected to us; never what a header says."""

    field: ClassVar[str] = "source-ip"
    values: tuple[str, ...]

    def matches(self, request: RuleRequest) -> bool:
        try:
            source = ip_address(request.source)
        except ValueError:
            return False
        return any(source in ip_network(value) for value in self.values)

    def seen(self, request: RuleRequest) -> str:
        return request.source or "no address"


def _literal(pattern: str) -> re.Pattern[str]:
    return compiled(pattern, ignore_case=True, escapes=True)


def _name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
