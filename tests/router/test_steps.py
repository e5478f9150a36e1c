"""A form in steps at the edge: every turn saves, what other steps hold is never lost or overwritten."""

from typing import Any

import httpx2
import pytest

from tests.mirror.origin import Origin
from tests.router.conftest import RunningEdge
from tests.router.nodes import SUBMITTED, plan_task, refusal
from tests.router.sample import release
from tests.router.stepped import STEPPED
from tests.router.targets import API_DRAFT, API_SUBMIT, TASK
from tests.router.test_submitting import values
from tests.support.neighbour import Answer, Neighbour, answer

pytestmark = pytest.mark.anyio

KEY = "k" * 22
NOTE = {"$key": KEY, "$step": "note", "note": "all is well", "amount": "12"}
DRAFT = {"note": "all is well", "amount": "12", "lines": []}


@pytest.fixture(scope="session")
def digest(origin: Origin) -> str:
    return release(origin, STEPPED)


def plan(neighbour: Neighbour, digest: str, saving: Answer | None = None, **changes: Any) -> None:
    plan_task(neighbour, digest, **{"draft_version": 3, **changes})
    neighbour.on("PUT", API_DRAFT, saving or answer(204, None, [("etag", '"4"')]))


def saved(neighbour: Neighbour) -> list[Any]:
    return [request.json["draft"] for request in neighbour.received if request.method == "PUT"]


async def test_the_first_step_is_shown_and_what_does_not_apply_is_no_step(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest)

    got = await http.get(TASK, headers=edge.browser())

    assert "Step 1 of 3" in got.text
    assert 'name="note"' in got.text
    assert 'name="lines' not in got.text
    assert "Why so much" not in got.text
    assert values(got.text)["$step"] == "note"


async def test_going_on_saves_and_leads_to_the_next_step(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, draft={"lines": [{"text": "kept"}]})

    got = await http.post(TASK, data={**NOTE, "$go": "next"}, headers=edge.browser())

    assert (got.status_code, got.headers["location"]) == (303, f"{TASK}?step=lines")
    (draft,) = saved(neighbour)
    assert draft == {"note": "all is well", "amount": "12", "lines": [{"text": "kept"}], "$step": "lines"}
    (put,) = [request for request in neighbour.received if request.method == "PUT"]
    assert put.header("if-match") == '"3"'


async def test_a_condition_brings_a_step(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest)

    got = await http.post(TASK, data={**NOTE, "amount": "250", "$go": "next"}, headers=edge.browser())

    assert got.headers["location"] == f"{TASK}?step=reason"


async def test_enter_on_a_step_goes_on(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest)

    got = await http.post(TASK, data=NOTE, headers=edge.browser())

    assert got.headers["location"] == f"{TASK}?step=lines"


async def test_a_step_with_mistakes_is_saved_as_typed_and_shown_again(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest)

    got = await http.post(
        TASK, data={**NOTE, "note": "x", "amount": "12,,", "$go": "next"}, headers=edge.browser()
    )

    assert got.status_code == 422
    assert (values(got.text)["note"], values(got.text)["amount"]) == ("x", "12,,")
    assert saved(neighbour) == [{"note": "x", "amount": "12,,", "$step": "note"}]


@pytest.mark.parametrize(("go", "to"), [("back", "note"), ("to:note", "note"), ("to:unknown", "note")])
async def test_back_saves_without_checking(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, go: str, to: str
) -> None:
    plan(neighbour, digest, draft=DRAFT)
    typed = {"$key": KEY, "$step": "lines", "lines/0/text": "one", "$go": go}

    got = await http.post(TASK, data=typed, headers=edge.browser())

    assert got.headers["location"] == f"{TASK}?step={to}"
    assert saved(neighbour)[0]["lines"] == [{"text": "one"}]


async def test_a_change_from_the_check_leads_back_to_it(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, draft=DRAFT)
    check = await http.get(f"{TASK}?step=check", headers=edge.browser())
    assert f'href="{TASK}?step=note&amp;then=check#f-note"' in check.text

    got = await http.post(TASK, data={**NOTE, "$then": "check", "$go": "next"}, headers=edge.browser())

    assert got.headers["location"] == f"{TASK}?step=check"


async def test_the_check_waits_for_what_is_missing(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, draft={"note": "all is well", "amount": "250", "lines": []})

    got = await http.get(f"{TASK}?step=check", headers=edge.browser())

    assert got.headers["location"] == f"{TASK}?step=reason"


async def test_where_somebody_left_off_is_where_they_come_back_to(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, draft={**DRAFT, "$step": "lines"})

    got = await http.get(TASK, headers=edge.browser())

    assert values(got.text)["$step"] == "lines"


