"""A request that is answered at the door, without any handler."""

import json
import secrets
from http import HTTPStatus

from door.limits import Limits


class Refused(Exception):
    """Answer with this status and close the connection. `detail` is told to the caller."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail

    def answer(self) -> bytes:
        """The whole response: problem JSON (RFC 9457) with a request id of its own."""
        request_id = secrets.token_hex(16)
        phrase = HTTPStatus(self.status).phrase
        problem = {
            "type": "about:blank",
            "title": phrase,
            "status": self.status,
            "detail": self.detail,
            "request_id": request_id,
        }
        body = json.dumps(problem).encode()
        head = (
            f"HTTP/1.1 {self.status} {phrase}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\ncache-control: private, no-store\r\n"
            f"x-content-type-options: nosniff\r\nx-request-id: {request_id}\r\nconnection: close\r\n\r\n"
        )
        return head.encode("ascii") + body


def too_large(limits: Limits) -> Refused:
    return Refused(431, f"Send at most {limits.fields} header fields and {limits.head_size:,} bytes of them.")
