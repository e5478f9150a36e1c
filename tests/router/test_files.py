"""Files on their way through the edge: in forms without a script, one by one with it, and back."""

import hashlib
import json
from typing import Any

import httpx2
import pytest

from tests.mirror.origin import Origin
from tests.router.conftest import RunningEdge
from tests.router.nodes import plan_task, refusal
from tests.router.sample import FILES, SCHEMA, release
from tests.router.targets import API_SUBMIT, API_TASK, TASK
from tests.support.neighbour import Neighbour, Received, answer

pytestmark = pytest.mark.anyio

PDF = b"%PDF-1.7 a receipt"
MEMBERS = {"media_type": {"enum": ["application/pdf", "image/png"]}, "size": {"maximum": 1000}}
RECEIPT = {"type": "object", "format": "file", "title": "Receipt", "properties": MEMBERS}
PROPERTIES: Any = SCHEMA["properties"]
WITH_FILE = {
    **SCHEMA,
    "properties": {**PROPERTIES, "receipt": RECEIPT, "scans": {"type": "array", "items": RECEIPT}},
}
API_FILES = f"{API_TASK}/files"


def reference(body: bytes = PDF, name: str = "r.pdf", kind: str = "application/pdf") -> dict[str, Any]:
    return {"digest": hashlib.sha256(body).hexdigest(), "name": name, "size": len(body), "media_type": kind}


def received(api: Neighbour, method: str, path: str) -> list[Received]:
    return [one for one in api.received if (one.method, one.target.partition("?")[0]) == (method, path)]


@pytest.fixture(scope="session")
def digest(origin: Origin) -> str:
    return release(origin, FILES | {"schema.json": json.dumps(WITH_FILE).encode()})


@pytest.fixture
def api(neighbour: Neighbour, digest: str) -> Neighbour:
    """An API with a task whose form takes a receipt, and that stores files."""
    plan_task(neighbour, digest)
    neighbour.on("POST", API_FILES, answer(201, reference()))
    return neighbour


async def post(
    http: httpx2.AsyncClient, edge: RunningEdge, fields: dict[str, str], *files: tuple[str, str, bytes]
) -> httpx2.Response:
    """As a browser posts the form without any script."""
    sent = [(f"$file:{field}", (name, body, "application/x-whatever")) for field, name, body in files]
    return await http.post(TASK, data=fields, files=sent, headers=edge.browser())


async def test_a_form_with_a_file_is_submitted_with_its_reference(
    http: httpx2.AsyncClient, edge: RunningEdge, api: Neighbour
) -> None:
    got = await post(http, edge, {"note": "see it", "action": "approve"}, ("receipt", "r.pdf", PDF))

    assert got.status_code == 303, got.text
    (stored,) = received(api, "POST", API_FILES)
    assert (stored.body, stored.header("x-file-name")) == (PDF, "r.pdf")
    (submitted,) = received(api, "PATCH", API_SUBMIT)
    expected = {"note": "see it", "action": "approve", "receipt": reference()}
    assert submitted.json["response_data"] == expected


async def test_a_form_that_comes_back_keeps_its_files(
    http: httpx2.AsyncClient, edge: RunningEdge, api: Neighbour
) -> None:
    got = await post(http, edge, {"note": "", "action": "approve"}, ("receipt", "r.pdf", PDF))

    assert got.status_code == 422
    assert f'href="{TASK}/files/{reference()["digest"]}"' in got.text
    assert f'value="drop:receipt/{reference()["digest"]}"' in got.text
    assert received(api, "PATCH", API_SUBMIT) == []


@pytest.mark.parametrize(
    ("name", "body", "status", "said"),
    [
        ("r.pdf", b"%PDF-" + bytes(1000), 413, "This file is too large. Choose one of up to 1 kB."),
        ("r.exe", b"MZ\x90\0", 422, "This kind of file is not taken here. Choose another: PDF, PNG."),
        ("r.pdf", b"MZ\x90\0", 422, "This kind of file is not taken here. Choose another: PDF, PNG."),
    ],
)
async def test_a_refused_file_loses_nothing_else(
    http: httpx2.AsyncClient,
    edge: RunningEdge,
    api: Neighbour,
    name: str,
    body: bytes,
    status: int,
    said: str,
) -> None:
    fields = {"note": "typed with care", "action": "approve"}

    got = await post(http, edge, fields, ("receipt", name, body), ("scans", "s.pdf", PDF))

    assert got.status_code == status
    assert said in got.text
    assert "typed with care" in got.text
    assert reference()["digest"] in got.text  # of the other file
    assert received(api, "PATCH", API_SUBMIT) == []


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (refusal(503, "unavailable"), "could not be stored just now"),
        (refusal(413, "too-large"), "This file is too large."),
        (refusal(409, "too-many-files"), "There are too many files."),
    ],
)
async def test_what_the_api_does_not_take_is_told_at_the_field(
    http: httpx2.AsyncClient, edge: RunningEdge, api: Neighbour, refused: Any, said: str
) -> None:
    api.on("POST", API_FILES, refused)

    got = await post(http, edge, {"note": "typed", "action": "approve"}, ("receipt", "r.pdf", PDF))

    assert got.status_code in (413, 422)
    assert said in got.text
    assert 'value="typed"' in got.text


