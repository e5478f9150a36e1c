"""Problem details (RFC 9457): the one shape of every refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """An answer that says no: `slug` names its kind and never changes, `detail` says what to do."""

    status: int
    slug: str
    title: str
    detail: str
    errors: Sequence[Mapping[str, Any]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_response(self, request_id: str) -> Response:
        body: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "request_id": request_id,
        }
        if self.errors:
            body["errors"] = self.errors
        return Response(orjson.dumps(body), self.status, self.headers, MEDIA_TYPE)


class ErrorModel(BaseModel):
    """One thing wrong: at a place of the request, or in a file of a package."""

    message: str
    pointer: str | None = Field(None, description="JSON pointer into the request's body")
    keyword: str | None = None
    file: str | None = None
    line: int | None = None
    fix: str | None = None


class ProblemModel(BaseModel):
    """How refusals look, for the OpenAPI document."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[ErrorModel] | None = None


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route's refusals stand in the OpenAPI document."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: schema}}
        for status in statuses
    }
