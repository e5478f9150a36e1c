"""Commands for a router: its rules, and shifting traffic."""

from pathlib import Path
from typing import Annotated

import typer

rules_app = typer.Typer(help="Rules of the router, as a load balancer has them.", no_args_is_help=True)

RulesFile = Annotated[
    Path | None, typer.Option("--rules", help="A rules file; without one those that come with this.")
]


@rules_app.command("check")
def check_rules(
    file: Annotated[
        Path | None, typer.Argument(help="A rules file; without one those that come with this.")
    ] = None,
) -> None:
    """Check a rules file whole, and tell its rules in their order."""
    from deploy.rules import check

    if not check(file, typer.echo):
        raise typer.Exit(1)


@rules_app.command("explain")
def explain_rules(
    method: Annotated[str, typer.Argument(help="Such as GET.")],
    url: Annotated[str, typer.Argument(help="A URL, or its path.")],
    header: Annotated[
        list[str] | None, typer.Option("-H", "--header", help="A header, as 'Name: value'.")
    ] = None,
    source: Annotated[str, typer.Option(help="The address that is connected to us.")] = "127.0.0.1",
    rules: RulesFile = None,
) -> None:
    """Say which rule wins for a request, why the earlier ones do not, and what it does."""
    from deploy.rules import explain

    explain(rules, method, url, header or (), source, typer.echo)


@rules_app.command("import")
def import_rules(
    file: Annotated[Path, typer.Argument(help="The JSON of `aws elbv2 describe-rules`.")],
) -> None:
    """Print the rules file that does what a load balancer's rules do."""
    from deploy.rules import bring_over

    bring_over(file, typer.echo)


def shift(
    group: Annotated[str, typer.Argument(help="The group whose requests move.")],
    to: Annotated[str, typer.Option(help="The group of the rules file that gets them.")] = "",
    by: Annotated[str, typer.Option(help="How much in a step, such as 10%.")] = "10%",
    every: Annotated[str, typer.Option(help="How long a step is watched, such as 30s or 5m.")] = "30s",
    abort_on: Annotated[str, typer.Option(help="What ends it and takes all of it back.")] = "5xx>1%",
    back: Annotated[bool, typer.Option("--back", help="Take a shift back, at once.")] = False,
    router: Annotated[
        list[str] | None, typer.Option(help="A router's origin; name each. Without: http://127.0.0.1:8000")
    ] = None,
    token: Annotated[
        str, typer.Option(envvar="INTERFACES_ROUTER_TOKEN", help="The router's own token.")
    ] = "",
) -> None:
    """Move a group's traffic to another group in steps; it is taken back when too many answers are 5xx."""
    from deploy import shifting

    with shifting.operator(router or ["http://127.0.0.1:8000"], token) as routers:
        if back:
            shifting.take_back(routers, group, typer.echo)
        elif not shifting.shift(routers, shifting.wish(group, to, by, every, abort_on), typer.echo):
            raise typer.Exit(1)
