"""What callers send and get: the shapes of the OpenAPI document."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

JsonObject = dict[str, Any]


def _storable(value: JsonObject) -> JsonObject:
    """Postgres' jsonb holds every JSON text but one: the character NUL."""
    if _has_nul(value):
        raise ValueError("must not contain the character U+0000")
    return value


def _has_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(inner) for key, inner in value.items())
    if isinstance(value, list):
        return any(map(_has_nul, value))
    return isinstance(value, str) and "\0" in value


StorableObject = Annotated[JsonObject, AfterValidator(_storable)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
PackageName = Annotated[str, StringConstraints(pattern=r"^@[a-z0-9-]+/interface-[a-z0-9-]{1,60}$")]
Subject = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,128}$")]


class Sent(BaseModel):
    """A body a caller sends: a key nobody knows is a mistake, not ignored."""

    model_config = ConfigDict(extra="forbid")


class NewInterface(Sent):
    interface_name: Name
    interface_package: PackageName
    config: StorableObject = {}
    schema_: Annotated[StorableObject, Field(alias="schema")] = {}
    branding: StorableObject = {}


class InterfaceChange(Sent):
    """Each member that is sent replaces the one that is there."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    interface_name: Name = ""
    config: StorableObject = {}
    branding: StorableObject = {}

    @model_validator(mode="after")
    def _something(self) -> "InterfaceChange":
        if not self.model_fields_set:
            raise ValueError("must name what to change: interface_name, config, branding")
        return self


class NewNode(Sent):
    node_uuid: UUID | None = None
    interface_uuid: UUID
    context: JsonObject
    assigned_user_id: Subject | None = None
    expires_at: AwareDatetime | None = None
    remind_at: AwareDatetime | None = None
    continuation: JsonObject | None = Field(
        None,
        description="Kept as it is and handed back when the node is submitted. Its `target` names one of "
        "the configured targets; `task_token` is what Step Functions waits for.",
    )


class NewExecution(Sent):
    workflow_uuid: UUID
    nodes: Annotated[list[NewNode], Field(min_length=1, max_length=100)]


class Draft(Sent):
    draft: JsonObject


class Submission(Sent):
    response_data: JsonObject


class Created(BaseModel):
    interface_uuid: UUID


class Live(BaseModel):
    digest: str
    commit: str
    version: str
    published_at: datetime
    published_by: str


class Sync(BaseModel):
    """What previews show, as the one of them tells that is furthest behind."""

    branch: str
    commit: str | None
    synced_at: datetime | None
    error: str


class Interface(BaseModel):
    interface_uuid: UUID
    interface_name: str
    interface_package: str
    interface_version: str
    status: Literal["draft", "published", "archived"]
    git_branch: str
    git_commit_hash: str | None
    config: JsonObject
    schema_: Annotated[JsonObject, Field(alias="schema")]
    branding: JsonObject
    created_at: datetime
    updated_at: datetime
    live: Live | None
    sync: Sync | None  # None while no preview that follows a branch is connected


class Interfaces(BaseModel):
    interfaces: list[Interface]


class StartedNode(BaseModel):
    node_uuid: UUID
    interface_uuid: UUID


class StartedExecution(BaseModel):
    workflow_uuid: UUID
    execution_uuid: UUID
    nodes: list[StartedNode]


class ReleaseName(BaseModel):
    digest: str
    commit: str


class NodeUrl(BaseModel):
    url: str
    release: ReleaseName


class OwnSubmission(BaseModel):
    """What the person who reads the node sent, and under which key."""

    response_data: JsonObject
    idempotency_key: str | None


class Node(BaseModel):
    workflow_uuid: UUID
    execution_uuid: UUID
    node_uuid: UUID
    interface_uuid: UUID
    interface_package: str
    release: ReleaseName
    config: JsonObject
    branding: JsonObject
    context: JsonObject
    status: Literal["open", "submitted", "expired", "cancelled"]
    opened_at: datetime | None
    submitted_at: datetime | None
    expires_at: datetime | None
    draft: JsonObject | None
    draft_saved_at: datetime | None
    draft_version: int
    submission: OwnSubmission | None


class TaskName(BaseModel):
    workflow_uuid: UUID
    execution_uuid: UUID
    node_uuid: UUID


class NextTask(BaseModel):
    next: TaskName | None


class FileReference(BaseModel):
    digest: Annotated[str, Field(description="SHA-256 of the content, in hex")]
    name: str
    size: Annotated[int, Field(description="bytes")]
    media_type: Annotated[str, Field(description="by content and name, not by what the sender said")]


class Submitted(BaseModel):
    status: Literal["submitted"]
    submitted_at: datetime
