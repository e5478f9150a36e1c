"""What is to be told to workflow engines: due, delivered, refused, dead, tried again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from psycopg.rows import class_row, dict_row

from api import audit
from api.delivery import Kind, Message
from api.faults import NotFound
from api.nodes import NodeKey
from api.people_data import from_bytes
from api.queries import SQL
from api.resources import Resources

ATTEMPTS = 12  # then a message is dead until a person looks at it; about three hours
FIRST_PAUSE = 5.0  # seconds; doubles with each attempt
LONGEST_PAUSE = 3600.0
_STATUS = {"continuation": "submitted", "expiry": "expired", "reminder": "open"}


@dataclass(frozen=True, repr=False)
class Due:
    """A message as the query `due_messages` gives it. Encrypted values are still encrypted."""

    message_id: UUID
    kind: Kind
    execution_uuid: UUID
    node_uuid: UUID
    attempts: int
    created_at: datetime
    request_id: str | None
    traceparent: str | None
    workflow_uuid: UUID
    interface_uuid: UUID
    continuation: bytes | None
    expires_at: datetime | None
    response: bytes | None
    submitted_at: datetime | None

    def open(self, use: Resources) -> Message:
        """Raises Undecryptable."""
        key = NodeKey(self.execution_uuid, self.node_uuid)

        def plain(value: bytes | None, table: str, column: str) -> Any:
            return None if value is None else from_bytes(use.cipher.decrypt(value, key.place(table, column)))

        data = {
            "workflow_uuid": str(self.workflow_uuid),
            "execution_uuid": str(self.execution_uuid),
            "node_uuid": str(self.node_uuid),
            "interface_uuid": str(self.interface_uuid),
            "status": _STATUS[self.kind],
            "expires_at": self.expires_at and self.expires_at.isoformat(),
        }
        if self.kind == "continuation":
            data["submitted_at"] = self.submitted_at and self.submitted_at.isoformat()
            data["response_data"] = plain(self.response, "workflow_execution_nodes", "interface_response")
        continuation = plain(self.continuation, "interface_tasks", "continuation") or {}
        return Message(
            self.message_id,
            self.kind,
            self.created_at,
            data,
            continuation,
            self.request_id,
            self.traceparent,
        )


async def due(use: Resources, target: str, most: int) -> Sequence[Due]:
    """The target's oldest messages whose time has come, one for each execution."""
    values = {"target": target, "default": use.targets.first, "most": most}
    async with (
        use.database.connection() as connection,
        connection.cursor(row_factory=class_row(Due)) as cursor,
    ):
        await cursor.execute(SQL["due_messages"], values)
        return await cursor.fetchall()


async def delivered(use: Resources, message: UUID) -> None:
    async with use.database.connection() as connection:
        await connection.execute(SQL["mark_delivered"], {"message": message})


async def kept(use: Resources, message: UUID, reason: str) -> None:
    """The target was away: nothing is counted, but people can see why it waits."""
    async with use.database.connection() as connection:
        await connection.execute(SQL["mark_kept"], {"message": message, "fault": reason})


async def refused(use: Resources, message: Due, reason: str, final: bool) -> None:
    """One more attempt was in vain; after the last one, or a final refusal, the message is dead."""
    values = {
        "message": message.message_id,
        "fault": reason,
        "pause": None if final else pause_after(message.attempts + 1),
    }
    async with use.database.connection() as connection:
        await connection.execute(SQL["mark_refused"], values)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when they were enough."""
    if attempts >= ATTEMPTS:
        return None
    return timedelta(seconds=min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1)))


State = Literal["waiting", "dead", "delivered"]


async def list_messages(
    use: Resources, state: State, after: UUID | None, most: int
) -> list[Mapping[str, Any]]:
    """Up to `most` messages of a state, the oldest first; `after` is the last one of the page before."""
    values = {"state": state, "after": after, "most": most}
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["list_messages"], values)
        return [{**row, "target": row["target"] or use.targets.first} for row in await cursor.fetchall()]


async def retry(use: Resources, message: UUID) -> None:
    """Try a message again at once. Raises NotFound; one that was delivered counts as none."""
    async with use.database.transaction() as connection:
        again = await connection.execute(SQL["retry_message"], {"message": message})
        found = await again.fetchone()
        if found is None:
            raise NotFound
        await audit.record(connection, "message sent again", execution=found[0], node=found[1])
