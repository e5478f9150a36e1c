"""docs/dependencies.md says why each dependency is there: of all of them, and of no other."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[><=; ]", requirement)[0] for requirement in requirements}


def explained(heading: str) -> dict[str, str]:
    text = (ROOT / "docs/dependencies.md").read_text()
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| ([a-z][a-z0-9-]*) \| (.+) \|$", section, re.MULTILINE)[1:])


@pytest.mark.parametrize(
    ("heading", "requirements"),
    [
        ("To run", PROJECT["dependencies"]),
        ("The container path, on top", EXTRAS["aws"]),
        ("Traces, on top", EXTRAS["otel"]),
        ("The demo, on top", EXTRAS["demo"]),
        ("The tests, on top", EXTRAS["test"]),
    ],
)
def test_every_dependency_is_explained(heading: str, requirements: list[str]) -> None:
    assert set(explained(heading)) == names(requirements)
    assert all(len(reason) > 10 for reason in explained(heading).values())


def test_every_dependency_is_locked_with_hashes() -> None:
    sets: dict[str, list[str]] = {"runtime": [], "test": ["demo", "test"]}
    sets |= {name: [name] for name in ("aws", "otel", "demo")}
    for extra, wanted in sets.items():
        lines = (ROOT / f"requirements/{extra}.txt").read_text()
        direct = names(PROJECT["dependencies"] + [one for w in wanted for one in EXTRAS[w]])
        locked = set(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==", lines, re.MULTILINE))
        assert direct <= locked
        assert lines.count("--hash=sha256:") >= len(locked)
        assert "://" not in lines
