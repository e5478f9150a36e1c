"""The secret that edges and the API share: it opens the line on which the API talks to edges."""

import hmac
import re
from typing import Annotated

from pydantic import AfterValidator, SecretStr

_FIT = re.compile(r"[A-Za-z0-9._~+/-]{32,}=*")


def _check(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _FIT.fullmatch(value.get_secret_value()):
        raise ValueError("must be 32 letters and digits or more, such as `openssl rand -hex 32` gives")
    return value


EdgeSecret = Annotated[SecretStr, AfterValidator(_check)]  # empty: there is no such line


def is_edge(secret: SecretStr, given: str | None) -> bool:
    """Whether the caller knows the secret. Nobody does when there is none."""
    known = secret.get_secret_value()
    return bool(known) and given is not None and hmac.compare_digest(known.encode(), given.encode())
