"""The tests named for a row, run by themselves and counted."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from tests.trials.table import Row


def named(
    row: str,
    tests: Sequence[str],
    environment: Mapping[str, str] | None = None,
    patience: float | None = None,
) -> Row:
    """A test that tries more than one thing says how many by `record_property("tried", number)`. One that
    was skipped shows nothing, and counts as wrong; so does a run of more than `patience` seconds."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        full = ("--timeout=0", "--hypothesis-profile=trials")
        quiet = ("-q", "-p", "no:cacheprovider", f"--junitxml={report}", "-o", "junit_family=xunit1")
        command = [sys.executable, "-m", "pytest", *full, *quiet, *tests]
        try:
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False, timeout=patience)
        except subprocess.TimeoutExpired:
            return Row(row, 0, 1, f"not done after {patience:g} s")
        return counted(row, report)


def counted(row: str, report: Path) -> Row:
    """What a report in JUnit's format tells."""
    cases = ElementTree.parse(report).findall(".//testcase") if report.exists() else []
    wrong = [str(case.get("name")) for case in cases if _is_wrong(case)]
    return Row(row, sum(map(_tried, cases)), len(wrong), ", ".join([f"{len(cases)} tests", *wrong]))


def _is_wrong(case: ElementTree.Element) -> bool:
    return any(case.find(kind) is not None for kind in ("failure", "error", "skipped"))


def _tried(case: ElementTree.Element) -> int:
    given = case.find("properties/property[@name='tried']")
    return 1 if given is None else int(given.get("value", "0"))
