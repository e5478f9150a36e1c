"""The answer of a person: checked, encrypted, stored once, and the workflow told to go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.rows import dict_row

from api import audit, files
from api.faults import InvalidResponse, Mistake, TaskClosed
from api.nodes import NodeKey, NodeRow, find_node, pin
from api.people_data import from_bytes, same, to_bytes
from api.queries import SQL
from api.resources import Resources
from identity.principal import Principal
from renderer.form.validate import validate
from telemetry.metric import SUBMISSIONS
from telemetry.origin import hop


@dataclass(frozen=True, repr=False)
class Attempt:
    """What somebody sent, and the idempotency key they sent it under."""

    subject: str
    key: str | None
    response: dict[str, Any]


async def submit(use: Resources, who: Principal, key: NodeKey, attempt: Attempt) -> datetime:
    """Store the answer; give the moment it was accepted. Raises NotFound, InvalidResponse, TaskClosed,
    Crowded."""
    # A thousand at once would wait for connections that they keep busy. Nobody waits for somebody else.
    async with use.turns.turn((who.subject, key)):
        return await _submit(use, who, key, attempt)


async def _submit(use: Resources, who: Principal, key: NodeKey, attempt: Attempt) -> datetime:
    while True:
        row = await find_node(use, who, key)
        status = row.status_now()
        if status == "submitted":
            return await _repeated(use, key, attempt)
        if status != "open":
            raise TaskClosed(status)
        digest, kept = await _check(use, who, key, row, attempt)
        submitted_at = await _store(use, key, digest, attempt, kept)
        if submitted_at is not None:
            use.metrics.count(SUBMISSIONS)
            return submitted_at
        # Somebody was faster, the time is over, or the task moved to another release: look again.


async def _check(
    use: Resources, who: Principal, key: NodeKey, row: NodeRow, attempt: Attempt
) -> tuple[str, Sequence[UUID]]:
    """Validate against the pinned release; give its digest, and the files it refers to. Raises
    InvalidResponse."""
    if row.pinned_digest is None:
        async with use.database.connection() as connection:
            row = await pin(connection, key)
    digest = str(row.pinned_digest)
    package = await use.releases.get(row.interface_package, digest)
    context = from_bytes(use.cipher.decrypt(row.context, key.place("interface_tasks", "context")))
    errors = validate(package, attempt.response, context, package.default_locale)
    if errors:
        raise InvalidResponse([Mistake(e.pointer, e.keyword, e.message) for e in errors])
    kept, missing = await files.check(use, who, key, package, attempt.response)
    if missing:
        raise InvalidResponse(missing)
    return digest, kept


async def _store(
    use: Resources, key: NodeKey, digest: str, attempt: Attempt, kept: Sequence[UUID]
) -> datetime | None:
    """All of it or nothing; None when the task is not open any more, pinned elsewhere, or a file is gone."""
    node, table = key.parameters(), "workflow_execution_nodes"
    response = use.cipher.encrypt(to_bytes(attempt.response), key.place(table, "interface_response"))
    by = use.cipher.encrypt(attempt.subject.encode(), key.place("interface_submissions", "submitted_by"))
    async with use.database.transaction() as connection:
        if kept and (await connection.execute(SQL["hold_files"], {"files": kept})).rowcount < len(kept):
            return None
        claimed = await connection.execute(SQL["claim_task"], {**node, "digest": digest})
        if not claimed.rowcount:
            return None
        stored = await connection.execute(SQL["store_response"], {**node, "response": response})
        (submitted_at,) = await stored.fetchone() or (None,)
        if submitted_at is None:
            raise LookupError("the node's row is gone: the claim is undone")
        await connection.execute(SQL["record_submission"], {**node, "key": attempt.key, "submitted_by": by})
        await connection.execute(SQL["keep_files"], {"files": kept})
        await connection.execute(SQL["discard_draft"], node)
        await audit.record(connection, "answer submitted", execution=key.execution, node=key.node)
        await connection.execute(SQL["queue_continuation"], {**node, "message": uuid4(), **hop()})
    moment: datetime = submitted_at
    return moment


async def _repeated(use: Resources, key: NodeKey, attempt: Attempt) -> datetime:
    """The first answer's moment, if this is the same person sending the same under the same key."""
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["find_submission"], key.parameters())
        first = await cursor.fetchone()
    if first is None or attempt.key is None or attempt.key != first["idempotency_key"]:
        raise TaskClosed("submitted")
    place = key.place("interface_submissions", "submitted_by")
    sent_by = use.cipher.decrypt(first["submitted_by"], place).decode()
    place = key.place("workflow_execution_nodes", "interface_response")
    response = from_bytes(use.cipher.decrypt(first["interface_response"], place))
    if sent_by != attempt.subject or not same(response, attempt.response):
        raise TaskClosed("submitted")
    moment: datetime = first["submitted_at"]
    return moment
