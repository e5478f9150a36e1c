"""What the demo shows in the terminal: each step as it is done, then the links."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape

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
        """`ready` is what the ready file holds. Links stay whole, however narrow the terminal is."""
        links = [("Everything", f"{ready['edge']}/"), ("Sign in", f"{ready['edge']}/signin")]
        links += [
            (f"Preview of {short(i['interface_package'])}", i["preview_url"]) for i in ready["interfaces"]
        ]
        links += [
            (f"Task for {WHOSE[t['assigned_to']]}", t["url"]) for t in _one_for_each(ready["executions"])
        ]
        wide = max(len(name) for name, _ in links)
        self.say("")
        for name, url in links:
            self._console.print(f"[bold]{name:{wide}}[/]  {escape(url)}", soft_wrap=True)
        self.say(
            f"\nTry: sign in as the author, open a preview, and edit a text in\n  {ready['packages_dir']}\n"
            "while you watch the page. Then open a task, fill it in and submit it.\n"
            f"\nStop with {stop}; a second start finds everything again."
        )

    def say(self, text: str) -> None:
        self._console.print(text, soft_wrap=True, markup=False)


def short(package: str) -> str:
    return package.rpartition("interface-")[2]


def _one_for_each(tasks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({task["assigned_to"]: task for task in reversed(tasks)}.values())
