"""What a rule does: forward to groups of targets, redirect, or answer by itself."""

from typing import Literal
from urllib.parse import urlsplit

from router.rules.request import RuleRequest
from router.targets.config import DEFAULT_TIMEOUTS, Timeouts
from typed.record import dataclass


@dataclass(frozen=True)
class Weighted:
    """A target group and its share. 0 takes it out of use."""

    group: str
    weight: int = 1


@dataclass(frozen=True)
class Forward:
    """To one of `groups` by their weights; with `sticky_seconds` a client stays with the group it got."""

    groups: tuple[Weighted, ...]
    sticky_seconds: int = 0
    timeouts: Timeouts = DEFAULT_TIMEOUTS

    def __str__(self) -> str:
        if len(self.groups) == 1:
            return f"forward to {self.groups[0].group}"
        return "forward to " + ", ".join(f"{each.group} ({each.weight})" for each in self.groups)


@dataclass(frozen=True)
class Redirect:
    """To a URL whose parts may quote the request's: #{protocol} #{host} #{port} #{path} #{query}. The quoted
    path has no slash at its beginning."""

    status: int = 302
    protocol: str = "#{protocol}"
    host: str = "#{host}"
    port: str = "#{port}"
    path: str = "/#{path}"
    query: str = "#{query}"

    def location(self, request: RuleRequest) -> str:
        """The absolute URL. The usual port of the protocol is left out."""
        quoted = _parts(request)
        protocol, host, port, path, query = (
            _filled(part, quoted) for part in (self.protocol, self.host, self.port, self.path, self.query)
        )
        scheme = protocol.lower()
        usual = {"http": "80", "https": "443"}.get(scheme)
        at = host if port in ("", usual) else f"{host}:{port}"
        return f"{scheme}://{at}{path}" + (f"?{query}" if query else "")

    def __str__(self) -> str:
        return f"redirect {self.status} to {self.protocol}://{self.host}:{self.port}{self.path}?{self.query}"


@dataclass(frozen=True)
class FixedResponse:
    """An answer without any target."""

    status: int
    content_type: str = "text/plain"
    body: str = ""

    def __str__(self) -> str:
        return f"answer {self.status}"


# What becomes of a request of nobody: a person signs in, or it is refused, or goes on as it is.
Authenticate = Literal["authenticate", "deny", "allow"]

Action = Forward | Redirect | FixedResponse


def _parts(request: RuleRequest) -> dict[str, str]:
    url = urlsplit(f"//{request.host}")
    return {
        "protocol": request.scheme,
        "host": url.hostname or "",
        "port": str(url.port or {"https": 443}.get(request.scheme, 80)),
        "path": request.path.removeprefix("/"),
        "query": request.query,
    }


def _filled(text: str, parts: dict[str, str]) -> str:
    for name, value in parts.items():
        text = text.replace(f"#{{{name}}}", value)
    return text
