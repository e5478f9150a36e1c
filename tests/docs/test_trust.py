"""The table of threats and faults names tests that exist, and leaves none of its rows out."""

import ast
import re
from importlib import import_module

import pytest

from tests.docs.tables import ROOT, rows
from tests.trials.registry import LONG, promised

TABLE = {int(row[0]): row for row in rows("docs/operators/trust.md", "## Rows")}
NAMED = sorted({name for row in TABLE.values() for name in re.findall(r"`([^`]+::[^`]+)`", row[3])})
PROMISED = set(range(1, 42))


def test_every_row_has_tests() -> None:
    assert set(TABLE) >= PROMISED
    assert all("::" in row[3] for row in TABLE.values())


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name: str) -> None:
    file, _, function = name.partition("::")
    tree = ast.parse((ROOT / file).read_text())
    found = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert function in found


def test_long_forms_are_those_of_rows_and_can_be_called() -> None:
    table = promised()

    for name, longs in LONG.items():
        assert name in table or not name.isdigit()
        for long in longs:
            module, _, function = long.place.partition(":")
            assert callable(getattr(import_module(f"tests.trials.{module}"), function))


def test_each_threat_leads_to_code_and_tests_that_are_there_and_no_row_is_left_out() -> None:
    found = set()
    for threat, code, tests, named in rows("docs/operators/security.md", "## Threats"):
        paths = re.findall(r"\]\(\.\./\.\./([^)]+)\)", code + tests)
        assert all((ROOT / path).is_file() for path in paths), threat
        assert {path.startswith("tests/") for path in paths} == {True, False}, threat
        found |= {int(number) for number in re.findall(r"[0-9]+", named)}

    assert found >= PROMISED
