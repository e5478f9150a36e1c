"""What it means to hand a message over to a workflow engine, whoever that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

Kind = Literal["continuation", "expiry", "reminder"]


@dataclass(frozen=True, repr=False)
class Message:
    """One thing to tell, the same at every attempt. `data` holds what people wrote: never log it."""

    message_id: UUID
    kind: Kind
    created_at: datetime
    data: Mapping[str, Any]
    continuation: Mapping[str, Any]
    request_id: str | None = None
    traceparent: str | None = None


class Refused(Exception):
    """The target did not take this message. `final`: it never will. The reason quotes nobody."""

    def __init__(self, reason: str, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Away(Exception):
    """The target takes nothing at the moment: its messages wait, and none of them is to blame."""


class Target(Protocol):
    """Where messages go."""

    @property
    def name(self) -> str: ...

    async def send(self, message: Message) -> None:
        """Returns once the target has it. Raises Refused or Away."""
        ...

    def fault_of(self, continuation: Mapping[str, Any], reminds: bool, /) -> str | None:
        """Why a task cannot be continued here, known before it is started."""
        ...
