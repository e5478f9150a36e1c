"""The edge's settings, read from the environment (INTERFACES_…) and checked whole at start."""

import re
from pathlib import Path
from typing import Annotated, Literal

from door.peers import networks_of
from identity.front_settings import FrontSettings
from identity.shared_secret import SharedSecret
from renderer.form.manner import UTC, is_zone
from telemetry.traces import TracesUrl
from typed.notes import Limits
from typed.secret import SecretStr
from typed.settings import Known, checks

Role = Literal["router", "production", "preview"]
PORTS: dict[Role, int] = {"router": 8000, "production": 3000, "preview": 3001}

_ORIGIN = re.compile(r"https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?")


class EdgeSettings(FrontSettings):
    """Everything one edge process needs to know. `serve` sets the role; the rest is the environment's."""

    role: Role = "router"
    host: str = "127.0.0.1"
    port: Annotated[int, Limits(0, 65535)] | None = None  # None: the role's own, see PORTS
    api_url: str = ""  # the API's origin; empty only for a preview that runs on its own
    # The origin people see, when it is not what the Host header says.
    public_url: str = ""
    packages: Path | None = None  # the workspace folder a preview shows, instead of the branch dev
    git_url: str = ""  # the repository that holds packages/
    mirror_dir: Path = Path(".interfaces/edge.git")  # a bare clone of it, this process's alone
    edge_secret: SharedSecret = SecretStr("")  # shared with the API; empty: it has no line to this edge
    # Whoever reads /metrics knows it; empty: there is no /metrics.
    metrics_token: SharedSecret = SecretStr("")
    traces_url: TracesUrl = ""  # where spans go by OTLP over HTTP; empty: there are none
    # Seconds between lines of metrics for CloudWatch on standard output; 0: none.
    cloudwatch_seconds: Annotated[float, Limits(ge=0, le=3600)] = 0
    poll_seconds: Annotated[float, Limits(ge=0.1, le=3600)] = (
        60  # between looks at the branch, unless a push is told
    )
    webhook_secret: SecretStr = SecretStr("")  # signs what GitHub delivers; empty: nothing is taken
    preview_origins: tuple[str, ...] = ()  # sites that may frame previews
    trusted_proxies: str = ""  # addresses whose X-Forwarded-* are believed; empty: nobody's
    router_token: SharedSecret = SecretStr("")  # whoever shifts traffic knows it; empty: nobody does
    rules: Path | None = None  # the router's rules file; None: the shipped rules
    tasks_file: Path | None = None  # development: sample tasks for the gallery, as JSON
    # Seconds that a process serves on after SIGTERM, not ready any more, until balancers have noticed.
    drain_seconds: Annotated[float, Limits(ge=0, le=12)] = 5
    time_zone: str = UTC  # whose clocks people go by whose token names no zone
    max_file_bytes: Annotated[int, Limits(ge=1)] = 50 * 1024 * 1024  # of each file people hand in
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

    @staticmethod
    @checks("trusted_proxies")
    def _trusted_proxies(value: str, known: Known) -> str:
        try:
            networks_of(value)
        except ValueError:
            raise ValueError(
                "must be addresses or networks such as 10.0.0.0/16, separated by commas"
            ) from None
        if known.get("alb_arn") and not value:
            raise ValueError(
                "must name the load balancer's networks, such as 10.0.0.0/16: INTERFACES_ALB_ARN is set, "
                "and identity headers of anybody else are dropped"
            )
        return value

    @staticmethod
    @checks("api_url")
    def _api_url(value: str, _known: Known) -> str:
        return _origin(value)

    @staticmethod
    @checks("public_url")
    def _public_url(value: str, known: Known) -> str:
        if known.get("sign_in_client") and not value:
            raise ValueError("must be set where people sign in: the issuer sends them back there")
        return _origin(value)

    @staticmethod
    @checks("preview_origins")
    def _preview_origins(value: tuple[str, ...], _known: Known) -> tuple[str, ...]:
        if not all(map(_ORIGIN.fullmatch, value)):
            raise ValueError("must be origins such as https://app.example.com, separated by commas")
        return value

    @staticmethod
    @checks("time_zone")
    def _time_zone(value: str, _known: Known) -> str:
        if not is_zone(value):
            raise ValueError("must be a name of the time zone database such as Europe/Berlin")
        return value

    @staticmethod
    @checks("packages")
    def _packages(value: Path | None, _known: Known) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("must be an existing folder of interface packages, such as packages/")
        return value

    @staticmethod
    @checks("rules")
    def _rules(value: Path | None, _known: Known) -> Path | None:
        if value is not None:
            from router.rules.declaration import check_rules  # what few roles need
            from router.rules.explained import ROLES

            check_rules(value, ROLES)
        return value

    @staticmethod
    @checks("git_url")
    def _git_url(value: str, known: Known) -> str:
        """What a role needs to have a source at all is told here, where all of it is known."""
        role, api_url = known.get("role"), known.get("api_url")
        if role == "preview":
            return value
        if role == "production" and api_url == "":
            raise ValueError(
                "is not enough: production also needs INTERFACES_API_URL, such as http://127.0.0.1:8080"
            )
        if api_url and not value:
            raise ValueError("must be the git URL of the packages: tasks are drawn from its commits")
        return value


def _origin(value: str) -> str:
    value = value.rstrip("/")
    if value and not _ORIGIN.fullmatch(value):
        raise ValueError("must be scheme, host and port only, such as http://127.0.0.1:8080")
    return value
