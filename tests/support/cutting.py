"""A TCP proxy that cuts connections, to see what becomes of what was on its way."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

_CHUNK = 65536
_PATIENCE = 30.0  # seconds


@dataclass
class CuttingProxy:
    """Carries bytes to one server and back, until it is told otherwise."""

    target: tuple[str, int]
    refuse: bool = False  # every connection is closed at once: the server gets nothing
    lose: int = 0  # the answers to so many POSTs are lost: the server has got them, nobody learns of it
    cuts: int = 0  # how often a connection was cut

    def carry(self, browser: socket.socket) -> None:
        """One connection of a browser, to its end."""
        doomed = threading.Event()
        with suppress(OSError), browser, socket.create_connection(self.target, _PATIENCE) as server:
            threading.Thread(target=self._back, args=(server, browser, doomed), daemon=True).start()
            while request := browser.recv(_CHUNK):
                if self.refuse:
                    self.cuts += 1
                    return
                if request.startswith(b"POST ") and self.lose:
                    self.lose -= 1
                    self.cuts += 1
                    doomed.set()
                server.sendall(request)

    def _back(self, server: socket.socket, browser: socket.socket, doomed: threading.Event) -> None:
        with suppress(OSError):
            while answer := server.recv(_CHUNK):
                if doomed.is_set():
                    break
                browser.sendall(answer)
        with suppress(OSError):
            browser.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting(url: str) -> Iterator[tuple[CuttingProxy, int]]:
    """A proxy before the server at `url`, and the port of loopback it listens on."""
    parts = urlsplit(url)
    proxy = CuttingProxy((str(parts.hostname), int(parts.port or 80)))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, proxy), daemon=True).start()
        yield proxy, listener.getsockname()[1]


def _accept(listener: socket.socket, proxy: CuttingProxy) -> None:
    with suppress(OSError):
        while True:
            browser, _ = listener.accept()
            threading.Thread(target=proxy.carry, args=(browser,), daemon=True).start()
