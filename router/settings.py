"""The edge's settings, read from the environment (INTERFACES_…) and checked whole at start."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from door.peers import networks_of
from identity.front_settings import FrontSettings
from identity.shared_secret import SharedSecret
from renderer.form.manner import UTC, is_zone
from router.rules.declaration import check_rules
from router.rules.explained import ROLES
from telemetry.traces import TracesUrl

Role = Literal["router", "production", "preview"]
PORTS: dict[Role, int] = {"router": 8000, "production": 3000, "preview": 3001}

_ORIGIN = re.compile(r"https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?")


class EdgeSettings(FrontSettings):
    """Everything one edge process needs to know. `serve` sets the role; the rest is the environment's."""

    role: Role = "router"
    host: str = "127.0.0.1"
    port: Annotated[int | None, Field(ge=0, le=65535)] = None  # None: the role's own, see PORTS
    api_url: str = ""  # the API's origin; empty only for a preview that runs on its own
    # The origin people see, when it is not what the Host header says.
    public_url: Annotated[str, Field(validate_default=True)] = ""
    packages: Path | None = None  # the workspace folder a preview shows, instead of the branch dev
    git_url: Annotated[str, Field(validate_default=True)] = ""  # the repository that holds packages/
    mirror_dir: Path = Path(".interfaces/edge.git")  # a bare clone of it, this process's alone
    edge_secret: SharedSecret = SecretStr("")  # shared with the API; empty: it has no line to this edge
    # Whoever reads /metrics knows it; empty: there is no /metrics.
    metrics_token: SharedSecret = SecretStr("")
    traces_url: TracesUrl = ""  # where spans go by OTLP over HTTP; empty: there are none
    # Seconds between lines of metrics for CloudWatch on standard output; 0: none.
    cloudwatch_seconds: Annotated[float, Field(ge=0, le=3600)] = 0
    poll_seconds: Annotated[float, Field(ge=0.1, le=3600)] = (
        60  # between looks at the branch, unless a push is told
    )
    webhook_secret: SecretStr = SecretStr("")  # signs what GitHub delivers; empty: nothing is taken
    preview_origins: Annotated[tuple[str, ...], NoDecode] = ()  # sites that may frame previews
    trusted_proxies: Annotated[str, Field(validate_default=True)] = (
        ""  # addresses whose X-Forwarded-* are believed; empty: nobody's
    )
    router_token: SharedSecret = SecretStr("")  # whoever shifts traffic knows it; empty: nobody does
    rules: Path | None = None  # the router's rules file; None: the shipped rules
    tasks_file: Path | None = None  # development: sample tasks for the gallery, as JSON
    # Seconds that a process serves on after SIGTERM, not ready any more, until balancers have noticed.
    drain_seconds: Annotated[float, Field(ge=0, le=12)] = 5
    time_zone: str = UTC  # whose clocks people go by whose token names no zone
    max_file_bytes: Annotated[int, Field(ge=1)] = 50 * 1024 * 1024  # of each file people hand in
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def listens_on(self) -> int:
        return PORTS[self.role] if self.port is None else self.port

    @property
    def follows_branch(self) -> bool:
        """Whether previews show the branch `dev` of the repository, and not a folder."""
        return self.role != "production" and self.packages is None and bool(self.git_url)

    @property
    def development(self) -> bool:
        """Whether the built-in issuer is on, and with it the sign-in page and the gallery."""
        return self.dev_issuer is not None

    @property
    def signs_in(self) -> bool:
        """Whether people can sign in here, at the issuer or at the development issuer."""
        return bool(self.dev_issuer or self.sign_in_client)

    @field_validator("trusted_proxies")
    @classmethod
    def _trusted_proxies(cls, value: str, info: ValidationInfo) -> str:
        try:
            networks_of(value)
        except ValueError:
            raise ValueError(
                "must be addresses or networks such as 10.0.0.0/16, separated by commas"
            ) from None
        if info.data.get("alb_arn") and not value:
            raise ValueError(
                "must name the load balancer's networks, such as 10.0.0.0/16: INTERFACES_ALB_ARN is set, "
                "and identity headers of anybody else are dropped"
            )
        return value

    @field_validator("api_url", "public_url")
    @classmethod
    def _origin(cls, value: str, info: ValidationInfo) -> str:
        value = value.rstrip("/")
        if value and not _ORIGIN.fullmatch(value):
            raise ValueError("must be scheme, host and port only, such as http://127.0.0.1:8080")
        if info.field_name == "public_url" and info.data.get("sign_in_client") and not value:
            raise ValueError("must be set where people sign in: the issuer sends them back there")
        return value

    @field_validator("preview_origins", mode="before")
    @classmethod
    def _origins(cls, value: object) -> object:
        origins = tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value
        if isinstance(origins, tuple) and not all(_ORIGIN.fullmatch(str(origin)) for origin in origins):
            raise ValueError("must be origins such as https://app.example.com, separated by commas")
        return origins

    @field_validator("time_zone")
    @classmethod
    def _time_zone(cls, value: str) -> str:
        if not is_zone(value):
            raise ValueError("must be a name of the time zone database such as Europe/Berlin")
        return value

    @field_validator("packages")
    @classmethod
    def _packages(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("must be an existing folder of interface packages, such as packages/")
        return value

    @field_validator("rules")
    @classmethod
    def _rules(cls, value: Path | None) -> Path | None:
        if value is not None:
            check_rules(value, ROLES)
        return value

    @field_validator("git_url")
    @classmethod
    def _git_url(cls, value: str, info: ValidationInfo) -> str:
        """What a role needs to have a source at all is told here, where all of it is known."""
        role, api_url = info.data.get("role"), info.data.get("api_url")
        if role == "preview":
            return value
        if role == "production" and api_url == "":
            raise ValueError(
                "is not enough: production also needs INTERFACES_API_URL, such as http://127.0.0.1:8080"
            )
        if api_url and not value:
            raise ValueError("must be the git URL of the packages: tasks are drawn from its commits")
        return value
