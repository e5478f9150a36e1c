"""A page is there in one round trip: compressed, with all that is needed to see it."""

import gzip
import re

import brotli
import httpx2
import orjson
import pytest
import zstandard

from renderer.files import read_folder
from tests.mirror.origin import Origin
from tests.packages.conftest import PACKAGES
from tests.router.conftest import RunningEdge
from tests.router.nodes import plan_task
from tests.router.targets import TASK
from tests.support.neighbour import Neighbour

pytestmark = pytest.mark.anyio

FIRST_FLIGHT = 14_000  # bytes: the ten packets that a server may send before it hears from the browser
INVOICE = PACKAGES / "interface-invoice"
CONTEXT = orjson.loads((INVOICE / "fixtures/default.json").read_bytes())["context"]
UNPACK = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body, 10**7),
}


@pytest.fixture(scope="session")
def invoice(origin: Origin) -> str:
    digest = origin.tree_of(dict(read_folder(INVOICE)))
    origin.commit(digest, INVOICE.name)
    return digest


async def raw(http: httpx2.AsyncClient, url: str, headers: dict[str, str]) -> tuple[httpx2.Response, bytes]:
    """The answer, and its body as it went over the line."""
    async with http.stream("GET", url, headers=headers) as got:
        return got, b"".join([piece async for piece in got.aiter_raw()])


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("locale", ["en", "de"])
async def test_the_invoice_comes_in_the_first_flight(
    edge: RunningEdge,
    http: httpx2.AsyncClient,
    neighbour: Neighbour,
    invoice: str,
    encoding: str,
    locale: str,
) -> None:
    plan_task(neighbour, invoice, context=CONTEXT)

    got, body = await raw(http, f"{TASK}?locale={locale}", edge.browser() | {"Accept-Encoding": encoding})
    head = sum(len(name) + len(value) + 4 for name, value in got.headers.raw)

    assert got.status_code == 200
    assert got.headers["content-encoding"] == encoding
    assert int(got.headers["content-length"]) == len(body)
    assert head + len(body) < FIRST_FLIGHT
    html = UNPACK[encoding](body).decode()
    assert '<form class="form"' in html
    assert "summary-total" in html
    assert re.findall(r"<link[^>]*stylesheet", html) == []
    assert ".summary-total" in html[: html.index("</style>")]


async def test_who_takes_no_encoding_gets_the_plain_page(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, invoice: str
) -> None:
    plan_task(neighbour, invoice, context=CONTEXT)

    got, body = await raw(http, TASK, edge.browser() | {"Accept-Encoding": "identity"})

    assert "content-encoding" not in got.headers
    assert body.lstrip().startswith(b"<!doctype html>")
    assert "accept-encoding" in got.headers["vary"]
