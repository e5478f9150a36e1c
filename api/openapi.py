"""The OpenAPI document: FastAPI's, with our refusals instead of its own."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problem import ProblemModel, refusals


def document_of(app: FastAPI) -> dict[str, Any]:
    """Made once. Refusals refer to the schema `Problem`."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        problem = ProblemModel.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document["components"]["schemas"]
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
        _drop_generated(document)
        _add_the_doors(document)
        app.openapi_schema = document
    return app.openapi_schema


def _drop_generated(document: dict[str, Any]) -> None:
    """FastAPI announces its own 422 for every route with a parameter. Ours stand in `refusals`."""
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    for path in document["paths"].values():
        for operation in path.values():
            if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                del operation["responses"]["422"]


def _add_the_doors(document: dict[str, Any]) -> None:
    """What is refused before any route is looked for: a path with two readings, above all."""
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault("400", refusals(400)[400])
