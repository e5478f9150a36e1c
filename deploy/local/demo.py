"""The demo: a whole deployment on this machine, with sample interfaces and tasks in it."""

import json
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from api.migrate import migrate
from deploy.faults import Refused
from deploy.healthcheck import lives
from deploy.local.client import Client
from deploy.local.origin import prepare
from deploy.local.postgres import Postgres
from deploy.local.processes import Processes
from deploy.local.samples import Task, register, top_up
from deploy.local.screen import Screen
from deploy.local.state import State, write_private, write_settings
from deploy.ports import free_port, require_free
from identity.issuer import CLIENT_ID, DevIssuer, Role
from renderer.package import load_folder

SEED = Path(__file__).parents[2] / "packages"
LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 30
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


Ready = Mapping[str, Any]  # what the ready file says


@dataclass(frozen=True)
class Site:
    """Where everything of one running demo is."""

    state: State
    edge: str
    api: str
    database: str
    packages: Path
    from_git: bool  # whether previews show what is pushed, instead of what is saved

    def settings(self) -> dict[str, str]:
        """The environment of the edge and the API; every other command can work with it too."""
        folder = self.state.folder
        return {
            **self._shown(),
            "INTERFACES_API_URL": self.api,
            "INTERFACES_CLIENT_IDS": CLIENT_ID,
            "INTERFACES_DATABASE_URL": self.database,
            "INTERFACES_DEV_ISSUER": str(folder / "issuer"),
            "INTERFACES_DRAIN_SECONDS": "0",  # no balancer has to notice
            "INTERFACES_EDGE_SECRET": self.state.secret("edge"),
            "INTERFACES_GIT_URL": self.state.origin.as_uri(),
            "INTERFACES_ISSUER": f"{self.edge}/issuer",
            "INTERFACES_KEYS": self.state.encryption_keys(),
            "INTERFACES_MIRROR_DIR": str(folder / "mirror.git"),
            "INTERFACES_PUBLIC_URL": self.edge,
            "INTERFACES_TASKS_FILE": str(folder / "tasks.json"),
        }

    def _shown(self) -> dict[str, str]:
        """What previews show: the workspace, or the origin's branch."""
        if not self.from_git:
            return {"INTERFACES_PACKAGES": str(self.packages)}
        return {
            "INTERFACES_POLL_SECONDS": "1",
            "INTERFACES_WEBHOOK_SECRET": self.state.secret("webhook"),
        }

    def token(self, role: Role) -> str:
        return DevIssuer(self.state.folder / "issuer", f"{self.edge}/issuer").mint(role)


def run(
    state: State,
    port: int,
    ready_file: Path | None,
    screen: Screen,
    show: Callable[[str], None],
    from_git: bool,
) -> None:
    """Bring everything up, say where it is (and `show` the edge's URL), and serve until told to stop."""
    for number in STOPPING:
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt), state.held(), ExitStack() as cleanup:
        if ready_file:
            _remove(ready_file)  # an earlier one's
            cleanup.callback(_remove, ready_file)
        processes = Processes(state.folder)
        processes.end_left_over()
        require_free(LOOPBACK, port)
        cleanup.callback(screen.say, "Stopped.")
        site = _found(state, port, screen, cleanup, from_git)
        cleanup.callback(processes.stop)
        cleanup.callback(_no_more_interruptions)
        _serve(site, processes, screen)
        ready = _fill(site, screen)
        if ready_file:
            write_private(ready_file, json.dumps(ready, indent=1) + "\n")
        screen.links(ready)
        show(f"{site.edge}/")
        while True:
            time.sleep(0.5)
            processes.raise_if_one_died()


