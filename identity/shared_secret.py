"""Secrets that two programs share: the edges and the API, or a server and whoever reads its metrics."""

import hmac
import re
from typing import Annotated

from identity.credentials import bearer_from
from identity.refusal import TokenRefused
from typed.notes import Must
from typed.secret import SecretStr

_FIT = re.compile(r"[A-Za-z0-9._~+/-]{32,}=*")


def _check(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _FIT.fullmatch(value.get_secret_value()):
        raise ValueError("must be 32 letters and digits or more, such as `openssl rand -hex 32` gives")
    return value


SharedSecret = Annotated[SecretStr, Must(_check)]  # empty: what it opens is not there


def opens(secret: SharedSecret, headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a request carries the secret as its bearer token. One that is malformed is none."""
    try:
        return knows(secret, bearer_from(headers))
    except TokenRefused:
        return False


def knows(secret: SecretStr, given: str | None) -> bool:
    """Whether the caller knows the secret. Nobody does when there is none."""
    known = secret.get_secret_value()
    return bool(known) and given is not None and hmac.compare_digest(known.encode(), given.encode())
