"""What the control plane needs to know. Read from the environment (INTERFACES_…), checked whole."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from psycopg import Error, conninfo

from api.container.settings import ContainerSettings
from api.keyring import KeyFault, parse_keys
from api.targets import TargetFault, is_web, parse_targets
from api.webhook import SecretFault, parse_secrets
from identity.settings import IdentitySettings
from identity.shared_secret import SharedSecret
from telemetry.traces import TracesUrl
from typed.notes import Length, Limits, Must, Shape
from typed.secret import SecretStr
from typed.settings import Known, checks


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s?#]", value):
        raise ValueError("must be the URL people open, such as https://interfaces.example.com")
    return value.rstrip("/")


class Settings(IdentitySettings, ContainerSettings):
    """Everything one API process needs to know. Secrets are never printed."""

    host: str = "127.0.0.1"
    port: Annotated[int, Limits(ge=0, le=65535)] = 8080
    database_url: SecretStr
    keys: SecretStr  # id:base64,id2:base64 - the first encrypts, all decrypt
    public_url: Annotated[str, Must(_web_url)]  # where people open /i/… links
    git_url: Annotated[str, Length(1)]  # the repository that holds packages/
    mirror_dir: Path = Path(".interfaces/api.git")  # a bare clone of it
    workflow_scope: Annotated[str, Shape(r"\S+", "interfaces/workflows")] = "interfaces/workflows"
    continuation_targets: str = ""  # name=https://...,name=stepfunctions:REGION - the first is the default
    continuation_secrets: SecretStr = SecretStr("")  # whsec_base64,... - each signs
    edge_secret: SharedSecret = SecretStr("")  # shared with the edges; empty: the API has no line to them
    # Whoever reads /metrics knows it; empty: there is no /metrics.
    metrics_token: SharedSecret = SecretStr("")
    traces_url: TracesUrl = ""  # where spans go by OTLP over HTTP; empty: there are none
    # Seconds between lines of metrics for CloudWatch on standard output; 0: none.
    cloudwatch_seconds: Annotated[float, Limits(ge=0, le=3600)] = 0
    database_connections: Annotated[int, Limits(ge=1, le=100)] = 8
    # Seconds that a process serves on after SIGTERM, not ready any more, until balancers have noticed.
    drain_seconds: Annotated[float, Limits(ge=0, le=12)] = 5
    release_days: Annotated[int, Limits(ge=1)] = 365  # that a release can be gone back to; pinned ones stay
    max_file_bytes: Annotated[int, Limits(ge=1)] = 50 * 1024 * 1024  # of each file people hand in
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @staticmethod
    @checks("database_url")
    def _database_url(value: SecretStr, _known: Known) -> SecretStr:
        try:
            conninfo.conninfo_to_dict(value.get_secret_value())
        except Error:
            raise ValueError("must be a Postgres URL such as postgresql://user@host/name") from None
        return value

    @staticmethod
    @checks("keys")
    def _keys(value: SecretStr, _known: Known) -> SecretStr:
        try:
            parse_keys(value.get_secret_value())
        except KeyFault as fault:
            raise ValueError(str(fault)) from None
        return value

    @staticmethod
    @checks("continuation_targets")
    def _continuation_targets(value: str, _known: Known) -> str:
        try:
            parse_targets(value)
        except TargetFault as fault:
            raise ValueError(str(fault)) from None
        return value

    @staticmethod
    @checks("continuation_secrets")
    def _continuation_secrets(value: SecretStr, known: Known) -> SecretStr:
        try:
            parse_secrets(value.get_secret_value())
        except SecretFault as fault:
            raise ValueError(str(fault)) from None
        if not value and any(map(is_web, parse_targets(known.get("continuation_targets", "")).values())):
            raise ValueError("must hold a secret: endpoints get signed messages")
        return value
