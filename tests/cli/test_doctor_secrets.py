"""The doctor looks at the secrets that edges share with the API and with GitHub."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deploy.doctor import examine
from tests.support.serving import served

SECRET = "0123456789abcdef0123456789abcdef"


def faults(monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, str]:
    """What the doctor finds of an edge with these settings, by what it looked at."""
    for name in ("API_URL", "EDGE_SECRET", "WEBHOOK_SECRET", "PACKAGES"):
        monkeypatch.delenv(f"INTERFACES_{name}", raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(f"INTERFACES_{name.upper()}", value)
    return {finding.what: finding.fault for finding in examine("preview")}


@pytest.mark.parametrize(
    ("status", "word"), [(204, ""), (401, "another"), (404, "has no"), (503, "answers 503")]
)
def test_the_line_to_the_api_is_tried(monkeypatch: pytest.MonkeyPatch, status: int, word: str) -> None:
    heard: list[str] = []

    async def loaded(request: Request) -> Response:
        heard.append(request.headers["authorization"])
        return Response(status_code=status)

    with served(Starlette(routes=[Route("/edges/{edge}/loaded", loaded, methods=["POST"])])) as url:
        fault = faults(monkeypatch, api_url=url, edge_secret=SECRET)["line from the API"]

    assert word in fault
    assert bool(fault) == (status != 204)
    assert SECRET not in fault
    assert heard == [f"Bearer {SECRET}"]


def test_an_api_that_is_away_and_one_that_is_not_named_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    away = faults(monkeypatch, api_url="http://127.0.0.1:9", edge_secret=SECRET)
    unnamed = faults(monkeypatch, edge_secret=SECRET)

    assert "does not answer" in away["line from the API"]
    assert "INTERFACES_API_URL" in unnamed["line from the API"]


def test_a_webhook_secret_that_can_be_guessed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = faults(monkeypatch, webhook_secret="hunter2")["webhook secret"]

    assert "20 characters" in fault
    assert "hunter2" not in fault


def test_a_webhook_secret_that_does_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = faults(monkeypatch, webhook_secret=SECRET, packages=".")["webhook secret"]

    assert "INTERFACES_PACKAGES" in told


def test_a_good_webhook_secret_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch, webhook_secret=SECRET)["webhook secret"] == ""
