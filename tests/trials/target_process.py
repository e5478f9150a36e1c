"""A target that behaves as a file says: well, slow, resetting, garbage. Arguments: port, file."""

import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def main(port: int, mood: Path) -> None:
    listener = socket.create_server(("127.0.0.1", port), backlog=512)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_serve, args=(connection, mood), daemon=True).start()


def _serve(connection: socket.socket, mood: Path) -> None:
    with connection, suppress(OSError):
        while connection.recv(65536):
            match mood.read_text():
                case "slow":
                    time.sleep(5)
                case "resetting":
                    return connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                case "garbage":
                    return connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
            connection.sendall(_OK)
    return None


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
