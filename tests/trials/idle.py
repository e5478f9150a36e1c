"""Row 40: connections that were idle for a whole minute, as a load balancer keeps them, are used again."""

import time
from http.client import HTTPConnection, HTTPException

from tests.door.restarts import Target
from tests.trials.table import Row

IDLE = 60.0  # seconds


def idle(times: int) -> Row:
    """`times` connections, all idle at the same time."""
    target, wrong = Target(), 0
    try:
        connections = [HTTPConnection("127.0.0.1", target.port, timeout=20) for _ in range(times)]
        statuses = [_ask(connection) for connection in connections]
        sockets = [connection.sock for connection in connections]
        time.sleep(IDLE)
        again = [_ask(connection) for connection in connections]
        same = [connection.sock is known for connection, known in zip(connections, sockets, strict=True)]
        for connection in connections:
            connection.close()
    finally:
        target.end()
    wrong = sum(status != 200 for status in statuses + again) + same.count(False)
    return Row(
        "40 idle for 60 s and used again", times, wrong, f"{same.count(True)} were the same connection"
    )


def _ask(connection: HTTPConnection) -> int:
    """The answer's status; 0 for a connection that was reset."""
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        return 0
    return answer.status
