"""A small real HTTP server that answers as badly as it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FarEnd:
    """`answer` writes the raw response; `requests` are the heads that arrived."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.body = b""
        self.status = "200 OK"
        self.headers: dict[str, str] = {}
        self.pause = 0.0  # seconds before each piece
        self.pieces = 1
        self.url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            await self._respond(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client had enough
        finally:
            writer.close()

    async def _respond(self, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {self.status}", *(f"{name}: {value}" for name, value in self.headers.items())]
        await asyncio.sleep(self.pause)
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        size = max(1, -(-len(self.body) // self.pieces))
        for start in range(0, len(self.body), size):
            await asyncio.sleep(self.pause)
            writer.write(self.body[start : start + size])
            await writer.drain()


@asynccontextmanager
async def far_end() -> AsyncIterator[FarEnd]:
    end = FarEnd()
    server = await asyncio.start_server(end.handle, "127.0.0.1", 0)
    end.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/.well-known/jwks.json"
    async with server:
        yield end
