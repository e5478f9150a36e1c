"""Where images are built and run. Read from the environment (INTERFACES_…), checked whole; off when empty."""

import re
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_ALL_OR_NONE = (
    "must be set, or none of the container path: INTERFACES_CODEBUILD_PROJECT, INTERFACES_ECS_CLUSTER and "
    "INTERFACES_ECS_SERVICES belong together"
)
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,149}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


class ContainerSettings(BaseSettings):
    """The CodeBuild project, the ECS services, and how long they may take. Who may do it is AWS's own
    business: region and credentials come from where its tools look for them."""

    model_config = SettingsConfigDict(
        env_prefix="INTERFACES_", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    codebuild_project: str = ""  # empty: the container path is off
    ecs_cluster: Annotated[str, Field(validate_default=True)] = ""
    ecs_services: Annotated[tuple[str, ...], NoDecode, Field(validate_default=True)] = ()  # in this order
    build_minutes: Annotated[int, Field(ge=1, le=480)] = 30
    rollout_minutes: Annotated[int, Field(ge=1, le=120)] = 15  # for each service

    @property
    def on(self) -> bool:
        return bool(self.codebuild_project)

    @field_validator("codebuild_project")
    @classmethod
    def _project(cls, value: str) -> str:
        if value and not _PROJECT.fullmatch(value):
            raise ValueError("must be the name of a CodeBuild project (not its ARN), such as interfaces")
        return value

    @field_validator("ecs_cluster")
    @classmethod
    def _cluster(cls, value: str, info: ValidationInfo) -> str:
        if value and not _NAME.fullmatch(value):
            raise ValueError("must be the name of an ECS cluster (not its ARN), such as interfaces")
        if not value and info.data.get("codebuild_project"):
            raise ValueError(_ALL_OR_NONE)
        return value

    @field_validator("ecs_services", mode="before")
    @classmethod
    def _services(cls, value: object, info: ValidationInfo) -> object:
        names = value.split(",") if isinstance(value, str) else value
        if not isinstance(names, list | tuple):
            raise ValueError("must be names of ECS services, separated by commas")
        found = tuple(dict.fromkeys(filter(None, (str(name).strip() for name in names))))
        if not all(_NAME.fullmatch(name) for name in found):
            raise ValueError("must be names of ECS services (not ARNs), such as api,production,preview")
        others = [info.data.get("codebuild_project", "?"), info.data.get("ecs_cluster", "?")]
        if bool(found) != any(others) or (found and not all(others)):
            raise ValueError(_ALL_OR_NONE)
        return found
