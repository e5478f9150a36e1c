"""Whose tokens are accepted. Read from the environment (INTERFACES_…), checked whole."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from identity.roles import Roles, parse_given
from identity.verify import Expectation


class IdentitySettings(BaseSettings):
    """The issuer, its clients, and where its keys are. `dev_issuer` is the key folder of development."""

    model_config = SettingsConfigDict(
        env_prefix="INTERFACES_", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    issuer: str
    client_ids: Annotated[frozenset[str], NoDecode]
    jwks_url: Annotated[str, Field(validate_default=True)] = ""  # empty: {issuer}/.well-known/jwks.json
    dev_issuer: Path | None = None
    author_groups: Annotated[frozenset[str], NoDecode] = frozenset({"authors"})  # everything but the audit
    group_roles: str = ""  # of further groups: reviewers=preview,auditors=audit

    def expectation(self) -> Expectation:
        return Expectation(issuer=self.issuer, client_ids=self.client_ids)

    @property
    def roles(self) -> Roles:
        return Roles(self.author_groups, parse_given(self.group_roles))

    @field_validator("issuer")
    @classmethod
    def _issuer(cls, value: str) -> str:
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

    @field_validator("client_ids", mode="before")
    @classmethod
    def _client_ids(cls, value: object) -> object:
        names = value.split(",") if isinstance(value, str) else value
        if not isinstance(names, list | tuple | set | frozenset):
            raise ValueError("must be the app clients' ids, separated by commas")
        found = frozenset(str(name).strip() for name in names) - {""}
        if not found:
            raise ValueError("must name at least one app client id; several are separated by commas")
        return found

    @field_validator("author_groups", mode="before")
    @classmethod
    def _author_groups(cls, value: object) -> object:
        names = frozenset(map(str.strip, value.split(","))) - {""} if isinstance(value, str) else value
        if not names:
            raise ValueError("must name at least one group; several are separated by commas")
        return names

    @field_validator("group_roles")
    @classmethod
    def _group_roles(cls, value: str) -> str:
        parse_given(value)
        return value

    @field_validator("jwks_url")
    @classmethod
    def _jwks_url(cls, value: str, info: ValidationInfo) -> str:
        issuer = str(info.data.get("issuer", ""))
        url = value or f"{issuer}/.well-known/jwks.json"
        if not issuer:
            return url  # the issuer's own fault is told already
        if not _is_url(url):
            raise ValueError(f"must be a URL such as {issuer}/.well-known/jwks.json, or be left out")
        if not url.startswith("https:") and not is_loopback(url) and not is_loopback(issuer):
            raise ValueError("must be https: whoever can change the key set on its way can sign any token")
        return url

    @field_validator("dev_issuer")
    @classmethod
    def _dev_issuer(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        issuer = str(info.data.get("issuer", ""))
        if value is None or not issuer:
            return value
        if not is_loopback(issuer) or not issuer.endswith("/issuer"):
            raise ValueError(
                "lets everyone sign in as anybody, so it is for this machine's own issuer only. Remove it "
                "in production; in development set INTERFACES_ISSUER=http://127.0.0.1:8000/issuer"
            )
        return value


def settings_faults(error: ValidationError) -> tuple[str, ...]:
    """One line for each wrong setting: its variable and what to do. Never holds a value."""
    return tuple(_fault(str(fault["loc"][0]), fault["type"], fault["msg"]) for fault in error.errors())


def _fault(name: str, kind: str, message: str) -> str:
    text = "is not set" if kind == "missing" else message.removeprefix("Value error, ")
    return f"INTERFACES_{name.upper()} {text}"


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
