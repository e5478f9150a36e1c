"""The command line's entrance. Exit codes: 0 done, 1 it found faults, 2 wrong use."""

import os
import sys

from deploy.faults import Refused
from deploy.secrets_manager import revealed
from deploy.serve_line import serve_wish


def main() -> None:
    """Run a command; what could be foreseen is told in plain words."""
    try:
        os.environ.update(revealed(os.environ))
        _run(sys.argv[1:])
    except Refused as refused:
        import typer

        typer.secho(refused.what, fg="red", err=True)
        typer.echo(refused.fix, err=True)
        sys.exit(1)


def _run(arguments: list[str]) -> None:
    """What a role does not need is not imported: a start costs what its imports cost."""
    if wish := serve_wish(arguments):
        from deploy.serve import serve

        serve(wish.role, wish.given, wish.workers)
    else:
        from deploy.command_line import app

        app()


if __name__ == "__main__":
    main()
