"""Where images are built and run. Read from the environment (INTERFACES_…), checked whole; off when empty."""

import re
from typing import Annotated

from typed.notes import Limits
from typed.settings import Known, Settings, checks

_ALL_OR_NONE = (
    "must be set, or none of the container path: INTERFACES_CODEBUILD_PROJECT, INTERFACES_ECS_CLUSTER and "
    "INTERFACES_ECS_SERVICES belong together"
)
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,149}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


class ContainerSettings(Settings):
    """The CodeBuild project, the ECS services, and how long they may take. Who may do it is AWS's own
    business: region and credentials come from where its tools look for them."""

    codebuild_project: str = ""  # empty: the container path is off
    ecs_cluster: str = ""
    ecs_services: tuple[str, ...] = ()  # in this order
    build_minutes: Annotated[int, Limits(ge=1, le=480)] = 30
    rollout_minutes: Annotated[int, Limits(ge=1, le=120)] = 15  # for each service

    @property
    def on(self) -> bool:
        return bool(self.codebuild_project)

    @staticmethod
    @checks("codebuild_project")
    def _project(value: str, _known: Known) -> str:
        if value and not _PROJECT.fullmatch(value):
            raise ValueError("must be the name of a CodeBuild project (not its ARN), such as interfaces")
        return value

    @staticmethod
    @checks("ecs_cluster")
    def _cluster(value: str, known: Known) -> str:
        if value and not _NAME.fullmatch(value):
            raise ValueError("must be the name of an ECS cluster (not its ARN), such as interfaces")
        if not value and known.get("codebuild_project"):
            raise ValueError(_ALL_OR_NONE)
        return value

    @staticmethod
    @checks("ecs_services")
    def _services(value: tuple[str, ...], known: Known) -> tuple[str, ...]:
        if not all(map(_NAME.fullmatch, value)):
            raise ValueError("must be names of ECS services (not ARNs), such as api,production,preview")
        others = [known.get("codebuild_project", "?"), known.get("ecs_cluster", "?")]
        if bool(value) != any(others) or (value and not all(others)):
            raise ValueError(_ALL_OR_NONE)
        return value
