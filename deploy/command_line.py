"""The command line: one thin function per command.

What a command needs is imported inside it, so that each starts as fast as it can.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from deploy.commands import audit_app, keys_app, outbox_app, purge, status, use_demo
from deploy.rule_commands import rules_app, shift

app = typer.Typer(
    help="Interfaces for the human steps of workflows: pages for people, live previews for their authors.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


app.add_typer(outbox_app, name="outbox")
app.add_typer(audit_app, name="audit")
app.add_typer(keys_app, name="keys")
app.add_typer(rules_app, name="rules")
app.command()(purge)
app.command()(status)
app.command()(shift)


class Role(StrEnum):
    ROUTER = "router"
    PRODUCTION = "production"
    PREVIEW = "preview"
    API = "api"


class Phase(StrEnum):
    PRE = "pre"
    POST = "post"
    ALL = "all"


class Strategy(StrEnum):
    MERGE = "merge"
    PACKAGE = "package"


class Holder(StrEnum):
    AUTHOR = "author"
    MEMBER = "member"
    MACHINE = "machine"


StateFolder = Annotated[Path, typer.Option("--state", help="The demo's folder.")]
OfDemo = Annotated[
    Path | None,
    typer.Option("--state", help="Take the settings of the demo in this folder, not the environment's."),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")]
Folder = Annotated[Path, typer.Option(help="The folder that holds the packages.")]
Names = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME]...", help="Packages or folders; all without.")
]
Interface = Annotated[str, typer.Argument(help="An interface by its uuid, its package or its name.")]
AccessToken = Annotated[
    str | None,
    typer.Option("--token", envvar="INTERFACES_TOKEN", help="An author's access token."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Tell it to a program.")]


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the edge; 0 picks a free one.")] = 8000,
    no_browser: NoBrowser = False,
    ready_file: Annotated[Path | None, typer.Option(help="Write the links as JSON once all answer.")] = None,
    state: StateFolder = Path(".interfaces"),
    from_git: Annotated[bool, typer.Option(help="Preview what is pushed to the local origin's dev.")] = False,
) -> None:
    """Run everything on this machine: edge, API, Postgres, a git origin, four interfaces and some tasks."""
    from deploy.local.browser import show_nothing, show_page
    from deploy.local.demo import run
    from deploy.local.screen import Screen
    from deploy.local.state import State

    show = show_nothing if no_browser else show_page
    run(State(state.resolve()), port, ready_file, Screen(), show, from_git)


@app.command()
def dev(
    folder: Annotated[Path, typer.Argument(help="The folder that holds the packages.")] = Path("packages"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 3001,
    no_browser: NoBrowser = False,
    state: StateFolder = Path(".interfaces"),
) -> None:
    """Show live previews of a packages folder. Needs neither API nor database."""
    from deploy.local.browser import show_nothing, show_page
    from deploy.local.preview import run
    from deploy.local.state import State

    run(folder, port, State(state.resolve()), show_nothing if no_browser else show_page)


@app.command()
def serve(
    role: Annotated[Role, typer.Argument(help="What this process is.")],
    host: Annotated[str | None, typer.Option(help="Address to listen on.  [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes. [default: one a core; 1 for router and preview]"),
    ] = None,
) -> None:
    """Serve one role until SIGTERM: router 8000, production 3000, preview 3001, api 8080."""
    from deploy import serve as roles

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    roles.serve(role.value, given, workers)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Such as travel-request.")],
    folder: Folder = Path("packages"),
) -> None:
    """Make a new package that works at once."""
    from deploy.packages import make

    make(name, folder, typer.echo)


@app.command()
def check(
    names: Names = None,
    folder: Folder = Path("packages"),
    as_json: AsJson = False,
    against: Annotated[
        str | None,
        typer.Option(metavar="BRANCH", help="Judge them as publishing would, against this branch."),
    ] = None,
) -> None:
    """Find every fault of packages: load them and draw all their examples."""
    if against is None:
        from deploy.packages import report

        raise typer.Exit(not report(names or [], folder, False, as_json, typer.echo))
    from deploy.against import judge_all

    raise typer.Exit(not judge_all(names or [], folder, against, as_json, typer.echo))


@app.command(name="test")
def try_packages(names: Names = None, folder: Folder = Path("packages"), as_json: AsJson = False) -> None:
    """Check packages, and try whether their fixtures' submissions get the verdict they name."""
    from deploy.packages import report

    raise typer.Exit(not report(names or [], folder, True, as_json, typer.echo))


