"""How a deployment is: asked of the API and of each edge that is named, and what of it is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx2

SECONDS = 5.0  # that one answer may take

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """One process that was asked. `fault` says why it told nothing."""

    url: str
    told: Told = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True)
class Status:
    """What was told, and in `wrong` what a person should look at first, each with what to do."""

    api: Place
    edges: Sequence[Place]
    interfaces: Sequence[Told]
    wrong: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def look(api: str, edges: Sequence[str], token: str) -> Status:
    """Ask everybody. Who does not answer is told as a fault; nothing is raised."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(headers=headers, timeout=SECONDS, trust_env=False) as http:
        control = _ask(http, api, "/status")
        listed = _ask(http, api, "/interfaces") if not control.fault else control
        asked = [_ask(http, edge, "/edge/status") for edge in edges]
    rows = [row for row in listed.told.get("interfaces", ()) if row["status"] != "archived"]
    return Status(control, asked, rows, [*_wrong_at_api(control), *_wrong_at_edges(asked)])


def _ask(http: httpx2.Client, url: str, path: str) -> Place:
    try:
        answer = http.get(url + path)
    except (httpx2.HTTPError, httpx2.InvalidURL) as fault:
        return Place(url, fault=f"does not answer ({type(fault).__name__})")
    if answer.status_code in (401, 403, 404):
        return Place(url, fault=f"tells this token nothing ({answer.status_code}): it needs the role manage")
    try:
        return Place(url, dict(answer.raise_for_status().json()))
    except (httpx2.HTTPError, ValueError, TypeError):
        return Place(url, fault=f"answers {answer.status_code} and no status")


def _wrong_at_api(api: Place) -> Iterator[str]:
    if api.fault:
        yield f"API {api.url} {api.fault}. Its log says why: interfaces doctor api"
        return
    if dead := api.told["queues"]["dead"]:
        yield f"{dead} messages to workflows were given up: interfaces outbox list"
    for edge in api.told["edges"]:
        if edge["error"]:
            yield f"A preview does not follow {edge['branch']}: {edge['error']}"


def _wrong_at_edges(edges: Sequence[Place]) -> Iterator[str]:
    for edge in edges:
        if edge.fault:
            yield f"Edge {edge.url} {edge.fault}. Its log says why: interfaces doctor"
            continue
        for part, fault in edge.told["faults"].items():
            yield f"Edge {edge.url} is not ready, {part}: {fault}"
        for group in edge.told["groups"]:
            for target in group["targets"]:
                if target["state"] in ("unhealthy", "ejected"):
                    yield f"Edge {edge.url}: {target['address']} of {group['name']} is {target['state']}"
        if previews := edge.told["previews"]:
            for folder in previews["faulty"]:
                yield f"{folder} has faults and shows its last good state: interfaces check"
