"""A task as the API tells it: a node of an execution, and the page it needs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import orjson

from router.errors import ApiGarbage
from typed.record import dataclass

Status = Literal["open", "submitted", "expired", "cancelled"]
_STATUSES = ("open", "submitted", "expired", "cancelled")


@dataclass(frozen=True)
class NodeTarget:
    """What the URL /i/{workflow}/{node}/{execution} names; UUIDs in lower case."""

    workflow: str
    node: str
    execution: str

    @classmethod
    def of(cls, params: Mapping[str, str]) -> "NodeTarget":
        return cls(params["workflow"], params["node"], params["execution"])

    @property
    def url(self) -> str:
        """Where people open it."""
        return f"/i/{self.workflow}/{self.node}/{self.execution}"

    @property
    def record(self) -> str:
        """Where the API tells about it."""
        return f"/workflow-executions/{self.execution}/nodes/{self.node}?workflow_uuid={self.workflow}"

    @property
    def files(self) -> str:
        """Where the API keeps its files."""
        return f"/workflow-executions/{self.execution}/nodes/{self.node}/files"

    @property
    def draft(self) -> str:
        """Where the API keeps its saved answers."""
        return f"/workflow-executions/{self.execution}/nodes/{self.node}/draft"

    @property
    def next(self) -> str:
        """Where the API tells of the same person's next task."""
        return f"/workflow-executions/{self.execution}/nodes/{self.node}/next"

    @property
    def submit(self) -> str:
        """Where the API takes its submission."""
        return submit_path(self.execution, self.node)


def submit_path(execution: str, node: str) -> str:
    return f"/workflow-executions/{execution}/nodes/{node}/submit"


PLACE = "$step"  # the member of a draft that says which step the person is at


@dataclass(frozen=True)
class Submission:
    """The copy of a submitted answer, and the idempotency key it came under."""

    response: dict[str, Any]
    key: str | None


@dataclass(frozen=True)
class NodeRecord:
    """What the edge needs in order to draw the page."""

    digest: str
    config: Mapping[str, Any]
    branding: Mapping[str, Any]
    context: Mapping[str, Any]
    draft: dict[str, Any] | None
    status: Status
    submitted_at: datetime | None
    draft_version: int | None = None  # None: the API does not count
    submission: Submission | None = None  # for whom it is meant

    @property
    def answers(self) -> dict[str, Any]:
        """The saved answers; empty when there are none."""
        return {name: value for name, value in self.draft.items() if name != PLACE} if self.draft else {}

    @property
    def place(self) -> str:
        """The step at which the person saved last."""
        place = (self.draft or {}).get(PLACE, "")
        return place if isinstance(place, str) else ""

    def saved(self, draft: dict[str, Any], version: int | None) -> "NodeRecord":
        """The same task after its answers were saved."""
        return replace(self, draft=draft, draft_version=version)

    def closed(self, status: Status) -> "NodeRecord":
        """The same task after the API said that it is no longer open."""
        return replace(self, status=status)


def parse_record(body: bytes) -> NodeRecord:
    """Raises ApiGarbage for anything that is not a node record."""
    try:
        told = orjson.loads(body)
        digest, draft, status = told["release"]["digest"], told["draft"], told["status"]
        config, branding, context = told["config"], told["branding"], told["context"]
        if not type(config) is type(branding) is type(context) is dict or type(digest) is not str:
            raise TypeError
        if status not in _STATUSES:
            raise ValueError
        return NodeRecord(
            digest=digest,
            config=config,
            branding=branding,
            context=context,
            draft=None if draft is None else _typed(draft, dict),
            status=status,
            submitted_at=_moment(told["submitted_at"]),
            # An API that was deployed before us does not tell these.
            draft_version=None if "draft_version" not in told else _typed(told["draft_version"], int),
            submission=_submission(told.get("submission")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ApiGarbage(f"node record: {type(error).__name__}") from None


def _submission(told: Mapping[str, Any] | None) -> Submission | None:
    if told is None:
        return None
    key = told["idempotency_key"]
    return Submission(_typed(told["response_data"], dict), None if key is None else _typed(key, str))


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
