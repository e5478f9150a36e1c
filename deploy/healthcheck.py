"""Whether a server on this machine lives; as a program, for HEALTHCHECK, where there is no curl."""

import os
import sys
from http.client import HTTPConnection, HTTPException


def lives(port: int, path: str = "/livez") -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not lives(int(os.environ["INTERFACES_PORT"])))
