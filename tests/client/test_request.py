"""A request of our own client, over real sockets: what goes out, what comes back, and every way it ends."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from client.faults import Broken, CannotConnect, Garbage, TooLong
from client.request import requested
from client.target import Target, target_of, verifying

pytestmark = pytest.mark.anyio

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


class Server:
    """Reads a head, then what `reads` wants of the body; says `says` and hangs up."""

    def __init__(self) -> None:
        self.says = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        self.reads: Callable[[Reader], Awaitable[bytes]] | None = None
        self.head = b""
        self.body = b""
        self.url = ""

    async def handle(self, reader: Reader, writer: Writer) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):  # the client left
            self.head = await reader.readuntil(b"\r\n\r\n")
            if self.reads:
                self.body = await self.reads(reader)
            writer.write(self.says)
            await writer.drain()
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with listening() as server:
        yield server


@asynccontextmanager
async def listening(tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server()
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0, ssl=tls)
    port = listener.sockets[0].getsockname()[1]
    server.url = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
    async with listener:
        yield server


async def chunked(reader: Reader) -> bytes:
    return await reader.readuntil(b"\r\n0\r\n\r\n")


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def got(server: Server, limit: int = 1000) -> bytes:
    async with requested("GET", server.url, {}) as answer:
        return await answer.whole(limit)


async def test_a_head_is_what_was_asked_for_and_no_more(server: Server) -> None:
    async with requested("GET", f"{server.url}/a?b=ü#c", {"X-Name": "value"}) as answer:
        assert (answer.status, answer.headers["content-length"]) == (200, "2")
        assert await answer.whole(2) == b"ok"

    authority = server.url.removeprefix("http://")
    assert server.head.decode() == (
        f"GET /a?b=%C3%BC HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nX-Name: value\r\n\r\n"
    )


@pytest.mark.parametrize("header", ["a\r\nb: c", "a\nb"])
async def test_a_header_stays_on_its_line(server: Server, header: str) -> None:
    with pytest.raises(ValueError, match="line"):
        async with requested("GET", server.url, {"X-Name": header}):
            raise AssertionError("asked all the same")


async def test_a_body_that_comes_in_parts_is_sent_in_chunks(server: Server) -> None:
    server.reads = chunked

    async with requested("POST", server.url, {}, pieces(b"one", b"", b"three")) as answer:
        assert answer.status == 200

    assert b"\r\nTransfer-Encoding: chunked\r\n" in server.head
    assert server.body == b"3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"


async def test_an_answer_may_come_before_all_was_sent(server: Server) -> None:
    server.says = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 10_000
            await asyncio.sleep(0)

    async with requested("POST", server.url, {}, endless()) as answer:
        assert answer.status == 413


async def test_what_the_body_raises_is_raised(server: Server) -> None:
    server.reads = chunked

    async def broken() -> AsyncIterator[bytes]:
        yield b"one"
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        async with requested("POST", server.url, {}, broken()):
            raise AssertionError("answered all the same")


async def test_a_redirect_is_an_answer(server: Server) -> None:
    server.says = f"HTTP/1.1 302 Found\r\nLocation: {server.url}/b\r\nContent-Length: 0\r\n\r\n".encode()

    async with requested("GET", f"{server.url}/a", {}) as answer:
        assert answer.status == 302

    assert server.head.startswith(b"GET /a ")


async def test_a_body_without_a_length_ends_with_the_connection(server: Server) -> None:
    server.says = b"HTTP/1.1 200 OK\r\n\r\nall of it"

    assert await got(server) == b"all of it"


async def test_no_more_is_read_than_the_limit(server: Server) -> None:
    with pytest.raises(TooLong, match="1 bytes"):
        await got(server, limit=1)


@pytest.mark.parametrize(
    ("says", "fault"),
    [
        (b"", Broken),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", Broken),
        (b"\x00\x01", Garbage),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", Garbage),
    ],
    ids=["nothing", "less than announced", "no HTTP", "a head without end"],
)
async def test_every_bad_answer_is_told(server: Server, says: bytes, fault: type[Exception]) -> None:
    server.says = says

    with pytest.raises(fault):
        await got(server)


async def test_lines_come_whole_however_they_arrive(server: Server) -> None:
    parts = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (b"a: 1\r", b"\nb", b": 2\n\nrest"))
    server.says = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + parts + b"0\r\n\r\n"

    async with requested("GET", server.url, {}) as answer:
        assert [line async for line in answer.lines()] == [b"a: 1", b"b: 2", b""]


async def test_nobody_there_is_told() -> None:
    async with listening() as gone:
        pass

    with pytest.raises(CannotConnect, match="ConnectionRefusedError"):
        await got(gone)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate of its own for `localhost`, in one file."""
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    file = tmp_path / "both.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    return file


@asynccontextmanager
async def secured(certificate: Path) -> AsyncIterator[Server]:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with listening(tls) as server:
        yield server


@pytest.fixture
def believed(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificate is one that this machine believes."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    verifying.cache_clear()
    yield
    verifying.cache_clear()


@pytest.mark.usefixtures("believed")
async def test_https_is_spoken_to_whom_the_certificate_names_and_nobody_else(certificate: Path) -> None:
    async with secured(certificate) as server:
        assert await got(server) == b"ok"

        server.url = server.url.replace("localhost", "127.0.0.1")
        with pytest.raises(CannotConnect, match="SSLCertVerificationError"):
            await got(server)


async def test_https_is_not_spoken_to_whom_nobody_vouches_for(certificate: Path) -> None:
    async with secured(certificate) as server:
        with pytest.raises(CannotConnect, match="SSLCertVerificationError"):
            await got(server)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.example/b", Target("a.example", 443, "a.example", "/b", True)),
        ("http://a.example:81?c=%2F", Target("a.example", 81, "a.example:81", "/?c=%2F", False)),
        ("http://[::1]:8080/x y", Target("::1", 8080, "[::1]:8080", "/x%20y", False)),
        ("https://bücher.example", Target("xn--bcher-kva.example", 443, "xn--bcher-kva.example", "/", True)),
    ],
)
def test_a_url_says_where_to_go(url: str, target: Target) -> None:
    assert target_of(url) == target


def test_a_host_that_is_no_name_cannot_be_reached() -> None:
    with pytest.raises(CannotConnect):
        target_of("https://a..example/")
