"""The README's table of commands is the command line."""

import re

import typer

from deploy.command_line import app
from tests.docs.tables import ROOT, code, rows


def test_every_command_is_in_the_table_and_no_other() -> None:
    documented = {code(row[0]).split()[1] for row in rows("README.md", "## Commands")}

    assert documented == {*typer.main.get_group(app).commands}


def test_commands_named_anywhere_in_the_docs_exist() -> None:
    known = set(typer.main.get_group(app).commands)
    for file in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        named = set(re.findall(r"`interfaces ([a-z]+)", file.read_text()))
        assert named <= known, file.name


def test_scripts_named_in_the_docs_exist() -> None:
    for file in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for script in re.findall(r"\bscripts/[a-z]+", file.read_text()):
            assert (ROOT / script).is_file(), f"{file.name} names {script}"
