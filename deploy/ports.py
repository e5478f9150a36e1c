"""Ports of this machine."""

import socket

from deploy.faults import Refused


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def require_free(host: str, port: int) -> None:
    """Raises `Refused` when a server could not listen there."""
    listen(host, port).close()


def listen(host: str, port: int) -> socket.socket:
    """A socket bound there, for a server to listen on. Raises `Refused`."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except PermissionError:
        bound.close()
        raise Refused(f"Port {port} may not be used by you.", "Take one above 1023: --port N") from None
    except OSError as fault:
        bound.close()
        raise Refused(
            f"Port {port} on {host} cannot be used ({fault.strerror}).",
            "Stop what listens there, or take another one: --port N (the demo picks a free one for 0).",
        ) from None
    return bound
