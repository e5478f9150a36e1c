"""The URL table: the first row that fits wins."""

from collections.abc import Mapping

import pytest
from starlette.types import ASGIApp

from router.errors import MethodNotAllowed, NotFound
from router.request import EdgeRequest
from router.table import Handler, Table, route

ID = "0b0e9d4a-1c7e-4d2f-9a41-3f6d1c2b5a77"


async def first(_request: EdgeRequest) -> ASGIApp:
    raise AssertionError


async def second(_request: EdgeRequest) -> ASGIApp:
    raise AssertionError


TABLE = Table(
    [
        route("GET /i/{node:uuid}", first),
        route("POST /i/{node:uuid}", second),
        route("ANY /i/{rest:path}", second),
        route("GET /{one:uuid}", first),
        route("GET /f/{digest:digest}/{path:path}", first),
        route("GET /exact.html", first),
    ]
)


def found(method: str, path: str) -> tuple[Handler, Mapping[str, str]]:
    row, parameters = TABLE.find(method, path)
    return row.handler, parameters


def test_parameters_are_handed_over() -> None:
    assert found("GET", f"/i/{ID}") == (first, {"node": ID})
    assert found("GET", f"/f/{'a' * 40}/x/y.css") == (first, {"digest": "a" * 40, "path": "x/y.css"})


def test_a_row_knows_its_template() -> None:
    """What counts and traces call it: nothing of any path."""
    assert TABLE.find("GET", f"/f/{'a' * 40}/x/y.css")[0].path_format == "/f/{digest}/{path}"


def test_uuids_come_in_lower_case() -> None:
    assert found("GET", f"/{ID.upper()}") == (first, {"one": ID})


def test_get_includes_head() -> None:
    assert found("HEAD", f"/i/{ID}")[0] is first


def test_the_method_chooses_between_rows() -> None:
    assert found("POST", f"/i/{ID}")[0] is second


def test_a_later_row_catches_what_an_earlier_does_not_fit() -> None:
    assert found("PUT", "/i/anything/else") == (second, {"rest": "anything/else"})


def test_a_path_of_ours_is_not_handed_on_because_of_its_method() -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        TABLE.find("DELETE", f"/i/{ID}")

    assert refused.value.allowed == ("GET", "HEAD", "POST")


def test_a_wrong_method_names_the_right_ones() -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        TABLE.find("DELETE", "/exact.html")

    assert refused.value.allowed == ("GET", "HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/nothing", f"/{ID}/", f"/{ID}x", f"/{ID[:-1]}", f"/x{ID}", f"/f/{'a' * 39}/x",
        f"/f/{'A' * 40}/x", f"/f/{'a' * 40}/", "/exactXhtml", "/i/", "/0b0e9d4a1c7e4d2f9a413f6d1c2b5a77",
    ],
)  # fmt: skip
def test_what_fits_no_row_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        TABLE.find("GET", path)
