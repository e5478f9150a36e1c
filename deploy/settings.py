"""Settings from the environment: every wrong one is told at once."""

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from deploy.faults import Refused
from identity.settings import settings_faults

Settings = TypeVar("Settings", bound=BaseSettings)


def load(kind: type[Settings], **given: Any) -> Settings:
    """The settings of one kind; `given` wins over the environment. Raises `Refused` with every fault."""
    faults = faults_of(kind, **given)
    if faults:
        raise refusal(faults)
    return kind(**given)


def faults_of(kind: type[BaseSettings], **given: Any) -> tuple[str, ...]:
    """What is wrong with the settings of one kind: a line for each, without any value."""
    try:
        kind(**given)
    except ValidationError as error:
        return settings_faults(error)
    return ()


def refusal(faults: Iterable[str]) -> Refused:
    lines = "\n".join(f"  {fault}" for fault in faults)
    return Refused(f"The settings are not usable:\n{lines}", "The README's table explains each of them.")