async def test_signed_out_in_between_keeps_what_was_typed(
    http: httpx2.AsyncClient, edge: RunningEdge, api: Neighbour
) -> None:
    headers = edge.browser() | {"Cookie": ""}

    got = await http.post(
        TASK, data={"note": "typed"}, files=[("$file:receipt", ("r.pdf", PDF))], headers=headers
    )

    assert got.status_code == 401
    assert "typed" in got.text
    assert received(api, "POST", API_FILES) == []


async def test_a_script_sends_a_file_by_itself(
    http: httpx2.AsyncClient, edge: RunningEdge, api: Neighbour
) -> None:
    headers = edge.browser() | {"X-File-Name": "r%20%C3%BC.pdf", "Content-Type": "application/pdf"}

    got = await http.post(f"{TASK}/files?field=receipt", content=PDF, headers=headers)

    told = got.json()
    assert got.status_code == 201, got.text
    assert json.loads(told.pop("value")) == reference()
    expected = {"name": "r.pdf", "size": "18 byte", "digest": reference()["digest"]}
    assert told == expected | {"url": f"{TASK}/files/{reference()['digest']}"}
    assert received(api, "POST", API_FILES)[0].header("x-file-name") == "r%20%C3%BC.pdf"


@pytest.mark.parametrize(
    ("query", "name", "body", "status"),
    [
        ("field=receipt", "r.pdf", b"%PDF-" + bytes(1000), 413),
        ("field=receipt", "r.txt", b"a text", 415),
        ("field=note", "r.pdf", PDF, 400),
        ("field=receipt", "", PDF, 400),
        ("", "r.pdf", PDF, 400),
    ],
)
async def test_a_script_is_told_why_not(
    http: httpx2.AsyncClient,
    edge: RunningEdge,
    api: Neighbour,
    query: str,
    name: str,
    body: bytes,
    status: int,
) -> None:
    headers = edge.browser() | {"X-File-Name": name, "Accept": "application/json"}

    got = await http.post(f"{TASK}/files?{query}", content=body, headers=headers)

    assert (got.status_code, got.headers["content-type"]) == (status, "application/problem+json")
    assert got.json()["detail"]


async def test_another_site_cannot_send_files(
    http: httpx2.AsyncClient, edge: RunningEdge, api: Neighbour
) -> None:
    headers = edge.browser() | {"X-File-Name": "r.pdf", "Origin": "https://evil.example"}

    got = await http.post(f"{TASK}/files?field=receipt", content=PDF, headers=headers)

    assert got.status_code == 403
    assert received(api, "POST", API_FILES) == []


async def test_a_file_is_only_ever_downloaded(
    http: httpx2.AsyncClient, edge: RunningEdge, api: Neighbour
) -> None:
    digest = reference()["digest"]
    told = [
        ("Content-Type", "text/html"),
        ("Content-Length", "8"),
        ("Content-Disposition", "attachment; filename*=UTF-8''x"),
        ("Set-Cookie", "never=1"),
    ]
    api.on("GET", f"{API_FILES}/{digest}", answer(200, b"<script>", headers=told))

    got = await http.get(f"{TASK}/files/{digest}", headers=edge.browser())

    assert (got.status_code, got.content) == (200, b"<script>")
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert "set-cookie" not in got.headers


async def test_a_file_of_somebody_else_is_not_there(
    http: httpx2.AsyncClient, edge: RunningEdge, api: Neighbour
) -> None:
    api.on("GET", f"{API_FILES}/{'0' * 64}", refusal(404, "not-found"))

    assert (await http.get(f"{TASK}/files/{'0' * 64}", headers=edge.browser())).status_code == 404
    assert (await http.get(f"{TASK}/files/{'0' * 64}")).status_code == 401
    assert (await http.get(f"{TASK}/files/../{'0' * 64}", headers=edge.browser())).status_code in (400, 404)
