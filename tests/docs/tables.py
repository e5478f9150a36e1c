"""Reads the tables of our Markdown files."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def section(file: str, heading: str) -> str:
    """What stands under a heading, up to the next one of the same level."""
    level = heading.split(" ")[0]
    found = (ROOT / file).read_text().partition(f"\n{heading}\n")[2]
    assert found, f"{file} has no section {heading!r}"
    return found.partition(f"\n{level} ")[0]


def tables(file: str, heading: str) -> list[list[list[str]]]:
    """The rows of each of the section's tables, as cells, without the head."""
    blocks = re.findall(r"(?:^\|.*\n?)+", section(file, heading), re.MULTILINE)
    return [[_cells(line) for line in block.strip().splitlines()[2:]] for block in blocks]


def rows(file: str, heading: str) -> list[list[str]]:
    """The rows of the section's first table."""
    return tables(file, heading)[0]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def code(cell: str) -> str:
    """`x` -> x; anything else is a mistake in the table."""
    assert cell.startswith("`"), cell
    return cell.split("`")[1]
