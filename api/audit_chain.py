"""The chain over the audit. Sealing in batches keeps acts from waiting for each other: chained one by one,
their transactions would take turns, a sixth of the rate at eight at a time."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from api.pool import Connection
from api.queries import SQL

START = b"\0" * 32
BATCH = 500
RECENT = 10_000  # positions below the last link that are looked at each time
EVERYTHING = 2**60

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Link:
    """The end of a chain: how many acts it holds, and the hash over them all."""

    seq: int = 0
    hash: bytes = START

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"

    def follow(self, row: Row) -> "Link":
        """The chain with one more act."""
        return Link(self.seq + 1, hashlib.sha256(self.hash + canonical(row)).digest())


_COLUMNS = ("position", "at", "what", "who", "client", "request_id", "trace_id")
_IDS = ("interface_uuid", "execution_uuid", "node_uuid")


def canonical(row: Row) -> bytes:
    """The act as bytes: the same whatever the server's settings are."""
    told = [_plain(row[name]) for name in (*_COLUMNS, *_IDS, "facts")]
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


async def seal(connection: Connection, depth: int) -> Link | None:
    """Add up to `BATCH` acts to the chain, in a transaction of the caller; the new end, None without acts.
    Two that seal at once collide, and one of them is undone."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["last_link"])
        last = await cursor.fetchone()
        await cursor.execute(SQL["unsealed_acts"], {"depth": depth, "most": BATCH})
        acts = await cursor.fetchall()
        end, links = Link(last["seq"], last["hash"]) if last else Link(), []
        for act in acts:
            end = end.follow(act)
            links.append({"seq": end.seq, "position": act["position"], "hash": end.hash})
        if links:
            await cursor.executemany(SQL["add_link"], links)
    return end if links else None


@dataclass(frozen=True)
class Fault:
    """A place where the chain does not hold."""

    seq: int
    what: str


def verify(rows: Iterable[Row], anchor: Link | None = None) -> Iterator[Fault | Link]:
    """Every fault, then the end that was reached. `anchor`: an end that was written down earlier."""
    end, met = Link(), anchor is None or anchor.seq == 0
    for row in rows:
        if row["seq"] != end.seq + 1:
            yield Fault(end.seq + 1, f"missing: the next one is {row['seq']}")
            end = Link(row["seq"] - 1, end.hash)
        if row["position"] is None:
            yield Fault(row["seq"], "the act is gone")
        elif end.follow(row).hash != row["hash"]:
            yield Fault(row["seq"], "not what was sealed")
        end = Link(row["seq"], row["hash"])
        if anchor and end.seq == anchor.seq:
            met = end.hash == anchor.hash
    if not met and anchor:
        yield Fault(anchor.seq, "not the chain that the given end belongs to: it was cut or written anew")
    yield end
