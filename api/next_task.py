"""What a person can go on with after a task: the next one of the same execution that waits for them."""

from uuid import UUID

from api.nodes import NodeKey, assigned_to, find_node
from api.queries import SQL
from api.resources import Resources
from identity.principal import Principal


async def after(use: Resources, who: Principal, key: NodeKey) -> tuple[UUID, UUID] | None:
    """Workflow and node of the first open task that is assigned to this person. Raises NotFound.

    Tasks assigned to nobody are not offered: somebody else may be on the way to them.
    """
    await find_node(use, who, key)
    async with use.database.connection() as connection:
        found = await connection.execute(SQL["other_open_tasks"], key.parameters())
        others: list[tuple[UUID, UUID, bytes]] = await found.fetchall()
    for workflow, node, sealed in others:
        if assigned_to(use, NodeKey(key.execution, node), sealed) == who.subject:
            return workflow, node
    return None
