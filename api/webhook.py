"""A workflow engine behind an HTTP endpoint, signed as Standard Webhooks asks for."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.delivery import Away, Message, Refused
from api.people_data import to_bytes
from client.faults import TargetFault
from client.request import requested

TIME_LIMIT = 10.0  # seconds for one delivery
_AWAY = frozenset({408, 425, 429, 502, 503, 504})  # said by what stands before an engine, or by a busy one
_GONE = 410
_TYPES = {
    "continuation": "interface.submitted",
    "expiry": "interface.expired",
    "reminder": "interface.reminder",
}
_PREFIX = "whsec_"


class SecretFault(ValueError):
    """The setting holds no signing secrets. Never holds one."""


def parse_secrets(setting: str) -> Sequence[bytes]:
    """The secrets of `whsec_base64,whsec_base64`; every one signs, so that receivers can change over."""
    return [_secret(part.strip(), number) for number, part in enumerate(setting.split(","), 1) if part]


def _secret(text: str, number: int) -> bytes:
    try:
        secret = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        secret = b""
    if not text.startswith(_PREFIX) or not 24 <= len(secret) <= 64:
        raise SecretFault(f"must hold whsec_ and base64 of 24 to 64 bytes; secret {number} does not")
    return secret


def sign(secrets: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one signature for each secret."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digests = (hmac.digest(secret, signed, hashlib.sha256) for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


@dataclass(frozen=True, repr=False)
class Webhook:
    """One endpoint. Redirects are not followed: only the settings say where answers go."""

    name: str
    url: str
    secrets: Sequence[bytes]

    async def send(self, message: Message) -> None:
        body = to_bytes(envelope(message))
        try:
            async with (
                asyncio.timeout(TIME_LIMIT),
                requested("POST", self.url, self._headers(message, body), body) as answer,
            ):
                _judge(answer.status)
        except TimeoutError:
            raise Away("no answer in time") from None
        except TargetFault as fault:
            raise Away(type(fault).__name__) from None

    def fault_of(self, _: Mapping[str, Any], __: bool) -> str | None:
        return None

    def _headers(self, message: Message, body: bytes) -> Mapping[str, str]:
        now, message_id = int(time.time()), f"msg_{message.message_id}"
        told = {"X-Request-Id": message.request_id, "traceparent": message.traceparent}
        return {
            "Content-Type": "application/json",
            "User-Agent": "interfaces",
            "webhook-id": message_id,
            "webhook-timestamp": str(now),
            "webhook-signature": sign(self.secrets, message_id, now, body),
            **{name: value for name, value in told.items() if value},
        }


def envelope(message: Message) -> Mapping[str, Any]:
    """What is sent: the same bytes at every attempt."""
    return {
        "type": _TYPES[message.kind],
        "timestamp": message.created_at.isoformat(),
        "data": {**message.data, "continuation": message.continuation or None},
    }


def _judge(status: int) -> None:
    if status in _AWAY:
        raise Away(f"HTTP {status}")
    if not 200 <= status < 300:
        raise Refused(f"HTTP {status}", final=status == _GONE)
