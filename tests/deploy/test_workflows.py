"""The workflows for GitHub: what they run exists, and does what it says."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.api.origin import git

ROOT = Path(__file__).parents[2]
CI = ROOT / ".github/workflows/ci.yml"
PACKAGES = ROOT / "deploy/github/packages.yml"


def steps(file: Path) -> list[dict[str, Any]]:
    return [step for job in yaml.safe_load(file.read_text())["jobs"].values() for step in job["steps"]]


def commands(file: Path) -> list[str]:
    return [step["run"] for step in steps(file) if "run" in step]


@pytest.mark.parametrize("file", [CI, PACKAGES], ids=lambda file: file.name)
def test_a_workflow_reads_only_and_leaves_no_token_behind(file: Path) -> None:
    assert yaml.safe_load(file.read_text())["permissions"] == {"contents": "read"}
    checkouts = [step for step in steps(file) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_ci_runs_the_projects_own_scripts() -> None:
    scripts = [command for command in commands(CI) if command.startswith("scripts/")]

    assert scripts == ["scripts/check", "scripts/test"]
    assert all((ROOT / script).is_file() for script in scripts)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A packages repository of one package, as it is checked out: the origin's main is there, ours is not."""
    shutil.copytree(ROOT / "packages/interface-invoice", tmp_path / "packages/interface-invoice")
    git("init", "-q", "-b", "change", str(tmp_path))
    git("-C", str(tmp_path), "add", "-A")
    git("-C", str(tmp_path), "commit", "-q", "-m", "all")
    git("-C", str(tmp_path), "update-ref", "refs/remotes/origin/main", "HEAD")
    return tmp_path


def run_all(repository: Path) -> list[int]:
    """The exit codes of the workflow's commands, run by this environment's command line."""
    ours = f"{sys.executable} -m cli"
    return [
        subprocess.run(
            command.replace(".engine/scripts/interfaces", ours).split(),
            cwd=repository,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        ).returncode
        for command in commands(PACKAGES)
    ]


def test_a_good_package_passes(repository: Path) -> None:
    assert run_all(repository) == [0, 0, 0, 0]


def test_a_broken_package_stops_the_workflow(repository: Path) -> None:
    (repository / "packages/interface-invoice/schema.json").write_text("{")

    assert run_all(repository) == [1, 1, 0, 1]
