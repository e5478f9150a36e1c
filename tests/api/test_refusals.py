"""Every refusal is problem JSON that says what to do."""

from typing import Any

import httpx2
import pytest

from tests.api.running import RunningApi, without_id

UNKNOWN = "11111111-2222-4333-8444-555555555555"
SUBMIT = f"/workflow-executions/{UNKNOWN}/nodes/{UNKNOWN}/submit"
JSON = {"Content-Type": "application/json"}


def problem(response: httpx2.Response) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == response.status_code
    assert told["request_id"] == response.headers["x-request-id"]
    assert told["type"].startswith("/problems/")
    assert told["title"]
    assert told["detail"]
    return told


@pytest.mark.parametrize("path", ["/", "/interfaces/", "/nothing/here", "/docs"])
def test_an_unknown_address_is_not_found(shared_api: RunningApi, path: str) -> None:
    assert problem(shared_api.author.get(path))["type"] == "/problems/not-found"


@pytest.mark.parametrize("path", ["/interfaces//create", "/%00", "/interfaces/%2e%2e"])
def test_a_path_with_two_readings_is_refused_at_the_door(shared_api: RunningApi, path: str) -> None:
    response = shared_api.author.get(path)

    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/interfaces", "GET"), ("/interfaces/create", "POST"), (f"/interfaces/{UNKNOWN}", "GET, PATCH")],
)
def test_a_wrong_method_names_the_right_ones(shared_api: RunningApi, path: str, allowed: str) -> None:
    response = shared_api.author.delete(path)

    assert problem(response)["type"] == "/problems/method-not-allowed"
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize("path", [f"/interfaces/{UNKNOWN}", "/interfaces", f"/publications/{UNKNOWN}"])
def test_without_a_valid_token_nothing_is_told(shared_api: RunningApi, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
        response = shared_api.nobody.get(path, headers=headers)

        assert problem(response)["type"] == "/problems/unauthorized"
        assert response.headers["www-authenticate"] == "Bearer"


def test_who_calls_is_settled_before_what_they_send_is_read(shared_api: RunningApi) -> None:
    response = shared_api.nobody.patch(SUBMIT, content=b"{" * 2_000_000, headers=JSON)

    assert response.status_code == 401


def test_a_cookie_is_no_credential_here(shared_api: RunningApi) -> None:
    token = shared_api.author.headers["authorization"].removeprefix("Bearer ")

    assert (
        shared_api.nobody.get("/interfaces", headers={"Cookie": f"interfaces_token={token}"}).status_code
        == 401
    )


@pytest.mark.parametrize("uuid", ["1", "not-a-uuid", "11111111-2222-4333-8444-55555555555g", "é"])
def test_a_malformed_uuid_is_not_found(shared_api: RunningApi, uuid: str) -> None:
    unknown = without_id(shared_api.author.get(f"/interfaces/{UNKNOWN}"))

    assert without_id(shared_api.author.get(f"/interfaces/{uuid}")) == unknown


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"response_data": {"a": NaN}}', "NaN"),
        (b'{"response_data": {"a": 1e999}}', "1e999"),
        (b'{"response_data": {}, "response_data": {"a": 1}}', "the key 'response_data' twice"),
        (b'{"response_data": {"a": "\\ud800"}}', "surrogate"),
        (b'{"response_data": ', "is not JSON"),
        (b'{"response_data": {"a": "\xff"}}', "is not UTF-8"),
        (b"[" * 100_000, "too large to read"),
        (b'{"response_data": {"a": ' + b"[" * 70 + b"]" * 70 + b"}}", "nested deeper than 64"),
    ],
)
def test_what_is_not_strict_json_is_refused(shared_api: RunningApi, body: bytes, told: str) -> None:
    response = shared_api.member.patch(SUBMIT, content=body, headers=JSON)

    assert problem(response)["type"] == "/problems/not-json"
    assert told in response.json()["detail"]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
        "application/json; charset=utf-16",
        "application/jsonx",
    ],
)
def test_a_body_that_is_not_declared_as_json_is_refused(shared_api: RunningApi, content_type: str) -> None:
    response = shared_api.member.patch(
        SUBMIT, content=b'{"response_data": {}}', headers={"Content-Type": content_type}
    )

    assert problem(response)["type"] == "/problems/wrong-media-type"


def test_a_body_may_have_one_mebibyte_and_no_byte_more(shared_api: RunningApi) -> None:
    frame = b'{"response_data": {"a": "%s"}}'
    fits = frame % (b"x" * (1024 * 1024 - len(frame) + 2))

    assert shared_api.member.patch(SUBMIT, content=fits, headers=JSON).status_code == 404
    response = shared_api.member.patch(SUBMIT, content=fits + b" ", headers=JSON)
    assert problem(response)["type"] == "/problems/too-large"


def test_a_body_without_a_length_is_counted_as_it_comes(shared_api: RunningApi) -> None:
    response = shared_api.member.patch(SUBMIT, content=(b" " * 65536 for _ in range(20)), headers=JSON)

    assert problem(response)["type"] == "/problems/too-large"


def test_every_mistake_of_a_body_is_told_at_once(shared_api: RunningApi) -> None:
    body = {"interface_name": "", "interface_package": "nonsense", "config": [], "colour": "red"}

    response = shared_api.author.post("/interfaces/create", json=body)

    assert problem(response)["type"] == "/problems/invalid-request"
    pointers = {error["pointer"] for error in response.json()["errors"]}
    assert pointers == {"/interface_name", "/interface_package", "/config", "/colour"}


def test_a_missing_body_is_told(shared_api: RunningApi) -> None:
    response = shared_api.author.post("/interfaces/create")

    assert problem(response)["status"] == 422


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("abc-1.2_Z", True), ("x" * 128, True), ("x" * 129, False), ("a b", False), ("", False)],
)
def test_a_sane_request_id_is_taken_over(shared_api: RunningApi, sent: str, kept: bool) -> None:
    response = shared_api.nobody.get("/livez", headers={"X-Request-Id": sent})

    assert (response.headers["x-request-id"] == sent) == kept
