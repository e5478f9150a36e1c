"""A form is sent: rows change, mistakes come back with the values, answers are handed in once."""

import html
import re
from collections.abc import Mapping

import httpx2
import pytest

from tests.router.conftest import RunningEdge
from tests.router.nodes import plan_task, refusal
from tests.router.targets import API_SUBMIT, TASK
from tests.support.neighbour import Neighbour, Received

pytestmark = pytest.mark.anyio

KEY = "k" * 22
FILLED = {"$key": KEY, "note": "fine with me", "amount": "12.5", "action": "approve"}


def submissions(neighbour: Neighbour) -> list[Received]:
    return [request for request in neighbour.received if request.method == "PATCH"]


def values(page: str) -> Mapping[str, str]:
    """Names and values of the page's inputs."""
    fields = re.findall(r"<(?:input|button)\b[^>]*>", page)
    pairs = [(re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in fields]
    return {name[1]: html.unescape(value[1]) for name, value in pairs if name and value}


async def test_valid_answers_are_handed_in_under_the_forms_key(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.post(TASK, data=FILLED, headers=edge.browser() | {"X-Request-Id": "req-7"})

    assert (got.status_code, got.headers["location"]) == (303, TASK)
    (sent,) = submissions(neighbour)
    assert sent.target == API_SUBMIT
    assert sent.json == {"response_data": {"note": "fine with me", "amount": 12.5, "action": "approve"}}
    assert sent.header("idempotency-key") == KEY
    assert sent.header("content-type") == "application/json"
    assert sent.header("x-request-id") == "req-7"


async def test_the_chosen_locale_survives_the_redirect(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.post(f"{TASK}?locale=de", data=FILLED, headers=edge.browser())

    assert got.headers["location"] == f"{TASK}?locale=de"


async def test_mistakes_come_back_with_everything_that_was_typed(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.post(TASK, data=FILLED | {"note": "no", "amount": "1,2,3"}, headers=edge.browser())

    assert got.status_code == 422
    shown = values(got.text)
    assert (shown["note"], shown["amount"], shown["$key"]) == ("no", "1,2,3", KEY)
    assert 'id="errors"' in got.text
    assert submissions(neighbour) == []


async def test_a_program_gets_the_mistakes_by_pointer(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)
    program = edge.browser() | {"Accept": "application/json"}

    got = await http.post(TASK, data={"action": "approve"}, headers=program)

    assert (got.status_code, got.headers["content-type"]) == (422, "application/problem+json")
    assert got.json()["type"] == "/problems/invalid-response"
    (error,) = got.json()["errors"]
    assert (error["pointer"], error["keyword"]) == ("/note", "required")


async def test_what_only_the_api_refuses_is_shown_like_our_own_mistakes(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    errors = [{"pointer": "/note", "keyword": "minLength", "message": "The API wants more."}]
    plan_task(neighbour, digest, refusal(422, "invalid-response", errors=errors))

    got = await http.post(TASK, data=FILLED, headers=edge.browser())

    assert got.status_code == 422
    assert "The API wants more." in got.text
    assert values(got.text)["note"] == "fine with me"


@pytest.mark.parametrize("operation", ["add:lines", "remove:lines/0"])
async def test_rows_are_changed_without_checking_or_sending(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, operation: str
) -> None:
    plan_task(neighbour, digest)
    typed = {"$key": KEY, "$op": operation, "note": "x", "lines/0/text": "one", "lines/1/text": "two"}

    got = await http.post(TASK, data=typed, headers=edge.browser())

    shown = values(got.text)
    assert (got.status_code, shown["note"], shown["$key"]) == (200, "x", KEY)
    rows = {name: value for name, value in shown.items() if re.fullmatch(r"lines/\d/text", name)}
    added = {"lines/0/text": "one", "lines/1/text": "two", "lines/2/text": ""}
    assert {name: rows.get(name, "") for name in (added if operation == "add:lines" else rows)} == (
        added if operation == "add:lines" else {"lines/0/text": "two"}
    )
    assert submissions(neighbour) == []


@pytest.mark.parametrize("operation", ["add:note", "remove:lines/9", "drop:lines", "add:", "remove:lines/x"])
async def test_an_operation_on_nothing_is_400(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, operation: str
) -> None:
    plan_task(neighbour, digest)

    got = await http.post(TASK, data={"$op": operation}, headers=edge.browser())

    assert got.status_code == 400


async def test_a_second_submission_says_so(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest, refusal(409, "already-submitted"))

    page = await http.post(TASK, data=FILLED, headers=edge.browser())
    program = await http.post(TASK, data=FILLED, headers=edge.browser() | {"Accept": "application/json"})

    assert page.status_code == 409
    assert "already submitted" in page.text
    assert "<form" not in page.text
    assert (program.status_code, program.json()["type"]) == (409, "/problems/already-submitted")


async def test_a_stale_form_with_mistakes_says_that_it_was_submitted(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest, status="submitted")

    got = await http.post(TASK, data={"action": "approve"}, headers=edge.browser())

    assert got.status_code == 409
    assert "already submitted" in got.text


@pytest.mark.parametrize(("slug", "title"), [("expired", "has ended"), ("cancelled", "was cancelled")])
async def test_a_task_that_closed_meanwhile_says_why(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, slug: str, title: str
) -> None:
    plan_task(neighbour, digest, refusal(410, slug))

    got = await http.post(TASK, data=FILLED, headers=edge.browser())

    assert got.status_code == 410
    assert title in got.text


@pytest.mark.parametrize("key", ["", "short", "k" * 65, "k" * 20 + "\r\nX: y", "k" * 20 + "é"])
async def test_an_odd_key_is_replaced(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str, key: str
) -> None:
    plan_task(neighbour, digest)

    await http.post(TASK, data=FILLED | {"$key": key}, headers=edge.browser())

    (sent,) = submissions(neighbour)
    assert re.fullmatch(r"[\w-]{22}", sent.header("idempotency-key"))


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data", b"--x--", 400),
        ("application/json", b"{}", 415),
        ("text/plain", b"note=hello", 415),
        ("", b"note=hello", 415),
        ("application/x-www-form-urlencoded", b"note=%ff%fe", 400),
        ("application/x-www-form-urlencoded", b"note=\xff\xfe", 400),
        ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 5001), 413),
        ("application/x-www-form-urlencoded", b"a=" + b"b" * 1024 * 1024, 413),
    ],
)
async def test_what_is_no_form_or_too_large_is_refused_unread(
    edge: RunningEdge,
    http: httpx2.AsyncClient,
    neighbour: Neighbour,
    content_type: str,
    body: bytes,
    status: int,
) -> None:
    headers = edge.browser() | ({"Content-Type": content_type} if content_type else {})

    got = await http.post(TASK, content=body, headers=headers)

    assert got.status_code == status
    assert neighbour.received == []


async def test_the_limit_holds_for_a_body_without_a_length(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    async def endless() -> object:
        for _ in range(20):
            yield b"a" * 65536

    form = {"Content-Type": "application/x-www-form-urlencoded"}

    got = await http.post(TASK, content=endless(), headers=edge.browser() | form)  # type: ignore[arg-type]

    assert got.status_code == 413
    assert neighbour.received == []


async def test_the_largest_form_is_read(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)
    form = edge.browser() | {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    start = b"action=approve&note="

    got = await http.post(TASK, content=start + b"b" * (1024 * 1024 - len(start)), headers=form)

    assert got.status_code == 422  # read, and found too long by the schema


async def test_without_a_token_what_was_typed_is_kept(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour
) -> None:
    signed_out = edge.browser() | {"Cookie": "interfaces_token=expired.or.broken"}

    got = await http.post(TASK, data=FILLED | {"note": '"quoted" <b>'}, headers=signed_out)

    assert got.status_code == 401
    shown = values(got.text)
    assert (shown["note"], shown["action"], shown["$key"]) == ('"quoted" <b>', "approve", KEY)
    assert "/signin" in got.text
    assert neighbour.received == []
