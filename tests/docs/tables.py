"""Reads the tables of our Markdown files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def section(file: str, heading: str) -> str:
    """What stands under a heading, up to the next one of the same level."""
    level = heading.split(" ")[0]
    found = (ROOT / file).read_text().partition(f"\n{heading}\n")[2]
    assert found, f"{file} has no section {heading!r}"
    return found.partition(f"\n{level} ")[0]


def rows(file: str, heading: str) -> list[list[str]]:
    """The cells of the section's first table, without its head."""
    lines = [line for line in section(file, heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def code(cell: str) -> str:
    """`x` -> x; anything else is a mistake in the table."""
    assert cell.startswith("`"), cell
    return cell.split("`")[1]
