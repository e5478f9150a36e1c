"""One node of an execution: found, decided about, opened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from api import audit
from api.cipher import Place
from api.faults import NotFound, NotPublished
from api.pool import Connection
from api.queries import SQL
from api.resources import Resources
from identity.principal import Principal

Status = Literal["open", "submitted", "expired", "cancelled"]


@dataclass(frozen=True)
class NodeKey:
    """Which node of which execution."""

    execution: UUID
    node: UUID

    def place(self, table: str, column: str) -> Place:
        """Where an encrypted value of this node is kept."""
        return Place(table, column, (str(self.execution), str(self.node)))

    def parameters(self) -> dict[str, object]:
        return {"execution": self.execution, "node": self.node}


@dataclass(frozen=True)
class NodeRow:
    """A node as the query `read_node` gives it, column by column. Encrypted values are still encrypted."""

    workflow_uuid: UUID
    interface_uuid: UUID
    status: Literal["open", "submitted", "cancelled"]
    overdue: bool | None
    context: bytes
    expires_at: datetime | None
    pinned_digest: str | None
    pinned_commit: str | None
    interface_package: str
    interface_opened_at: datetime | None
    interface_submitted_at: datetime | None
    assigned_user_id: bytes | None
    config: str | None
    branding: str | None
    draft: bytes | None
    saved_at: datetime | None
    draft_version: int | None
    interface_response: bytes | None
    submitted_by: bytes | None
    idempotency_key: str | None

    def status_now(self) -> Status:
        return "expired" if self.status == "open" and self.overdue else self.status


async def read_node(connection: Connection, key: NodeKey) -> NodeRow:
    """The node, whoever asks. Raises NotFound."""
    found = await connection.execute(SQL["read_node"], key.parameters(), prepare=True, binary=True)
    row = await found.fetchone()
    if row is None:
        raise NotFound
    return NodeRow(*row)


async def find_node(use: Resources, who: Principal, key: NodeKey) -> NodeRow:
    """The node, if this person may open it. Raises NotFound, the same for all reasons."""
    async with use.database.connection() as connection:
        row = await read_node(connection, key)
    if not use.access.may_open(who, assigned_to(use, key, row.assigned_user_id)):
        raise NotFound
    return row


async def pin(connection: Connection, key: NodeKey) -> NodeRow:
    """The node with its release pinned: the live one, unless it has one. Raises NotPublished."""
    await connection.execute(SQL["pin_task"], key.parameters())
    row = await read_node(connection, key)
    if row.pinned_digest is None:
        raise NotPublished
    return row


async def open_node(use: Resources, key: NodeKey) -> NodeRow:
    """The node after a person sees it for the first time: pinned, and the moment noted."""
    async with use.database.transaction() as connection:
        opened = await connection.execute(SQL["open_node"], key.parameters())
        if opened.rowcount:
            await audit.record(connection, "task opened", execution=key.execution, node=key.node)
        return await pin(connection, key)


def assigned_to(use: Resources, key: NodeKey, sealed: bytes | None) -> str | None:
    """The subject whom a node's encrypted `assigned_user_id` names."""
    if sealed is None:
        return None
    return use.cipher.decrypt(sealed, key.place("workflow_execution_nodes", "assigned_user_id")).decode()
