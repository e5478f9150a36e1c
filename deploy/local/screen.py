"""What the demo shows in the terminal: each step as it is done, then the links."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table

WHOSE = {"author": "the author", "member": "the member", None: "anybody who is signed in"}


class Screen:
    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A spinner while the step runs (where there is a terminal), then one line with its time."""
        started = time.perf_counter()
        with self._console.status(f"{name} …"):
            yield
        self._console.print(f"[green]✓[/] {name} [dim]{time.perf_counter() - started:.1f} s[/]")

    def links(self, ready: Mapping[str, Any], stop: str = "Ctrl-C") -> None:
        """`ready` is what the ready file holds."""
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        table.add_row("Everything", f"{ready['edge']}/")
        table.add_row("Sign in", f"{ready['edge']}/signin")
        for interface in ready["interfaces"]:
            table.add_row(f"Preview of {short(interface['interface_package'])}", interface["preview_url"])
        for task in _one_for_each(ready["executions"]):
            table.add_row(f"Task for {WHOSE[task['assigned_to']]}", task["url"])
        self._console.print()
        self._console.print(table, soft_wrap=True)
        self._console.print(
            f"\nTry: sign in as the author, open a preview, and edit a text in\n  {ready['packages_dir']}\n"
            "while you watch the page. Then open a task, fill it in and submit it.\n"
            f"\nStop with {stop}; a second start finds everything again.",
            soft_wrap=True,
        )

    def say(self, text: str) -> None:
        self._console.print(text, soft_wrap=True)


def short(package: str) -> str:
    return package.rpartition("interface-")[2]


def _one_for_each(tasks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({task["assigned_to"]: task for task in reversed(tasks)}.values())
