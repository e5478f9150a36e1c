"""What a trial found: a table of rows, and an exit code."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`tried` times, `wrong` of them with another outcome than promised. `told`: figures and examples."""

    row: str
    tried: int
    wrong: int
    told: str = ""

    @property
    def holds(self) -> bool:
        """A trial that tried nothing shows nothing."""
        return self.tried > 0 and self.wrong == 0

    @property
    def line(self) -> str:
        """As a line of a Markdown table."""
        verdict = "holds" if self.holds else "BROKEN"
        told = self.told.replace("|", "\\|")
        return f"| {self.row} | {self.tried:,} | {self.wrong} | {verdict} | {told} |"


def table(rows: Sequence[Row]) -> str:
    """As Markdown."""
    lines = ["| row | tried | wrong | verdict | |", "| --- | ---: | ---: | --- | --- |"]
    return "\n".join([*lines, *(each.line for each in rows)])


def tell(*rows: Row) -> int:
    """Print the table; 0 when every row holds, or else 1."""
    print(table(rows), flush=True)  # noqa: T201
    return int(not all(each.holds for each in rows))
