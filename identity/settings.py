"""Whose tokens are accepted. Read from the environment (INTERFACES_…), checked whole."""

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from identity.roles import Roles, parse_given
from identity.verify import Expectation
from typed.settings import Known, Settings, checks


class IdentitySettings(Settings):
    """The issuer, its clients, and where its keys are. `dev_issuer` is the key folder of development."""

    issuer: str
    client_ids: frozenset[str]
    jwks_url: str = ""  # empty: {issuer}/.well-known/jwks.json
    dev_issuer: Path | None = None
    author_groups: frozenset[str] = frozenset({"authors"})  # everything but the audit
    group_roles: str = ""  # of further groups: reviewers=preview,auditors=audit

    def expectation(self) -> Expectation:
        return Expectation(issuer=self.issuer, client_ids=self.client_ids)

    @property
    def roles(self) -> Roles:
        return Roles(self.author_groups, parse_given(self.group_roles))

    @staticmethod
    @checks("issuer")
    def _issuer(value: str, _known: Known) -> str:
        if not _is_url(value) or value.endswith("/"):
            raise ValueError(
                "must be the issuer's URL exactly as tokens name it, without a slash at the end, such as "
                "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI"
            )
        if not value.startswith("https:") and not is_loopback(value):
            raise ValueError(
                "must be https; plain http is for an issuer on this machine (127.0.0.1, localhost)"
            )
        return value

    @staticmethod
    @checks("client_ids")
    def _client_ids(value: frozenset[str], _known: Known) -> frozenset[str]:
        if not value:
            raise ValueError("must name at least one app client id; several are separated by commas")
        return value

    @staticmethod
    @checks("author_groups")
    def _author_groups(value: frozenset[str], _known: Known) -> frozenset[str]:
        if not value:
            raise ValueError("must name at least one group; several are separated by commas")
        return value

    @staticmethod
    @checks("group_roles")
    def _group_roles(value: str, _known: Known) -> str:
        parse_given(value)
        return value

    @staticmethod
    @checks("jwks_url")
    def _jwks_url(value: str, known: Known) -> str:
        issuer = str(known.get("issuer", ""))
        url = value or f"{issuer}/.well-known/jwks.json"
        if not issuer:
            return url  # the issuer's own fault is told already
        if not _is_url(url):
            raise ValueError(f"must be a URL such as {issuer}/.well-known/jwks.json, or be left out")
        if not url.startswith("https:") and not is_loopback(url) and not is_loopback(issuer):
            raise ValueError("must be https: whoever can change the key set on its way can sign any token")
        return url

    @staticmethod
    @checks("dev_issuer")
    def _dev_issuer(value: Path | None, known: Known) -> Path | None:
        issuer = str(known.get("issuer", ""))
        if value is None or not issuer:
            return value
        if not is_loopback(issuer) or not issuer.endswith("/issuer"):
            raise ValueError(
                "lets everyone sign in as anybody, so it is for this machine's own issuer only. Remove it "
                "in production; in development set INTERFACES_ISSUER=http://127.0.0.1:8000/issuer"
            )
        return value


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises ValueError when it is no port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or re.search(r"[\s\\]", value))
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain


def is_loopback(url: str) -> bool:
    """Whether a URL is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
