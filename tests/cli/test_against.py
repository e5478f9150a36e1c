"""`interfaces check --against main` in a repository like an author's."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Interfaces
from tests.renderer.good import FILES, FOLDER, write
from tests.trust.runaways import LINE, RUNAWAYS, with_page

WHO = ["-c", "user.name=A", "-c", "user.email=a@example.com"]


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A packages folder whose good package is committed on `main`."""
    write(tmp_path / "packages")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "packages")
    git(tmp_path, *WHO, "commit", "--quiet", "--message", "live")
    return tmp_path / "packages"


def git(place: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(place), *arguments], check=True, capture_output=True)


def test_what_is_on_the_branch_already_may_be_published(interfaces: Interfaces, packages: Path) -> None:
    done = interfaces("check", "--against", "main")

    assert (done.returncode, done.stdout) == (0, f"✓ {FOLDER}: may be published\n")


def test_changes_that_are_not_committed_are_told(interfaces: Interfaces, packages: Path) -> None:
    schema = FILES["schema.json"].replace('"maximum": 30', '"maximum": 20')
    texts = FILES["locales/de.json"].replace("Urlaubsantrag", "Antrag auf Urlaub")
    write(packages, {"schema.json": schema, "locales/de.json": texts})

    done = interfaces("check", "--against", "main")

    assert done.returncode == 0
    assert f"{FOLDER}/schema.json: /days 'maximum' is 20, was 30. This breaks" in done.stdout
    assert "the example default differs in de" in done.stdout


def test_a_package_that_may_not_be_published_is_a_fault(process: Interfaces, packages: Path) -> None:
    schema = FILES["schema.json"].replace('"maximum": 30', '"maximum": 4')
    write(packages, {"schema.json": schema})
    write(packages, FILES | {"ui.json": "{"}, "interface-broken")

    done = process("check", "--against", "main")

    assert done.returncode == 1
    assert f"{FOLDER}/fixtures/default.json:6: the submission 'approved' is refused" in done.stdout
    assert "interface-broken/ui.json:1:" in done.stdout
    assert f"✗ {FOLDER}: 1 fault" in done.stdout


def test_programs_get_the_whole_verdict(interfaces: Interfaces, packages: Path) -> None:
    write(packages, {"locales/en.json": FILES["locales/en.json"].replace('"Days"', '"Working days"')})
    write(packages, FILES | {"ui.json": "{"}, "interface-broken")

    told = json.loads(interfaces("check", "--against", "main", "--json").stdout)

    broken, changed = told["packages"]
    assert (broken["package"], broken["passes"]) == ("interface-broken", False)
    assert changed["passes"]
    assert changed["live"] != changed["candidate"]
    assert any(line.startswith("+") and "Working days" in line for line in changed["shown"][0]["page"])


def test_a_package_that_is_new_is_not_live_yet(interfaces: Interfaces, packages: Path) -> None:
    assert interfaces("new", "travel-request").returncode == 0

    done = interfaces("check", "travel-request", "--against", "main")

    assert done.returncode == 0
    assert "interface-travel-request: is not live yet" in done.stdout


def test_the_repository_of_the_settings_is_asked_first(
    interfaces: Interfaces, packages: Path, tmp_path: Path
) -> None:
    origin = tmp_path / "origin.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(tmp_path), str(origin))
    git(tmp_path, "branch", "--move", "main", "other")

    assert interfaces("check", "--against", "main").returncode == 1
    assert interfaces("check", "--against", "main", git_url=origin.as_uri()).returncode == 0


def test_a_branch_that_is_not_there_says_what_to_do(interfaces: Interfaces, packages: Path) -> None:
    done = interfaces("check", "--against", "production")

    assert done.returncode == 1
    assert "There is no branch 'production'" in done.stderr
    assert "INTERFACES_GIT_URL" in done.stderr


def test_without_any_repository_it_is_refused(interfaces: Interfaces, tmp_path: Path) -> None:
    write(tmp_path / "packages")

    done = interfaces("check", "--against", "main")

    assert done.returncode == 1
    assert "not a git repository" in done.stderr


def test_18_a_template_that_runs_away_is_told_with_its_line(interfaces: Interfaces, packages: Path) -> None:
    write(packages, with_page(RUNAWAYS["loops in loops"]))

    done = interfaces("check", "--against", "main")

    assert done.returncode == 1
    assert f"{FOLDER}/templates/page.html:{LINE}: takes longer than 2 s to draw" in done.stdout
