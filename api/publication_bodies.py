"""What is sent and told about publications: the shapes of the OpenAPI document."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.bodies import Sent

Reason = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]{1,500}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


class PublishWish(Sent):
    """`merge` brings the whole preview branch to `main`, `package` only this interface's package."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"force": {"const": True}}, "required": ["force"]},
            "then": {"required": ["reason"]},
        }
    )

    strategy: Literal["merge", "package"] = "merge"
    force: bool = Field(False, description="Publish although the gate finds faults. Needs a reason.")
    reason: Reason | None = None
    commit: Digest | Literal["latest"] = Field(
        "latest", description="The preview branch's commit that was looked at. Refused once it moved on."
    )

    @model_validator(mode="after")
    def _explained(self) -> "PublishWish":
        if self.force and self.reason is None:
            raise ValueError("must say the reason for publishing in spite of what the gate finds")
        return self


class RollbackWish(Sent):
    """Which earlier release: by its digest or by the publication that made it live."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["digest"]}, {"required": ["publication_id"]}]}
    )

    digest: Digest = ""
    publication_id: UUID = UUID(int=0)
    reason: Reason

    @model_validator(mode="after")
    def _one_target(self) -> "RollbackWish":
        if len(self.model_fields_set & {"digest", "publication_id"}) != 1:
            raise ValueError("must name either digest or publication_id")
        return self


class Step(BaseModel):
    """One step as it went the last time it was begun."""

    name: str = Field(description="fetch, gate, merge, flip, tasks, announce, build, rollout <service>")
    status: Literal["running", "done", "failed"]
    started_at: datetime
    ended_at: datetime | None
    detail: str
    files: list[str] = Field(description="what both branches changed, when they cannot be merged")


class Publication(BaseModel):
    """`version` to `published_at` are null until it went live; `digest` against `previous_digest` is from
    what to what."""

    publication_id: UUID
    publication_url: str
    interface_uuid: UUID
    interface_package: str
    kind: Literal["publish", "rollback"]
    strategy: Literal["merge", "package"] | None
    force: bool
    reason: str
    requested_by: str
    requested_at: datetime
    state: Literal["running", "done", "failed"]
    version: str | None
    commit: str | None
    digest: str | None
    previous_digest: str | None
    published_at: datetime | None
    live: bool


class PublicationStory(Publication):
    """The same with everything that happened."""

    steps: list[Step]
    findings: dict[str, Any] | None = Field(description="everything the gate found; null before it ended")


class Publications(BaseModel):
    publications: list[Publication]
