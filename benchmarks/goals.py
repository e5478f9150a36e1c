"""What is to be reached: ratios within one run, on one machine, for the same work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Told = Mapping[str, Any]  # everything that was measured, as in the JSON


@dataclass(frozen=True)
class Goal:
    """`measured` raises KeyError or TypeError where a part of it was not measured."""

    work: str
    against: str
    limit: float
    measured: Callable[[Told], float]
    side: Literal["at least", "at most"] = "at least"
    unit: str = "x"

    def value(self, told: Told) -> float | None:
        try:
            return self.measured(told)
        except (KeyError, TypeError, ZeroDivisionError):
            return None

    def reached(self, value: float) -> bool:
        return value >= self.limit if self.side == "at least" else value <= self.limit


def rate(work: str, peer: str) -> Callable[[Told], float]:
    """How many times the peer's requests per second."""
    return lambda told: told["loads"][work]["ours"]["per_second"] / told["loads"][work][peer]["per_second"]


def share(work: str, peer: str) -> Callable[[Told], float]:
    return lambda told: 100 * rate(work, peer)(told)


def p99(work: str, peer: str) -> Callable[[Told], float]:
    """How many times longer the peer's slowest hundredth takes."""
    return lambda told: told["loads"][work][peer]["p99_ms"] / told["loads"][work]["ours"]["p99_ms"]


def starts(what: str, unit: str) -> Callable[[Told], float]:
    """How many times ours the peer's start takes: `ms` or `mb`."""
    return lambda told: told[what]["next-24"][unit] / told[what]["ours"][unit]


def grown(what: str, few: str, many: str) -> Callable[[Told], float]:
    return lambda told: told["growth"][what][many] / told["growth"][what][few]


NEXT, HELLO, CADDY, VITE = "Next.js, Node 24", "bare ASGI hello", "caddy", "Vite with React"

GOALS = (
    Goal("page, record over HTTP: requests/s", NEXT, 15, rate("page", "next-24")),
    Goal("page, record over HTTP: p99", NEXT, 8, p99("page", "next-24"), unit="x shorter"),
    Goal("page, record over HTTP: requests/s", HELLO, 10, share("page", "hello"), unit="%"),
    Goal("page, all cached: requests/s", NEXT, 20, rate("page-cached", "next-24")),
    Goal("page, all cached: p99", NEXT, 15, p99("page-cached", "next-24"), unit="x shorter"),
    Goal("page, all cached: requests/s", HELLO, 25, share("page-cached", "hello"), unit="%"),
    Goal("submission by a program: checked, forwarded", NEXT, 6, rate("submit", "next-24")),
    Goal("health check", NEXT, 8, rate("health", "next-24")),
    Goal(
        "memory of one worker after load", NEXT, 6,
        lambda told: told["memory_after_load_mb"]["next"] / told["memory_after_load_mb"]["production"],
        unit="x smaller",
    ),
    Goal("cold start to first page, ten packages", NEXT, 2, starts("start", "ms"), unit="x shorter"),
    Goal(
        "start of dev to first preview", "next dev", 10, starts("dev-start", "ms"), unit="x shorter",
    ),
    Goal("memory of dev at its first preview", "next dev", 6, starts("dev-start", "mb"), unit="x smaller"),
    Goal(
        "save to document, median", VITE, 3,
        lambda told: told["screens"]["vite"]["label"]["dom_median_ms"]
        / told["screens"]["save"]["label"]["dom_median_ms"],
        unit="x shorter",
    ),
    Goal(
        "save to document, p95", VITE, 2,
        lambda told: told["screens"]["vite"]["label"]["dom_p95_ms"]
        / told["screens"]["save"]["label"]["dom_p95_ms"],
        unit="x shorter",
    ),
    Goal(
        "push to open preview, median", "10 s", 500,
        lambda told: float(told["screens"]["push"]["push_median_ms"]), "at most", "ms",
    ),
    Goal(
        "publish to first page, median", "2 s", 1500,
        lambda told: float(told["screens"]["publish"]["publish_median_ms"]), "at most", "ms",
    ),
    Goal(
        "rollback to first page, median", "2 s", 1000,
        lambda told: float(told["screens"]["publish"]["rollback_median_ms"]), "at most", "ms",
    ),
    Goal("proxied 1 KB", CADDY, 0.7, rate("proxy-1k", "caddy")),
    Goal("proxied 100 KB", CADDY, 0.7, rate("proxy-100k", "caddy")),
    Goal(
        "page of one among 1,000 packages", "among 10", 1.2, grown("packages", "10", "1000"), "at most",
        "x as long",
    ),
    Goal(
        "page of one among many tasks (at length a million)", "among 1,000", 1.2,
        lambda told: told["screens"]["tasks"]["many"]["page_median_ms"]
        / told["screens"]["tasks"]["few"]["page_median_ms"],
        "at most", "x as long",
    ),
)  # fmt: skip
