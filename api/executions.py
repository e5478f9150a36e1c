"""Starting executions: the workflow hands over what people shall see, and gets links to send them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.rows import dict_row

from api import audit
from api.bodies import NewExecution, NewNode
from api.execution_keys import Answer, Key, answered, take
from api.faults import Invalid, Mistake
from api.nodes import NodeKey, NodeRow, pin
from api.people_data import to_bytes
from api.queries import SQL
from api.resources import Resources

Target = Mapping[str, Any]  # an interface: uuid, package, status, digest of the live release


async def start(use: Resources, new: NewExecution, key: Key | None = None) -> Answer:
    """Store all nodes of a new execution, or none. The same under the same key gets the answer it got. Raises
    Invalid with every mistake in every node, KeyTaken."""
    if key and (known := await answered(use, key, new)):
        return known
    targets = await _targets(use, {node.interface_uuid for node in new.nodes})
    mistakes = _repeated_nodes(new.nodes)
    for number, node in enumerate(new.nodes):
        mistakes += await _mistakes(use, f"/nodes/{number}", node, targets.get(node.interface_uuid))
    if mistakes:
        raise Invalid(mistakes)
    answer = await _store(use, targets, new, key)
    return answer or await start(use, new, key)  # something went live, or the same request was faster


async def _store(
    use: Resources, targets: Mapping[UUID, Target], new: NewExecution, key: Key | None
) -> Answer | None:
    """All or nothing. None when what is live is not what the contexts were checked against, or the key was
    used meanwhile."""
    checked = {interface: target["digest"] for interface, target in targets.items()}
    execution, started = uuid4(), [(node.node_uuid or uuid4(), node) for node in new.nodes]
    rows = [
        _row(use, NodeKey(execution, uuid), new.workflow_uuid, node, targets[node.interface_uuid])
        for uuid, node in started
    ]
    answer = _answer(new.workflow_uuid, execution, started)
    async with use.database.transaction() as connection, connection.cursor() as cursor:
        await cursor.execute(SQL["hold_live"], {"interfaces": list(checked)})
        if dict(await cursor.fetchall()) != checked:
            return None
        if key and not await take(connection, use.cipher, key, new, answer):
            return None
        await cursor.executemany(SQL["start_task"], rows)
        await cursor.executemany(SQL["start_node"], rows)
        for row in rows:
            await audit.record(connection, "task started", **_about(row))
    return answer


def _answer(workflow: UUID, execution: UUID, started: Sequence[tuple[UUID, NewNode]]) -> Answer:
    nodes = [{"node_uuid": str(uuid), "interface_uuid": str(node.interface_uuid)} for uuid, node in started]
    return {"workflow_uuid": str(workflow), "execution_uuid": str(execution), "nodes": nodes}


async def generate_url(use: Resources, key: NodeKey) -> tuple[str, NodeRow]:
    """The link for the node's person; from here on the node keeps its release. Raises NotFound."""
    async with use.database.transaction() as connection:
        row = await pin(connection, key)
        url = f"{use.settings.public_url}/i/{row.workflow_uuid}/{key.node}/{key.execution}"
        await connection.execute(SQL["address_node"], {**key.parameters(), "url": url})
        await audit.record(connection, "link made", execution=key.execution, node=key.node)
    return url, row


def _about(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("interface", "execution", "node")}


async def _targets(use: Resources, interfaces: set[UUID]) -> Mapping[UUID, Target]:
    async with use.database.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SQL["find_targets"], {"interfaces": list(interfaces)})
        return {row["interface_uuid"]: row for row in await cursor.fetchall()}


def _repeated_nodes(nodes: Sequence[NewNode]) -> list[Mistake]:
    seen: set[UUID] = set()
    mistakes = []
    for number, node in enumerate(nodes):
        if node.node_uuid in seen:
            mistakes.append(Mistake(f"/nodes/{number}/node_uuid", "unique", "is given to two nodes"))
        if node.node_uuid:
            seen.add(node.node_uuid)
    return mistakes


async def _mistakes(use: Resources, place: str, node: NewNode, target: Target | None) -> list[Mistake]:
    if target is None:
        return [Mistake(f"{place}/interface_uuid", "unknown", "is no interface")]
    if target["status"] != "published":
        return [Mistake(f"{place}/interface_uuid", "status", f"is {target['status']}; publish it first")]
    package = await use.releases.get(target["interface_package"], target["digest"])
    mistakes = [
        Mistake(f"{place}/context{error.pointer}", error.keyword, error.message)
        for error in package.context_schema.errors(node.context)
    ]
    if node.expires_at and node.expires_at <= datetime.now(UTC):
        mistakes.append(Mistake(f"{place}/expires_at", "future", "is over already"))
    if fault := use.targets.fault_of(node.continuation, node.remind_at is not None):
        mistakes.append(Mistake(f"{place}/continuation", "target", fault))
    return mistakes


def _row(use: Resources, key: NodeKey, workflow: UUID, node: NewNode, target: Target) -> Mapping[str, object]:
    def sealed(table: str, column: str, plain: bytes | None) -> bytes | None:
        return None if plain is None else use.cipher.encrypt(plain, key.place(table, column))

    assigned = node.assigned_user_id.encode() if node.assigned_user_id else None
    continuation = None if node.continuation is None else to_bytes(node.continuation)
    return {
        **key.parameters(),
        "workflow": workflow,
        "interface": node.interface_uuid,
        "package": target["interface_package"],
        "expires_at": node.expires_at,
        "remind_at": node.remind_at,
        "target": (node.continuation or {}).get("target"),
        "context": sealed("interface_tasks", "context", to_bytes(node.context)),
        "continuation": sealed("interface_tasks", "continuation", continuation),
        "assigned_user_id": sealed("workflow_execution_nodes", "assigned_user_id", assigned),
    }
