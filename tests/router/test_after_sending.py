"""What follows a submission: a question before it where the package wants one, and the way on after it."""

from typing import Any

import httpx2
import pytest

from tests.mirror.origin import Origin
from tests.router.conftest import RunningEdge
from tests.router.nodes import SUBMITTED, plan_task, refusal
from tests.router.sample import release
from tests.router.stepped import CONFIRMING, ELSEWHERE, NEXT_TASK
from tests.router.targets import API_NEXT, EXECUTION, TASK, WORKFLOW
from tests.router.test_submitting import KEY, submissions, values
from tests.support.neighbour import Neighbour, answer

pytestmark = pytest.mark.anyio

REJECTED = {"$key": KEY, "note": "not like this", "action": "reject"}
OTHER = "55555555-5555-4555-8555-555555555555"
COPY = {"response_data": {"note": "<b>mine</b>", "action": "approve"}, "idempotency_key": KEY}


def next_task(told: Any) -> Any:
    return answer(200, {"next": told})


async def test_a_dangerous_action_is_asked_about_once_more(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, origin: Origin
) -> None:
    plan_task(neighbour, release(origin, CONFIRMING))

    asked = await http.post(TASK, data=REJECTED, headers=edge.browser())
    assert (asked.status_code, submissions(neighbour)) == (200, [])
    assert "Are you sure?" in asked.text
    assert "not like this" in asked.text
    carried = dict(values(asked.text))
    carried = {name: carried[name] for name in ("$key", "note", "$confirmed")}

    back = await http.post(TASK, data={**carried, "$op": "stay"}, headers=edge.browser())
    sent = await http.post(TASK, data={**carried, "action": "reject"}, headers=edge.browser())

    assert values(back.text)["note"] == "not like this"
    assert sent.status_code == 303
    (submission,) = submissions(neighbour)
    assert submission.json["response_data"] == {"note": "not like this", "action": "reject"}
    assert submission.header("idempotency-key") == KEY


async def test_mistakes_come_before_the_question_and_harmless_actions_have_none(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, origin: Origin
) -> None:
    plan_task(neighbour, release(origin, CONFIRMING))

    wrong = await http.post(TASK, data={**REJECTED, "note": "x"}, headers=edge.browser())
    approved = await http.post(TASK, data={**REJECTED, "action": "approve"}, headers=edge.browser())

    assert (wrong.status_code, approved.status_code) == (422, 303)


async def test_the_copy_is_shown_to_whom_the_api_gives_it(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, origin: Origin
) -> None:
    digest = release(origin)
    plan_task(neighbour, digest, status="submitted", submitted_at=SUBMITTED, submission=COPY)
    mine = await http.get(TASK, headers=edge.browser())
    plan_task(neighbour, digest, status="submitted", submitted_at=SUBMITTED, submission=None)
    foreign = await http.get(TASK, headers=edge.browser())

    assert "&lt;b&gt;mine&lt;/b&gt;" in mine.text
    assert "Approve" in mine.text
    assert "mine" not in foreign.text


async def test_a_redirect_leads_to_the_portal_and_its_policy_allows_that(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, origin: Origin
) -> None:
    plan_task(neighbour, release(origin, ELSEWHERE))

    form = await http.get(TASK, headers=edge.browser())
    sent = await http.post(TASK, data={**REJECTED, "action": "approve"}, headers=edge.browser())

    assert "form-action 'self' https://portal.example.com;" in form.headers["content-security-policy"]
    assert sent.headers["location"] == "https://portal.example.com/done?x=1"


@pytest.mark.parametrize(
    ("told", "to"),
    [
        (
            next_task({"workflow_uuid": WORKFLOW, "node_uuid": OTHER, "execution_uuid": EXECUTION}),
            f"/i/{WORKFLOW}/{OTHER}/{EXECUTION}",
        ),
        (next_task(None), TASK),
        (next_task({"workflow_uuid": "//evil.example", "node_uuid": OTHER, "execution_uuid": OTHER}), TASK),
        (refusal(503, "unavailable"), TASK),
        (answer(200, b"not json"), TASK),
    ],
    ids=["a task", "none", "no uuid", "api away", "garbage"],
)
async def test_the_next_task_of_the_same_person(
    edge: RunningEdge,
    http: httpx2.AsyncClient,
    neighbour: Neighbour,
    origin: Origin,
    told: Any,
    to: str,
) -> None:
    plan_task(neighbour, release(origin, NEXT_TASK))
    neighbour.on("GET", API_NEXT, told)

    sent = await http.post(TASK, data={**REJECTED, "action": "approve"}, headers=edge.browser())

    assert (sent.status_code, sent.headers["location"]) == (303, to)
