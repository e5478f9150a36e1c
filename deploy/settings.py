"""Settings from the environment: every wrong one is told at once."""

from collections.abc import Iterable
from typing import Any, TypeVar

from deploy.faults import Refused
from typed.settings import Settings, settings_faults
from typed.wrong import WrongValues

Kind = TypeVar("Kind", bound=Settings)


def load(kind: type[Kind], **given: Any) -> Kind:
    """The settings of one kind; `given` wins over the environment. Raises `Refused` with every fault."""
    try:
        return kind(**given)
    except WrongValues as error:
        raise refusal(settings_faults(error)) from None


def faults_of(kind: type[Settings], **given: Any) -> tuple[str, ...]:
    """What is wrong with the settings of one kind: a line for each, without any value."""
    try:
        kind(**given)
    except WrongValues as error:
        return settings_faults(error)
    return ()


def refusal(faults: Iterable[str]) -> Refused:
    lines = "\n".join(f"  {fault}" for fault in faults)
    return Refused(f"The settings are not usable:\n{lines}", "The README's table explains each of them.")
