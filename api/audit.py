"""The audit: who did what, when, from where. Written by the transaction of the act, so neither is without
the other; never what people answered."""

from uuid import UUID

from psycopg.types.json import Jsonb

from api.pool import Connection
from api.queries import SQL
from telemetry.origin import origin

Fact = str | int | bool | None


async def record(
    connection: Connection,
    what: str,
    *,
    interface: UUID | None = None,
    execution: UUID | None = None,
    node: UUID | None = None,
    who: str | None = None,
    **facts: Fact,
) -> None:
    """One act of whoever the running request acts for, or of `who`. `connection` is in the transaction that
    does it."""
    now = origin()
    values = {
        "what": what,
        "who": who or now.subject,
        "client": now.client,
        "request_id": now.request_id,
        "trace_id": now.trace_id,
        "interface": interface,
        "execution": execution,
        "node": node,
        "facts": Jsonb(facts),
    }
    await connection.execute(SQL["record_act"], values)
