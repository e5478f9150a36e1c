"""The README's table of URLs is the edge's routes."""

import re

from tests.docs.tables import ROOT, code, rows


def documented() -> set[str]:
    return {code(row[0]) for row in rows("README.md", "## URLs of the edge")}


def served() -> set[str]:
    """The routes as router/urls.py writes them, without the kinds of their parameters."""
    source = (ROOT / "router/urls.py").read_text()
    return {re.sub(r":\w+\}", "}", what) for what in re.findall(r'route\("([^"]+)"', source)}


def test_every_route_is_in_the_table_and_no_other() -> None:
    assert documented() == served()
