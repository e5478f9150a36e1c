"""The edge as a process behind a load balancer."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.router.conftest import RunningEdge, StartEdge
from tests.support.neighbour import Neighbour
from tests.support.raw import exchange
from tests.support.serving import free_socket, url_of, wait_until

pytestmark = pytest.mark.anyio

FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


async def test_nobodys_forwarded_headers_are_believed(http: httpx2.AsyncClient, neighbour: Neighbour) -> None:
    await http.get("/x", headers=FORWARDED)

    (seen,) = neighbour.received
    assert (seen.all("x-forwarded-for"), seen.all("x-forwarded-proto")) == (["127.0.0.1"], ["http"])


async def test_a_trusted_proxys_are(start_edge: StartEdge, api_url: str, neighbour: Neighbour) -> None:
    edge = start_edge(api_url=api_url, trusted_proxies="127.0.0.1")

    async with httpx2.AsyncClient(base_url=edge.url) as http:
        await http.get("/x", headers=FORWARDED)
        secure = {**edge.browser(), **FORWARDED, "Origin": edge.url.replace("http:", "https:")}
        signed_out = await http.post("/signin/out", headers=secure)

    seen = neighbour.received[0]
    assert (seen.all("x-forwarded-for"), seen.all("x-forwarded-proto")) == (["203.0.113.9"], ["https"])
    cookies = signed_out.headers.get_list("set-cookie")
    assert cookies
    assert all(cookie.endswith("; Secure") for cookie in cookies)


@pytest.mark.parametrize(
    "smuggled",
    [
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\n Content-Length: 3\r\n\r\nabc",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_requests_with_two_ends_are_refused(edge: RunningEdge, neighbour: Neighbour, smuggled: bytes) -> None:
    assert exchange(edge.url, smuggled).status == 400
    assert neighbour.received == []


def test_an_upgrade_to_anything_but_a_web_socket_is_an_ordinary_request(
    edge: RunningEdge, neighbour: Neighbour
) -> None:
    upgrade = b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"

    assert exchange(edge.url, upgrade).status == 200
    (seen,) = neighbour.received
    assert seen.all("upgrade") == []


def test_sigterm_ends_the_process_and_its_resources(tmp_path: Path) -> None:
    bound = free_socket()
    url = url_of(bound)
    bound.close()
    settings = {
        "INTERFACES_ISSUER": f"{url}/issuer",
        "INTERFACES_CLIENT_IDS": "one",
        "INTERFACES_DEV_ISSUER": str(tmp_path / "issuer"),
        "INTERFACES_API_URL": "http://127.0.0.1:1",
        "INTERFACES_GIT_URL": str(tmp_path / "nowhere"),
        "INTERFACES_MIRROR_DIR": str(tmp_path / "mirror.git"),
        "INTERFACES_PORT": url.rpartition(":")[2],
    }
    code = "from router.server import serve; from router.settings import EdgeSettings; serve(EdgeSettings())"
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | settings, stderr=subprocess.PIPE
    )
    try:
        wait_until(lambda: process.poll() is not None or _alive(url), 30)

        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    finally:
        process.kill()

    assert process.returncode in (0, -signal.SIGTERM)
    assert errors == b""


def _alive(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/livez").status_code == 200
    except httpx2.TransportError:
        return False
