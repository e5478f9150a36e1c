"""What the demo fills itself with: the packages as published interfaces, and tasks that wait for somebody."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy.faults import Refused
from deploy.local.client import Client
from deploy.local.state import write_private
from deploy.publishing import follow
from identity.issuer import PEOPLE, Role
from renderer.package import Package

ASSIGNEES: tuple[Role | None, ...] = ("author", "member", None)


@dataclass(frozen=True)
class Task:
    """A human step of a workflow that is under way."""

    interface_package: str
    title: str
    assigned_to: Role | None
    workflow_uuid: str
    execution_uuid: str
    node_uuid: str

    @property
    def path(self) -> str:
        return f"/workflow-executions/{self.execution_uuid}/nodes/{self.node_uuid}"


def register(api: Client, packages: Iterable[Package]) -> dict[str, str]:
    """Package name -> interface_uuid; what is not registered yet is created and its main head published."""
    listed = api.get("/interfaces")["interfaces"]
    known = {row["interface_package"]: row for row in listed if row["status"] != "archived"}
    return {package.name: _registered(api, package, known.get(package.name)) for package in packages}


def _registered(api: Client, package: Package, row: Mapping[str, Any] | None) -> str:
    uuid = row["interface_uuid"] if row else _create(api, package)
    if not row or not row["live"]:
        _publish(api, str(uuid))
    return str(uuid)


def _publish(api: Client, uuid: str) -> None:
    """Raises Refused with the record when it does not go live."""
    ended = follow(api, api.post(f"/interfaces/{uuid}/publish")["publication_url"], lambda _: None)
    if ended["state"] != "done":
        raise Refused(
            f"{ended['interface_package']} could not be published: {ended['steps'][-1]}", "Mend it."
        )


def _create(api: Client, package: Package) -> str:
    body = {
        "interface_name": package.texts[package.default_locale].resolve(package.manifest.title),
        "interface_package": package.name,
        "config": {},
        "schema": package.schema.document,
    }
    created: str = api.post("/interfaces/create", body)["interface_uuid"]
    return created


def top_up(
    people: Mapping[Role, Client], packages: Iterable[Package], uuids: Mapping[str, str], record: Path
) -> list[Task]:
    """For every package an open task for the author, one for the member and one for anybody.

    `record` remembers them between starts; what was submitted meanwhile is replaced by a new one.
    """
    open_ones = {(t.interface_package, t.assigned_to): t for t in _read(record) if _is_open(people, t)}
    tasks = [
        open_ones.get((package.name, assignee))
        or _start(people["author"], package, uuids[package.name], assignee, number)
        for package in packages
        for number, assignee in enumerate(ASSIGNEES)
    ]
    write_private(record, json.dumps([asdict(task) for task in tasks], indent=1))
    return tasks


def _is_open(people: Mapping[Role, Client], task: Task) -> bool:
    seen = people[task.assigned_to or "member"].find(f"{task.path}?workflow_uuid={task.workflow_uuid}")
    return seen is not None and seen["status"] == "open"


def _start(api: Client, package: Package, uuid: str, assignee: Role | None, number: int) -> Task:
    examples = sorted(package.fixtures.values(), key=lambda fixture: fixture is not package.default_fixture)
    fixture = examples[number % len(examples)]
    node = {"interface_uuid": uuid, "context": fixture.context}
    if assignee:
        node["assigned_user_id"] = PEOPLE[assignee].subject
    workflow = str(uuid4())
    started = api.post("/workflow-executions", {"workflow_uuid": workflow, "nodes": [node]})
    return Task(
        package.name,
        fixture.title,
        assignee,
        workflow,
        started["execution_uuid"],
        started["nodes"][0]["node_uuid"],
    )


def _read(record: Path) -> Iterator[Task]:
    try:
        yield from (Task(**row) for row in json.loads(record.read_text()))
    except (OSError, ValueError, TypeError):
        return