async def test_what_is_sent_is_what_was_checked(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, draft={**DRAFT, "$step": "check"})
    form = values((await http.get(f"{TASK}?step=check", headers=edge.browser())).text)
    carried = {name: form[name] for name in ("$key", "$step", "$draft")}

    plan(neighbour, digest, draft={**DRAFT, "note": "changed elsewhere"})
    stale = await http.post(TASK, data={**carried, "action": "approve"}, headers=edge.browser())
    plan(neighbour, digest, draft=DRAFT)
    sent = await http.post(TASK, data={**carried, "action": "approve"}, headers=edge.browser())

    assert stale.status_code == 409
    assert "changed elsewhere" in stale.text
    assert (sent.status_code, sent.headers["location"]) == (303, TASK)
    (submission,) = [request for request in neighbour.received if request.target == API_SUBMIT]
    assert submission.json["response_data"] == {
        "note": "all is well",
        "amount": 12,
        "action": "approve",
    }


async def test_a_repetition_after_a_lost_answer_finds_its_own_submission(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    copy = {"response_data": {"note": "all is well", "action": "approve"}, "idempotency_key": KEY}
    plan(neighbour, digest, status="submitted", submitted_at=SUBMITTED, submission=copy)
    pressed = {"$key": KEY, "$step": "check", "action": "approve"}

    again = await http.post(TASK, data=pressed, headers=edge.browser())
    other = await http.post(TASK, data={**pressed, "$key": "x" * 22}, headers=edge.browser())

    assert (again.status_code, again.headers["location"]) == (303, TASK)
    assert other.status_code == 409


async def test_another_tabs_answers_are_not_overwritten(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, draft={"note": "from the other tab", "amount": "1"})
    known = {**NOTE, "$draft": "of another time", "$go": "next"}

    got = await http.post(TASK, data=known, headers=edge.browser())
    shown = values(got.text)
    insisted = await http.post(TASK, data={**known, "$draft": shown["$draft"]}, headers=edge.browser())

    assert (got.status_code, shown["note"]) == (409, "all is well")
    assert insisted.status_code == 303
    assert [draft["note"] for draft in saved(neighbour)] == ["all is well"]


async def test_two_tabs_on_different_steps_get_along(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, draft=DRAFT)
    lines = values((await http.get(f"{TASK}?step=lines", headers=edge.browser())).text)
    plan(neighbour, digest, draft={**DRAFT, "note": "changed on another step"})
    typed = {"$key": KEY, "$step": "lines", "$draft": lines["$draft"], "lines/0/text": "one", "$go": "back"}

    got = await http.post(TASK, data=typed, headers=edge.browser())

    assert got.status_code == 303
    assert saved(neighbour)[0]["note"] == "changed on another step"


async def test_the_scripts_saving_is_told_what_it_stands_on(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest)
    program = edge.browser() | {"Accept": "application/json"}
    saving = {**NOTE, "$go": "save", "$by": "script"}

    first = await http.post(TASK, data=saving, headers=program)
    plan(neighbour, digest, draft={"note": "other", "amount": "12"})
    refused = await http.post(TASK, data={**saving, "$draft": "of another time"}, headers=program)

    assert first.status_code == 200
    assert len(first.json()["draft"]) == 22
    assert refused.status_code == 409
    assert refused.json()["draft"] != first.json()["draft"]


async def test_the_script_is_told_where_to_go(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest)

    got = await http.post(TASK, data={**NOTE, "$go": "next", "$by": "script"}, headers=edge.browser())

    assert (got.status_code, got.json()) == (200, {"location": f"{TASK}?step=lines"})


async def test_a_draft_that_cannot_be_saved_stays_on_the_page(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, refusal(503, "unavailable"))

    got = await http.post(TASK, data={**NOTE, "$go": "next"}, headers=edge.browser())

    assert got.status_code == 503
    assert (values(got.text)["note"], values(got.text)["$step"]) == ("all is well", "note")


async def test_a_task_that_closed_meanwhile_says_so(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest, refusal(410, "cancelled"))

    got = await http.post(TASK, data={**NOTE, "$go": "next"}, headers=edge.browser())

    assert got.status_code == 410
    assert "cancelled" in got.text


async def test_an_expired_session_keeps_step_and_answers_on_the_page(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan(neighbour, digest)
    browser = edge.browser() | {"Cookie": "interfaces_token=expired"}

    got = await http.post(f"{TASK}?step=note", data={**NOTE, "$go": "next"}, headers=browser)

    kept = dict(values(got.text))
    assert got.status_code == 401
    assert kept | {**NOTE, "$go": "next"} == kept
    assert 'href="/signin"' in got.text
