"""The README's table of settings is the settings there are."""

import re

import pytest

from api.settings import Settings as ApiSettings
from router.settings import EdgeSettings
from tests.docs.tables import ROOT, code, rows

TABLE = {code(row[0]): row for row in rows("README.md", "## Settings")}
EDGE = {f"INTERFACES_{name.upper()}": field for name, field in EdgeSettings.model_fields.items()}
API = {f"INTERFACES_{name.upper()}": field for name, field in ApiSettings.model_fields.items()}
BY_COMMAND = {"INTERFACES_ROLE"}  # `serve ROLE` says it


def test_every_setting_is_in_the_table_and_no_other() -> None:
    assert set(TABLE) == (set(EDGE) | set(API)) - BY_COMMAND


@pytest.mark.parametrize("name", sorted(TABLE))
def test_the_table_says_who_reads_it(name: str) -> None:
    readers = {"edge" if name in EDGE else "", "API" if name in API else ""} - {""}

    assert set(TABLE[name][1].split(", ")) == readers


@pytest.mark.parametrize("name", sorted(TABLE))
def test_the_table_tells_the_default_or_that_there_is_none(name: str) -> None:
    told = TABLE[name][2]
    for fields in (EDGE, API):
        field = fields.get(name)
        if field is None or told.startswith("see "):
            continue
        assert (told == "required") == (field.is_required), (name, field.default)


def test_no_setting_is_read_behind_the_tables_back() -> None:
    """Whatever the code calls INTERFACES_SOMETHING is a setting that the table has."""
    sources = [
        file for room in ("deploy", "api", "router", "identity") for file in (ROOT / room).rglob("*.py")
    ]
    named = {name for file in sources for name in re.findall(r"INTERFACES_[A-Z_]+[A-Z]", file.read_text())}

    assert named - {"INTERFACES_TOKEN"} <= set(TABLE)  # an option of commands, told beside them
