"""The table of threats and faults names tests that exist, and leaves none of its rows out."""

import ast
import re

import pytest

from tests.docs.tables import ROOT, rows

TABLE = {int(row[0]): row for row in rows("docs/operators/trust.md", "## Rows")}
NAMED = sorted({name for row in TABLE.values() for name in re.findall(r"`([^`]+::[^`]+)`", row[3])})
FRONT_DOOR = {*range(1, 15), *range(22, 26), 39, 40}


def test_every_row_of_the_front_door_has_tests() -> None:
    assert set(TABLE) >= FRONT_DOOR
    assert all("::" in row[3] for row in TABLE.values())


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name: str) -> None:
    file, _, function = name.partition("::")
    tree = ast.parse((ROOT / file).read_text())
    found = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert function in found


def test_the_code_that_answers_a_threat_is_where_the_page_says() -> None:
    text = (ROOT / "docs/operators/security.md").read_text()

    for path in re.findall(r"`((?:door|identity|router|api|mirror|renderer)/[\w./]+)`", text):
        assert (ROOT / path).is_file(), path
