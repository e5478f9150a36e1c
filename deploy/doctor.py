"""What a deployment needs around it, looked at piece by piece; one piece at fault never hides another."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx2

from api.settings import Settings as ApiSettings
from deploy.database import lacking, told
from deploy.doctor_secrets import line_to_api, webhook_secret
from deploy.faults import Refused
from deploy.settings import faults_of, load
from door.peers import networks_of
from identity.discovery import parse_endpoints
from identity.keyset import FetchFailed
from identity.settings import IdentitySettings, is_loopback
from mirror.git import RepositoryError, run_git
from router.settings import EdgeSettings

FEWEST_WATCHES = 8_192
LEAST_ROOM = 200 * 2**20  # bytes
LEEWAY = 60  # seconds; more than that no token is given
SECONDS = 5

EDGE = frozenset({"router", "production", "preview"})
PREVIEWS = EDGE - {"production"}
ALL = EDGE | {"api"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `fault` is empty when it is well."""

    what: str
    fault: str = ""

    def __str__(self) -> str:
        return f"✗ {self.what}: {self.fault}" if self.fault else f"✓ {self.what}"


@dataclass(frozen=True)
class Neighbour:
    """Looked at for these roles when its variable is set; `look` raises `Refused`."""

    what: str
    roles: frozenset[str]
    variable: str
    look: Callable[[str], None]


def examine(role: str | None) -> list[Finding]:
    """Look at everything that the role depends on; without one, at everything."""
    found = [*_settings(role), *_front(role)]
    for neighbour in NEIGHBOURS:
        value = os.environ.get(neighbour.variable)
        if value and (role is None or role in neighbour.roles):
            found.append(_finding(neighbour, value))
    return found


def _settings(role: str | None) -> Iterator[Finding]:
    of_edge = () if role == "api" else faults_of(EdgeSettings, role=role or "router")
    of_api = faults_of(IdentitySettings) + faults_of(ApiSettings) if role in (None, "api") else ()
    faults = dict.fromkeys(of_edge + of_api)  # each once, though several parts may ask for the same
    yield from (Finding("setting", fault) for fault in faults)
    if not faults:
        yield Finding("settings")


def _front(role: str | None) -> Iterator[Finding]:
    """Settings of the edge that are each well but do not fit together, in production."""
    if role == "api" or faults_of(EdgeSettings, role=role or "router"):
        return
    edge = load(EdgeSettings, role=role or "router")
    if not edge.development:
        yield Finding("front door", front_fault(edge))


def front_fault(edge: EdgeSettings) -> str:
    """What does not fit, and what to do; empty when all does."""
    if edge.public_url.startswith("http:") and not is_loopback(edge.public_url):
        return "INTERFACES_PUBLIC_URL is plain http: sessions need https. End TLS in front of the edge."
    if edge.public_url.startswith("https:") and not edge.trusted_proxies:
        return (
            "INTERFACES_PUBLIC_URL is https, so something ends TLS in front of the edge, but nobody's "
            "X-Forwarded-* headers are believed. Name its networks in INTERFACES_TRUSTED_PROXIES."
        )
    if any(network.prefixlen == 0 for network in networks_of(edge.trusted_proxies)):
        return "INTERFACES_TRUSTED_PROXIES names everybody. Name the load balancer's networks only."
    return ""


def _finding(neighbour: Neighbour, value: str) -> Finding:
    try:
        neighbour.look(value)
    except Refused as refused:
        return Finding(neighbour.what, str(refused))
    return Finding(neighbour.what)


def _database(url: str) -> None:
    with told():
        missing = lacking(url)
    if missing:
        raise Refused(f"It lacks {', '.join(missing)}.", "Run: interfaces migrate")


