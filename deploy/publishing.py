"""Publishing, going back and the history, as the command line has them: over HTTP, like everybody else."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from deploy.faults import Refused
from deploy.local.client import Client
from deploy.tokens import mint

Say = Callable[[str], None]
Publication = Mapping[str, Any]  # as GET /publications/{id} tells it

POLL = 0.05  # seconds
PATIENCE = 300  # seconds; the API's own limits are shorter


def token_or_own(token: str | None) -> str:
    """This token, or in development one of the development issuer."""
    if not token and not os.environ.get("INTERFACES_DEV_ISSUER"):
        raise Refused("There is no token.", "Give an author's access token: --token, or a demo: --state")
    return token or mint("author", PATIENCE)


@contextmanager
def author(token: str | None) -> Iterator[Client]:
    """A client of the API with this token, or in development with one of the development issuer."""
    url = os.environ.get("INTERFACES_API_URL", "")
    if not url:
        raise Refused("INTERFACES_API_URL is not set.", "Set it to the API's origin, or name a demo: --state")
    with Client(url, token_or_own(token)) as client:
        yield client


def publish(api: Client, name: str, wish: Mapping[str, object], say: Say) -> bool:
    """Publish an interface, telling each step as it ends. Whether it went live."""
    started = api.post(f"/interfaces/{find(api, name)['interface_uuid']}/publish", wish)
    ended = follow(api, started["publication_url"], say)
    for line in _told(ended):
        say(line)
    return bool(ended["state"] == "done")


def roll_back(api: Client, name: str, to: str | None, reason: str, say: Say) -> None:
    """Go back to the release `to` (a digest or a publication's id), or to the one before the live one."""
    interface = find(api, name)
    path = f"/interfaces/{interface['interface_uuid']}"
    target = to or _release_before(api.get(f"{path}/publications")["publications"], interface)
    named = "digest" if len(target) == 40 else "publication_id"
    for line in _told(api.post(f"{path}/rollback", {named: target, "reason": reason})):
        say(line)


def move_tasks(api: Client, name: str, to: str, dry_run: bool, say: Say) -> bool:
    """Move open tasks to a release (a digest or version; "" is the live one). Whether all of them fit."""
    path = f"/interfaces/{find(api, name)['interface_uuid']}/migrate-tasks"
    told = api.post(path, {"to": to, "dry_run": dry_run})
    done = "would move" if dry_run else "moved"
    for each in told["examples"]:
        why = "; ".join(f"{one['part']} {one['pointer']}: {one['message']}" for one in each["misfits"])
        say(f"✗ {each['id']}  {why}")
    say(f"{told['moved']} tasks {done} to {told['version']} ({told['digest']}), {told['stayed']} stay.")
    return not told["stayed"]


def tell_history(api: Client, name: str, say: Say) -> None:
    """One line for each publication, the latest first."""
    history = api.get(f"/interfaces/{find(api, name)['interface_uuid']}/publications")["publications"]
    for each in history:
        marks = [each["kind"], each["state"], *(["live"] if each["live"] else [])]
        change = f"{(each['previous_digest'] or '-')[:10]} -> {(each['digest'] or '-')[:10]}"
        what = f"{each['version'] or '-'}  {change}  {', '.join(marks)}"
        say(f"{each['requested_at'][:19]}  {each['requested_by']}  {what}  {each['reason']}".rstrip())


def find(api: Client, name: str) -> Mapping[str, Any]:
    """The interface with this uuid, package or name; `invoice` stands for `@…/interface-invoice`."""
    rows = [row for row in api.get("/interfaces")["interfaces"] if row["status"] != "archived"]
    found = [row for row in rows if name in _names_of(row)]
    if len(found) == 1:
        return dict(found[0])
    listed = ", ".join(f"{row['interface_package']} ({row['interface_uuid']})" for row in found or rows)
    if found:
        raise Refused(f"Several interfaces are called {name}: {listed}.", "Name one by its uuid.")
    raise Refused(f"There is no interface {name}.", f"There are: {listed or 'none'}.")


def follow(api: Client, publication_url: str, say: Say) -> Publication:
    """The publication once it has ended; each step is told when it does."""
    told: set[str] = set()
    deadline = time.monotonic() + PATIENCE
    while True:
        now: Publication = api.get(publication_url)
        for step in now["steps"]:
            if step["status"] == "done" and step["name"] not in told:
                told.add(step["name"])
                say(f"✓ {step['name']}  {step['detail']}".rstrip())
        if now["state"] != "running":
            return now
        if time.monotonic() > deadline:
            raise Refused("The publication does not end.", f"Look at {publication_url} and the API's log.")
        time.sleep(POLL)


def _names_of(row: Mapping[str, Any]) -> set[str]:
    folder = row["interface_package"].partition("/")[2]
    short = folder.removeprefix("interface-")
    return {row["interface_uuid"], row["interface_package"], row["interface_name"], folder, short}


def _release_before(history: list[Publication], interface: Mapping[str, Any]) -> str:
    live = interface["live"]["digest"] if interface["live"] else None
    for each in history:
        if each["digest"] not in (None, live):
            return str(each["digest"])
    raise Refused("There is no earlier release to go back to.", "See: interfaces publications")


def _told(ended: Publication) -> Iterator[str]:
    """How it ended, with every reason if it failed."""
    if ended["state"] == "done":
        yield f"{ended['interface_package']} {ended['version']} is live ({ended['digest']})."
        return
    for fault in (ended["findings"] or {}).get("faults", ()):
        yield f"{fault['file']}:{fault['line']}: {fault['message']} {fault['fix']}"
    for step in ended["steps"]:
        if step["status"] == "failed":
            yield f"✗ {step['name']}  {step['detail']}"
