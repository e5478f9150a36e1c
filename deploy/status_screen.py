"""The status as one screen of a terminal, 80 columns wide or more."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from deploy.status import Place, Status, Told

_COLOURS = {"healthy": "green", "initial": "yellow", "draining": "yellow"}


def screen(status: Status, now: datetime) -> Group:
    """What is wrong first, then everything."""
    return Group(*_verdict(status, now), *_edges(status.edges), *_control(status, now))


def _verdict(status: Status, now: datetime) -> Iterator[RenderableType]:
    at = f"[dim]{now.astimezone(UTC):%H:%M:%S} UTC[/]"
    if not status.wrong:
        yield Text.from_markup(f"[green]✓ All is well[/]  {at}")
    else:
        yield Text.from_markup(f"[red]✗ Look at this first[/]  {at}")
        for each in status.wrong:
            yield Text.from_markup(f"  [red]•[/] {escape(each)}")


def _edges(edges: Sequence[Place]) -> Iterator[RenderableType]:
    for edge in edges:
        told = edge.told
        if not told:
            continue
        ready = "[green]ready[/]" if told["ready"] else "[red]not ready[/]"
        yield Text.from_markup(f"\n[bold]{escape(told['role'])}[/]  {escape(edge.url)}  {ready}")
        if told["rules"]:
            yield _rules(told["rules"])
        if told["groups"]:
            yield ""
            yield _groups(told["groups"])
        yield Text.from_markup("  [dim]" + escape(_loaded(told)) + "[/]")


def _rules(rules: Sequence[Told]) -> Table:
    table = _table("rule", "if", "then")
    for rule in rules:
        place = "" if rule["priority"] is None else f"{rule['priority']} "
        table.add_row(escape(f"{place}{rule['name']}"), escape(rule["if"]), escape(rule["then"]))
    return table


def _groups(groups: Sequence[Told]) -> Table:
    table = _table("group", "target", "state", "now", "queue", "requests", "failed")
    for group in groups:
        counts = [f"{group[name]:,}" for name in ("waiting", "requests", "failures")]
        for target in group["targets"]:
            state = f"[{_COLOURS.get(target['state'], 'red')}]{escape(target['state'])}[/]"
            share = f" x{target['weight']}" if target["weight"] != 1 else ""
            place = escape(group["name"]), escape(target["address"] + share)
            table.add_row(*place, state, f"{target['in_flight']:,}", *counts)
            counts = ["", "", ""]
    for column in table.columns[3:]:
        column.justify = "right"
    return table


def _loaded(told: Told) -> str:
    parts = [f"{told['releases']} releases loaded"]
    if previews := told["previews"]:
        parts.append(f"{previews['packages']} packages previewed in {previews['tabs']} open tabs")
        if sync := previews["sync"]:
            parts.append(f"{sync['branch']} at {(sync['commit'] or 'nothing')[:10]}")
    return ", ".join(parts)


def _control(status: Status, now: datetime) -> Iterator[RenderableType]:
    if not status.api.told:
        return
    yield Text.from_markup(f"\n[bold]api[/]  {escape(status.api.url)}")
    yield Text.from_markup("  " + _queues(status.api.told["queues"], now))
    if status.api.told["edges"]:
        yield _lines(status.api.told["edges"], now)
    if status.interfaces:
        yield ""
        yield _interfaces(status.interfaces)


def _queues(queues: Told, now: datetime) -> str:
    since = f", the oldest for {_age(queues['waiting_since'], now)}" if queues["waiting_since"] else ""
    dead = f"[red]{queues['dead']:,} dead[/]" if queues["dead"] else "none dead"
    running = f"{queues['publications']:,} publications on their way"
    return f"outbox: {queues['waiting']:,} waiting{since}, {dead}; {running}"


def _lines(edges: Sequence[Told], now: datetime) -> Table:
    table = _table("on the line", "follows", "synced", "trouble")
    for edge in edges:
        follows = f"{edge['branch']} at {(edge['commit'] or 'nothing')[:10]}" if edge["branch"] else "–"
        synced = f"{_age(edge['synced_at'], now)} ago" if edge["synced_at"] else "–"
        table.add_row(escape(edge["role"]), escape(follows), synced, escape(edge["error"] or "–"))
    return table


def _interfaces(rows: Sequence[Told]) -> Table:
    table = _table("interface", "version", "release", "live since", "by")
    for row in rows:
        live = row["live"]
        if live is None:
            table.add_row(escape(row["interface_name"]), f"[dim]{escape(row['status'])}[/]", "–", "–", "–")
            continue
        when = datetime.fromisoformat(live["published_at"]).astimezone(UTC)
        table.add_row(
            escape(row["interface_name"]),
            escape(live["version"]),
            live["digest"][:10],
            f"{when:%d %b %H:%M}",
            escape(live["published_by"]),
        )
    return table


def _table(*names: str) -> Table:
    table = Table(*names, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.columns[0].no_wrap = True
    return table


def _age(moment: str, now: datetime) -> str:
    seconds = max(0, int((now - datetime.fromisoformat(moment)).total_seconds()))
    for size, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {name}"
    return f"{seconds} s"
