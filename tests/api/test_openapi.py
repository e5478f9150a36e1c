"""The OpenAPI document is true: what it announces is what happens, over generated requests."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.app import create_app
from telemetry.log import Log
from telemetry.metrics import Metrics
from tests.api.running import RunningApi, Task, settings_of


@pytest.fixture(scope="module")
def known(shared_api: RunningApi) -> dict[str, str]:
    """Ids that exist, so that not every request ends at 404."""
    interface = shared_api.published()
    publications = shared_api.author.get(f"/interfaces/{interface}/publications").json()["publications"]
    task: Task = shared_api.task(interface)
    return {
        "interface_uuid": interface,
        "publication_id": publications[0]["publication_id"],
        "execution_uuid": task.execution,
        "node_uuid": task.node,
        "workflow_uuid": task.workflow,
    }


# The document does not depend on the settings; these are only there to make it before any server runs.
DOCUMENT = create_app(
    settings_of(
        "https://issuer.example.test",
        database_url="postgresql:///none",
        git_url="file:///none",
        mirror=Path("none"),
    ),
    Log("info", BytesIO()),
    Metrics(),
).openapi()
schema = schemathesis.openapi.from_dict(DOCUMENT).exclude(path_regex="/events$")


def test_the_document_is_served(shared_api: RunningApi) -> None:
    assert shared_api.nobody.get("/openapi.json").json() == DOCUMENT


@schema.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_the_document_announces(
    case: Case[Any], shared_api: RunningApi, known: dict[str, str]
) -> None:
    aim(case, known)

    # What a schema cannot say (the package must exist, the task must be open) is refused with 4xx.
    case.call_and_validate(
        base_url=shared_api.url,
        headers={"Authorization": shared_api.author.headers["authorization"]},
        excluded_checks=[positive_data_acceptance],
    )


def aim(case: Case[Any], known: dict[str, str]) -> None:
    """Point a request that is meant to be valid at something that is there."""
    if case.meta and case.meta.generation.mode.is_negative:
        return
    for parameters in (case.path_parameters, case.query):
        for name, value in dict(parameters or {}).items():
            if name in known and is_uuid(value):
                parameters[name] = known[name]


def is_uuid(value: Any) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def test_every_refusal_is_documented_as_problem_json() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], (path, method, status)


def test_every_call_of_the_contract_is_there() -> None:
    calls = {f"{method.upper()} {path}" for path, methods in DOCUMENT["paths"].items() for method in methods}
    node = "/workflow-executions/{execution_uuid}/nodes/{node_uuid}"
    assert calls == {
        "GET /livez",
        "GET /readyz",
        "GET /status",
        "POST /interfaces/create",
        "GET /interfaces",
        "GET /interfaces/{interface_uuid}",
        "PATCH /interfaces/{interface_uuid}",
        "POST /interfaces/{interface_uuid}/archive",
        "GET /interfaces/{interface_uuid}/events",
        "POST /interfaces/{interface_uuid}/publish",
        "GET /interfaces/{interface_uuid}/publications",
        "POST /interfaces/{interface_uuid}/rollback",
        "POST /interfaces/{interface_uuid}/migrate-tasks",
        "GET /publications/{publication_id}",
        "GET /publications/{publication_id}/events",
        "GET /outbox",
        "POST /outbox/{message_id}/retry",
        "POST /workflow-executions",
        f"POST {node}/generate-url",
        f"GET {node}",
        f"PUT {node}/draft",
        f"GET {node}/next",
        f"POST {node}/files",
        f"GET {node}/files/{{digest}}",
        f"PATCH {node}/submit",
        "GET /audit",
    }
