"""Bringing all encrypted values under the ring's current key, while people go on working."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from api.cipher import Cipher, Place, Undecryptable
from api.pool import Connection

BATCH = 50  # values at a time; a piece of a file has up to 256 KiB

_KEY = ("caller", "idempotency_key")
_NODE = ("execution_uuid", "node_uuid")


@dataclass(frozen=True)
class Column:
    """Where encrypted values are. `row`: SQL that gives the parts of its place's row."""

    table: str
    name: str
    key: Sequence[str]
    row: Sequence[str]
    ours: str = "true"  # which rows are ours


_OURS = "(execution_uuid, node_uuid) IN (SELECT execution_uuid, node_uuid FROM interface_tasks)"
_MARK = "CASE WHEN is_last THEN 'last' ELSE 'more' END"

COLUMNS = (
    Column("interface_tasks", "context", _NODE, _NODE),
    Column("interface_tasks", "continuation", _NODE, _NODE),
    Column("interface_drafts", "draft", _NODE, _NODE),
    Column("interface_submissions", "submitted_by", _NODE, _NODE),
    Column("workflow_execution_nodes", "interface_response", _NODE, _NODE, _OURS),
    Column("workflow_execution_nodes", "assigned_user_id", _NODE, _NODE, _OURS),
    Column("interface_files", "about", ("file_uuid",), ("file_uuid",)),
    Column("interface_execution_keys", "request", _KEY, _KEY),
    Column(
        "interface_file_chunks",
        "content",
        ("file_uuid", "position"),
        ("file_uuid", "position", _MARK),
    ),
)


@dataclass
class Count:
    """How many values were brought over, and how many could not be read."""

    rewrapped: int = 0
    unreadable: int = 0


async def rewrap(connection: Connection, cipher: Cipher, column: Column) -> Count:
    """Bring one column over, in small steps that are committed each. Safe to stop and to repeat, and while
    people write: what changes meanwhile is current already."""
    count = Count()
    last: tuple[object, ...] | None = None
    while True:
        found = await connection.execute(_select(column, cipher.head, last))
        rows = await found.fetchall()
        for *key, row, value in rows:
            last = tuple(key)
            try:
                fresh = cipher.rewrap(value, Place(column.table, column.name, tuple(row)))
            except Undecryptable:
                count.unreadable += 1
                continue
            done = await connection.execute(_update(column), [fresh, *key, value])
            count.rewrapped += done.rowcount
        if len(rows) < BATCH:
            return count


async def keys_in_use(connection: Connection, column: Column) -> dict[str, int]:
    """How many of a column's values stand under each key id."""
    query = sql.SQL(
        "SELECT convert_from(substring({name} FROM 3 FOR get_byte({name}, 1)), 'LATIN1') AS id, count(*)"
        "  FROM {table} WHERE length({name}) > 30 AND {ours} GROUP BY 1"
    ).format(name=sql.Identifier(column.name), table=sql.Identifier(column.table), ours=sql.SQL(column.ours))
    return dict(await (await connection.execute(query)).fetchall())


def _select(column: Column, head: bytes, last: tuple[object, ...] | None) -> sql.Composed:
    name = sql.Identifier(column.name)
    key = sql.SQL(", ").join(map(sql.Identifier, column.key))
    return sql.SQL(
        "SELECT {key}, ARRAY[{row}] AS place, {name} FROM {table}"
        " WHERE {name} IS NOT NULL AND substring({name} FROM 1 FOR {length}) <> {head} AND {ours} AND {after}"
        " ORDER BY {key} LIMIT {most}"
    ).format(
        key=key,
        row=sql.SQL(", ").join(sql.SQL("({})::text").format(sql.SQL(part)) for part in column.row),
        name=name,
        table=sql.Identifier(column.table),
        length=sql.Literal(len(head)),
        head=sql.Literal(head),
        ours=sql.SQL(column.ours),
        after=sql.SQL("true")
        if last is None
        else sql.SQL("({}) > ({})").format(key, sql.SQL(", ").join(map(sql.Literal, last))),
        most=sql.Literal(BATCH),
    )


def _update(column: Column) -> sql.Composed:
    """Only what is still as it was read: a newer value is not overwritten."""
    return sql.SQL("UPDATE {table} SET {name} = %s WHERE {key} AND {name} = %s").format(
        table=sql.Identifier(column.table),
        name=sql.Identifier(column.name),
        key=sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(part)) for part in column.key),
    )