@app.command()
def publish(
    name: Interface,
    strategy: Annotated[
        Strategy, typer.Option(help="merge: the whole branch; package: only this interface's folder.")
    ] = Strategy.MERGE,
    force: Annotated[bool, typer.Option("--force", help="Although the gate finds faults.")] = False,
    reason: Annotated[str | None, typer.Option(help="For the history; --force needs one.")] = None,
    commit: Annotated[
        str, typer.Option(help="What was looked at; refused if the preview moved on.")
    ] = "latest",
    access_token: AccessToken = None,
    state: OfDemo = None,
) -> None:
    """Bring an interface from the preview branch to people. With --state, what is saved goes along."""
    from deploy import publishing

    if force and not reason:
        raise typer.BadParameter("--force needs a --reason")
    use_demo(state)
    if state is not None:
        from deploy.local.origin import save
        from deploy.local.state import State

        save(State(state.resolve()).workspace)
    wish = {
        "strategy": strategy.value,
        "force": force,
        "commit": commit,
        **({"reason": reason} if reason else {}),
    }
    with publishing.author(access_token) as api:
        raise typer.Exit(not publishing.publish(api, name, wish, typer.echo))


@app.command()
def rollback(
    name: Interface,
    reason: Annotated[str, typer.Option(help="For the history.")],
    to: Annotated[
        str | None,
        typer.Option(help="A release's digest or a publication's id.  [default: the release before]"),
    ] = None,
    access_token: AccessToken = None,
    state: OfDemo = None,
) -> None:
    """Publish an earlier release again, at once."""
    from deploy import publishing

    use_demo(state)
    with publishing.author(access_token) as api:
        publishing.roll_back(api, name, to, reason, typer.echo)


@app.command()
def migrate_tasks(
    name: Interface,
    to: Annotated[
        str, typer.Option(help="A version or digest that was live.  [default: the live release]")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be moved.")] = False,
    access_token: AccessToken = None,
    state: OfDemo = None,
) -> None:
    """Move open tasks to another release where they fit; tell which do not, and why."""
    from deploy import publishing

    use_demo(state)
    with publishing.author(access_token) as api:
        raise typer.Exit(not publishing.move_tasks(api, name, to, dry_run, typer.echo))


@app.command()
def publications(name: Interface, access_token: AccessToken = None, state: OfDemo = None) -> None:
    """Tell who published what when, from what to what, and why."""
    from deploy import publishing

    use_demo(state)
    with publishing.author(access_token) as api:
        publishing.tell_history(api, name, typer.echo)


@app.command()
def token(
    holder: Annotated[Holder, typer.Argument(help="Whose token.")],
    state: OfDemo = None,
    ttl: Annotated[int, typer.Option(min=1, help="Seconds it is valid.")] = 3600,
) -> None:
    """Print an access token of the development issuer: of a person, or of the workflow engine."""
    from deploy.tokens import mint

    use_demo(state)
    typer.echo(mint(holder.value, ttl))


@app.command()
def migrate(
    phase: Annotated[Phase, typer.Argument(help="pre goes before a deploy, post after it.")] = Phase.ALL,
    api_role: Annotated[
        str | None, typer.Option(help="The role the API connects as: it gets the rights it needs, no more.")
    ] = None,
    state: OfDemo = None,
) -> None:
    """Bring the database to the shape that this version needs. Safe to repeat."""
    from deploy.database import migrate as apply

    use_demo(state)
    for name in apply(phase.value):
        typer.echo(f"applied {name}")
    if api_role is not None:
        from deploy.roles import grant

        grant(api_role)
    typer.echo("The database is up to date.")


@app.command()
def doctor(
    role: Annotated[Role | None, typer.Argument(help="Only what this role needs.")] = None,
    state: OfDemo = None,
) -> None:
    """Check the settings and every neighbour; tell all faults at once."""
    from deploy.doctor import examine

    use_demo(state)
    findings = examine(role and role.value)
    for finding in findings:
        typer.echo(str(finding))
    raise typer.Exit(any(finding.fault for finding in findings))
