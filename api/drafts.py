"""Saved answers of an open task."""

from typing import Any

from api.faults import DraftChanged, TaskClosed
from api.nodes import NodeKey, NodeRow, find_node
from api.people_data import to_bytes
from api.queries import SQL
from api.resources import Resources
from identity.principal import Principal


async def save(
    use: Resources, who: Principal, key: NodeKey, draft: dict[str, Any], expected: int | None
) -> int:
    """Keep this draft instead of the one before; give its version.

    `expected`: the version it is to follow, 0 for none; None for whatever is there. Raises
    NotFound, TaskClosed, or DraftChanged when another version is there.
    """
    _require(await find_node(use, who, key), expected)
    sealed = use.cipher.encrypt(to_bytes(draft), key.place("interface_drafts", "draft"))
    values = {**key.parameters(), "draft": sealed, "expected": expected}
    async with use.database.connection() as connection:
        cursor = await connection.execute(SQL["save_draft"], values)
        saved = await cursor.fetchone()
    if saved is None:  # closed, or saved by somebody else, since we looked
        _require(row := await find_node(use, who, key), expected)
        raise DraftChanged(row.draft_version or 0)
    version: int = saved[0]
    return version


def _require(row: NodeRow, expected: int | None) -> None:
    status, version = row.status_now(), row.draft_version or 0
    if status != "open":
        raise TaskClosed(status)
    if expected not in (None, version):
        raise DraftChanged(version)
