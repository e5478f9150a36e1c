"""What the control plane needs to know. Read from the environment (INTERFACES_…), checked whole."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from psycopg import Error, conninfo
from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator

from api.container.settings import ContainerSettings
from api.keyring import KeyFault, parse_keys
from api.targets import TargetFault, is_web, parse_targets
from api.webhook import SecretFault, parse_secrets
from identity.settings import IdentitySettings
from identity.shared_secret import SharedSecret
from telemetry.traces import TracesUrl


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s?#]", value):
        raise ValueError("must be the URL people open, such as https://interfaces.example.com")
    return value.rstrip("/")


class Settings(IdentitySettings, ContainerSettings):
    """Everything one API process needs to know. Secrets are never printed."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    database_url: SecretStr
    keys: SecretStr  # id:base64,id2:base64 - the first encrypts, all decrypt
    public_url: Annotated[str, AfterValidator(_web_url)]  # where people open /i/… links
    git_url: Annotated[str, Field(min_length=1)]  # the repository that holds packages/
    mirror_dir: Path = Path(".interfaces/api.git")  # a bare clone of it
    workflow_scope: Annotated[str, Field(pattern=r"^\S+$")] = "interfaces/workflows"
    continuation_targets: str = ""  # name=https://...,name=stepfunctions:REGION - the first is the default
    continuation_secrets: SecretStr = SecretStr("")  # whsec_base64,... - each signs
    edge_secret: SharedSecret = SecretStr("")  # shared with the edges; empty: the API has no line to them
    # Whoever reads /metrics knows it; empty: there is no /metrics.
    metrics_token: SharedSecret = SecretStr("")
    traces_url: TracesUrl = ""  # where spans go by OTLP over HTTP; empty: there are none
    # Seconds between lines of metrics for CloudWatch on standard output; 0: none.
    cloudwatch_seconds: Annotated[float, Field(ge=0, le=3600)] = 0
    database_connections: Annotated[int, Field(ge=1, le=100)] = 8
    # Seconds that a process serves on after SIGTERM, not ready any more, until balancers have noticed.
    drain_seconds: Annotated[float, Field(ge=0, le=12)] = 5
    release_days: Annotated[int, Field(ge=1)] = 365  # that a release can be gone back to; pinned ones stay
    max_file_bytes: Annotated[int, Field(ge=1)] = 50 * 1024 * 1024  # of each file people hand in
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: SecretStr) -> SecretStr:
        try:
            conninfo.conninfo_to_dict(value.get_secret_value())
        except Error:
            raise ValueError("must be a Postgres URL such as postgresql://user@host/name") from None
        return value

    @field_validator("keys")
    @classmethod
    def _keys(cls, value: SecretStr) -> SecretStr:
        try:
            parse_keys(value.get_secret_value())
        except KeyFault as fault:
            raise ValueError(str(fault)) from None
        return value

    @field_validator("continuation_targets")
    @classmethod
    def _continuation_targets(cls, value: str) -> str:
        try:
            parse_targets(value)
        except TargetFault as fault:
            raise ValueError(str(fault)) from None
        return value

    @field_validator("continuation_secrets")
    @classmethod
    def _continuation_secrets(cls, value: SecretStr) -> SecretStr:
        try:
            parse_secrets(value.get_secret_value())
        except SecretFault as fault:
            raise ValueError(str(fault)) from None
        return value

    @model_validator(mode="after")
    def _signed(self) -> "Settings":
        places = parse_targets(self.continuation_targets).values()
        if any(map(is_web, places)) and not self.continuation_secrets.get_secret_value():
            raise ValueError(
                "INTERFACES_CONTINUATION_SECRETS must hold a secret: endpoints get signed messages"
            )
        return self
