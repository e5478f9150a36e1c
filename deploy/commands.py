"""Commands for the data of a deployment: messages to workflow engines, the audit, keys."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

outbox_app = typer.Typer(help="Messages to workflow engines.", no_args_is_help=True)
keys_app = typer.Typer(help="Keys for people's data.", no_args_is_help=True)
audit_app = typer.Typer(help="Who did what, when, from where.", no_args_is_help=True)

OfDemo = Annotated[
    Path | None,
    typer.Option("--state", help="Take the settings of the demo in this folder, not the environment's."),
]
AccessToken = Annotated[
    str | None, typer.Option("--token", envvar="INTERFACES_TOKEN", help="An author's access token.")
]


class MessageState(StrEnum):
    WAITING = "waiting"
    DEAD = "dead"
    DELIVERED = "delivered"


def use_demo(state: Path | None) -> None:
    """Take the settings of the demo in this folder, if one is named."""
    if state is not None:
        from deploy.local.state import State, read_settings

        os.environ.update(read_settings(State(state).settings))


@outbox_app.command(name="list")
def list_outbox(
    kind: Annotated[MessageState, typer.Argument(help="Which messages.")] = MessageState.DEAD,
    access_token: AccessToken = None,
    state: OfDemo = None,
) -> None:
    """Tell what waits for a workflow engine, was given up (dead) or delivered."""
    from deploy import outbox, publishing

    use_demo(state)
    with publishing.author(access_token) as api:
        outbox.tell(api, kind.value, typer.echo)


@outbox_app.command(name="retry")
def retry_message(
    message: Annotated[str, typer.Argument(help="A message's id, or `all` that are dead.")],
    access_token: AccessToken = None,
    state: OfDemo = None,
) -> None:
    """Send a message again, at once."""
    from deploy import outbox, publishing

    use_demo(state)
    with publishing.author(access_token) as api:
        outbox.retry(api, message, typer.echo)


@audit_app.command(name="verify")
def verify_audit(
    end: Annotated[
        str | None, typer.Option(help="An end that the log told (audit sealed): was anything cut off since?")
    ] = None,
    state: OfDemo = None,
) -> None:
    """Check that no act was changed or removed. Tells every place where the chain does not hold."""
    from deploy.audit import check

    use_demo(state)
    raise typer.Exit(not check(end, typer.echo))


@audit_app.command(name="export")
def export_audit(state: OfDemo = None) -> None:
    """Print every sealed act as a line of JSON."""
    from deploy.audit import export

    use_demo(state)
    export(typer.echo)


@keys_app.command(name="new")
def new_key(
    kms: Annotated[str | None, typer.Option(help="A KMS key's ARN: only KMS knows the new key.")] = None,
) -> None:
    """Print a new key as an entry for INTERFACES_KEYS."""
    from deploy.keys import make

    make(kms, typer.echo)


@keys_app.command(name="list")
def list_keys(state: OfDemo = None) -> None:
    """Tell the keys of the ring, and how many values stand under each."""
    from deploy.keys import tell

    use_demo(state)
    tell(typer.echo)


@keys_app.command(name="rotate")
def rotate_keys(state: OfDemo = None) -> None:
    """Bring everything under the ring's first key, while the API runs. Safe to stop and to repeat."""
    from deploy.keys import rotate

    use_demo(state)
    raise typer.Exit(not rotate(typer.echo))


def status(
    edge: Annotated[
        list[str] | None,
        typer.Option("--edge", help="An edge's origin; repeat it. [default: INTERFACES_PUBLIC_URL]"),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Follow until Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    access_token: AccessToken = None,
    state: OfDemo = None,
) -> None:
    """Show rules, targets, health, releases, sync and queues on one screen. Exit 1: something is wrong."""
    from rich.console import Console

    from deploy.status_command import tell

    use_demo(state)
    console = Console(highlight=False)
    well = tell(edge or (), access_token, watch=watch, as_json=as_json, console=console)
    raise typer.Exit(not well)


def purge(
    days: Annotated[int, typer.Option(min=1, help="How long people's data is kept after a task has ended.")],
    state: OfDemo = None,
) -> None:
    """Delete answers, drafts and files of tasks that ended so long ago. The audit tells of each."""
    from deploy.purge import purge_old

    use_demo(state)
    purge_old(days, typer.echo)
