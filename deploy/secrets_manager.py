"""Settings whose value stands in AWS Secrets Manager. Needs the extra `aws`.

`secretsmanager:NAME` is the secret's text, `secretsmanager:NAME#key` one value of it where that is JSON; NAME
may be an ARN. Read once, when a command starts: a secret that was changed counts from the next start.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import orjson

from deploy.faults import Refused

SCHEME = "secretsmanager:"
_OURS = "INTERFACES_"
_SECONDS = 5


class _Unreadable(Exception):
    """Why a secret cannot be had, without anything of it."""


def revealed(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that name a secret, with what it says. Raises `Refused` with everything that is wrong."""
    wanted = {
        name: value.removeprefix(SCHEME)
        for name, value in environment.items()
        if name.startswith(_OURS) and value.startswith(SCHEME)
    }
    if not wanted:
        return {}
    found, faults = {}, []
    read = cache(_reader())
    for name, place in wanted.items():
        try:
            found[name] = _value(read, place)
        except _Unreadable as fault:
            faults.append(f"{name}: {fault}")
    if faults:
        raise Refused("\n".join(faults), "The role needs secretsmanager:GetSecretValue for each secret.")
    return found


def _value(read: Callable[[str], str], place: str) -> str:
    name, _, key = place.partition("#")
    text = read(name)
    if not key:
        return text
    try:
        value = orjson.loads(text)[key]
    except (ValueError, KeyError, TypeError):
        raise _Unreadable(f"the secret {name} is no JSON object with the key {key}") from None
    if not isinstance(value, str):
        raise _Unreadable(f"the key {key} of the secret {name} is no text")
    return value


def _reader() -> Callable[[str], str]:
    """Gives a secret's text by its name. Raises _Unreadable."""
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        raise Refused("Settings name secrets of AWS.", "Install the extra: webapp-interfaces[aws]") from None
    patience = Config(connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 2})

    def read(name: str) -> str:
        try:
            answer: Any = boto3.client("secretsmanager", config=patience).get_secret_value(SecretId=name)
            return str(answer["SecretString"])
        except ClientError as fault:
            why = fault.response["Error"]["Code"]
        except KeyError:
            why = "it is binary"
        except BotoCoreError as fault:
            why = type(fault).__name__
        raise _Unreadable(f"the secret {name} cannot be read ({why})")

    return read