def _found(state: State, port: int, screen: Screen, cleanup: ExitStack, from_git: bool) -> Site:
    """The ground: a database in its newest shape, a git origin, a workspace, and ports."""
    with screen.step("Postgres"):
        postgres = Postgres(state.folder / "postgres")
        cleanup.callback(postgres.stop)
        database = postgres.start()
        migrate(database, "pre")
        migrate(database, "post")
    with screen.step("Git origin and workspace"):
        packages = prepare(state.origin, state.workspace, SEED)
    edge, api = f"http://{LOOPBACK}:{port or free_port()}", f"http://{LOOPBACK}:{free_port()}"
    return Site(state, edge, api, database, packages, from_git)


def _serve(site: Site, processes: Processes, screen: Screen) -> None:
    settings = site.settings()
    write_settings(site.state.settings, settings)
    with screen.step("API and edge"):
        ports = {
            name: int(url.rpartition(":")[2]) for name, url in (("api", site.api), ("router", site.edge))
        }
        for name, port in ports.items():
            place = ("--host", LOOPBACK, "--port", str(port), "--workers", "1")
            processes.start(name, ("serve", name, *place), settings)
        for name, port in ports.items():
            processes.wait_for(name, partial(lives, port, "/readyz"))


def _fill(site: Site, screen: Screen) -> Ready:
    """Interfaces, tasks and their links: what the ready file says, told once every link answers."""
    tokens: dict[Role, str] = {role: site.token(role) for role in ("author", "member")}
    packages = [load_folder(folder.parent) for folder in sorted(SEED.glob("*/interface.toml"))]
    with ExitStack() as clients:
        people = {role: clients.enter_context(Client(site.api, token)) for role, token in tokens.items()}
        with screen.step(f"{len(packages)} interfaces published"):
            uuids = register(people["author"], packages)
        with screen.step("Tasks"):
            tasks = top_up(people, packages, uuids, site.state.folder / "samples.json")
            executions = [_execution(people["author"], task) for task in tasks]
        ready = _ready(site, tokens, uuids, executions)
        write_private(site.state.folder / "tasks.json", json.dumps(executions, indent=1))
        with screen.step("Every link answers"):
            _open_all(people, ready)
    return ready


def _ready(
    site: Site, tokens: Mapping[Role, str], uuids: Mapping[str, str], executions: list[dict[str, Any]]
) -> Ready:
    return {
        "edge": site.edge,
        "api": site.api,
        "tokens": tokens,
        "interfaces": [
            {"interface_uuid": uuid, "interface_package": name, "preview_url": f"{site.edge}/{uuid}"}
            for name, uuid in uuids.items()
        ],
        "executions": executions,
        "packages_dir": str(site.packages),
        "origin": site.state.origin.as_uri(),
        "database_url": site.database,
    }


def _execution(api: Client, task: Task) -> dict[str, Any]:
    url = api.post(f"{task.path}/generate-url")["url"]
    return {
        "workflow_uuid": task.workflow_uuid,
        "execution_uuid": task.execution_uuid,
        "node_uuid": task.node_uuid,
        "assigned_to": task.assigned_to,
        "interface_package": task.interface_package,
        "title": task.title,
        "url": url,
    }


def _open_all(people: Mapping[Role, Client], ready: Ready) -> None:
    links: list[tuple[Role, str]] = [("author", f"{ready['edge']}/")]
    links += [("author", interface["preview_url"]) for interface in ready["interfaces"]]
    links += [(task["assigned_to"] or "member", task["url"]) for task in ready["executions"]]
    deadline = time.monotonic() + ANSWER_SECONDS
    for role, url in links:
        while not people[role].opens(url):
            if time.monotonic() > deadline:
                raise Refused(f"{url} gives no page.", "The logs in the state folder say why.")
            time.sleep(0.1)


def _remove(ready_file: Path) -> None:
    if not ready_file.absolute().parent.is_dir() or ready_file.is_dir():
        raise Refused(
            f"{ready_file} cannot be written.", "Name a file in an existing folder: --ready-file FILE"
        )
    ready_file.unlink(missing_ok=True)


def _no_more_interruptions() -> None:
    """From here on everything is being stopped; a second Ctrl-C must not leave half of it behind."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
