"""Saved answers of an open task."""

from typing import Any

from api.faults import TaskClosed
from api.nodes import NodeKey, Status, find_node
from api.people_data import to_bytes
from api.queries import SQL
from api.resources import Resources
from identity.principal import Principal


async def save(use: Resources, who: Principal, key: NodeKey, draft: dict[str, Any]) -> None:
    """Keep this draft instead of the one before. Raises NotFound, or TaskClosed."""
    _require_open((await find_node(use, who, key)).status_now())
    sealed = use.cipher.encrypt(to_bytes(draft), key.place("interface_drafts", "draft"))
    async with use.database.connection() as connection:
        saved = await connection.execute(SQL["save_draft"], {**key.parameters(), "draft": sealed})
    if not saved.rowcount:  # closed since we looked
        _require_open((await find_node(use, who, key)).status_now())


def _require_open(status: Status) -> None:
    if status != "open":
        raise TaskClosed(status)