def _issuer(issuer: str) -> None:
    url = os.environ.get("INTERFACES_JWKS_URL") or f"{issuer}/.well-known/jwks.json"
    answer = _get(url, "Without its keys no token can be checked.")
    if fault := clock_fault(answer.headers.get("date", ""), datetime.now(UTC)):
        raise Refused(fault, "Set this machine's clock: tokens would count as expired, or as not valid yet.")
    try:
        keys = answer.json()["keys"]
    except (ValueError, KeyError, TypeError):
        keys = []
    if not keys:
        raise Refused(f"{url} is no key set.", "Check INTERFACES_ISSUER.")
    if os.environ.get("INTERFACES_SIGN_IN_CLIENT"):
        _discovery(issuer)


def clock_fault(told: str, now: datetime) -> str:
    """How far our clock is off, by the date of an answer that came just now; empty when it is not, or when
    nobody says."""
    try:
        ahead = (now - parsedate_to_datetime(told)).total_seconds()
    except (ValueError, TypeError):
        return ""
    if abs(ahead) <= LEEWAY:
        return ""
    return f"The clock here is {abs(ahead):,.0f} s {'ahead of' if ahead > 0 else 'behind'} the issuer's."


def _discovery(issuer: str) -> None:
    """People who sign in are sent to the places this document names."""
    url = f"{issuer}/.well-known/openid-configuration"
    answer = _get(url, "Without it nobody can sign in.")
    try:
        parse_endpoints(answer.content, issuer)
    except FetchFailed as fault:
        raise Refused(f"{url}: {fault}.", "INTERFACES_ISSUER must be what the issuer calls itself.") from None


def _api(url: str) -> None:
    _get(f"{url.rstrip('/')}/readyz", "Start it: interfaces serve api")


def _get(url: str, fix: str) -> httpx2.Response:
    try:
        answer = httpx2.get(url, timeout=SECONDS)
    except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
        raise Refused(f"{url} does not answer ({fault}).", fix) from None
    if not answer.is_success:
        raise Refused(f"{url} answers {answer.status_code}.", fix)
    return answer


def _repository(url: str) -> None:
    try:
        heads = run_git(Path("/"), ["ls-remote", "--heads", "--", url, "main", "dev"])
    except RepositoryError as fault:
        raise Refused(" ".join(str(fault).split()), "Check INTERFACES_GIT_URL and its credentials.") from None
    missing = [branch for branch in ("main", "dev") if f"refs/heads/{branch}" not in heads.split()]
    if missing:
        raise Refused(
            f"It has no branch {' or '.join(missing)}.", "Push it: main is published, dev is shown."
        )


def _mirror(folder: str) -> None:
    there = next(
        path for path in (Path(folder).absolute(), *Path(folder).absolute().parents) if path.exists()
    )
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise Refused(
            f"{there} cannot be written.", "Let this user write there, or set INTERFACES_MIRROR_DIR."
        )
    if (free := shutil.disk_usage(there).free) < LEAST_ROOM:
        raise Refused(
            f"Only {free // 2**20:,} MB are free in {there}.",
            "Make room there, or set INTERFACES_MIRROR_DIR: what is pushed could not be fetched.",
        )


def _watches(_packages: str) -> None:
    limit = Path("/proc/sys/fs/inotify/max_user_watches")
    if limit.exists() and int(limit.read_text()) < FEWEST_WATCHES:
        raise Refused(
            f"Only {limit.read_text().strip()} files may be watched.",
            f"Raise it: sysctl fs.inotify.max_user_watches={8 * FEWEST_WATCHES}",
        )


NEIGHBOURS = (
    Neighbour("database", frozenset({"api"}), "INTERFACES_DATABASE_URL", _database),
    Neighbour("key set of the issuer", ALL, "INTERFACES_ISSUER", _issuer),
    Neighbour("git origin", ALL, "INTERFACES_GIT_URL", _repository),
    Neighbour("mirror folder", ALL, "INTERFACES_MIRROR_DIR", _mirror),
    Neighbour("API", EDGE, "INTERFACES_API_URL", _api),
    Neighbour("line from the API", EDGE, "INTERFACES_EDGE_SECRET", line_to_api),
    Neighbour("webhook secret", PREVIEWS, "INTERFACES_WEBHOOK_SECRET", webhook_secret),
    Neighbour("watching packages", PREVIEWS, "INTERFACES_PACKAGES", _watches),
)
