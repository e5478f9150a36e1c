"""`interfaces new`, `check` and `test` on folders of packages."""

import json
import shutil
from pathlib import Path

import pytest

from deploy.examination import examination
from tests.cli.conftest import Interfaces
from tests.renderer.good import FOLDER, write
from tests.trust.runaways import RUNAWAYS, with_page

PACKAGES = Path(__file__).parents[2] / "packages"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder `packages` below the one that commands run in, with one good package."""
    shutil.copytree(PACKAGES / "interface-invoice", tmp_path / "packages" / "interface-invoice")
    return tmp_path / "packages"


def break_package(folder: Path) -> None:
    (folder / "interface-broken").mkdir()
    (folder / "interface-broken" / "interface.toml").write_text("format = 1\nnaem = 'x'\n")


def test_our_own_packages_are_without_fault(process: Interfaces) -> None:
    done = process("test", "--folder", str(PACKAGES))

    assert done.returncode == 0, done.stdout
    assert done.stdout.count("✓") == 4


def test_a_new_package_is_without_fault(interfaces: Interfaces, process: Interfaces, folder: Path) -> None:
    made = process("new", "visitor-pass")
    tested = interfaces("test", "visitor-pass")

    assert made.returncode == 0
    assert "interfaces dev packages" in made.stdout
    assert tested.returncode == 0, tested.stdout
    assert "✓ interface-visitor-pass" in tested.stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [("invoice", "is there already"), ("Visitor Pass", "no name for a package"), ("../up", "no name")],
)
def test_a_new_package_needs_a_name_of_its_own(
    interfaces: Interfaces, folder: Path, name: str, told: str
) -> None:
    done = interfaces("new", name)

    assert done.returncode == 1
    assert told in done.stderr
    assert [path.name for path in folder.iterdir()] == ["interface-invoice"]


def test_each_fault_is_a_line_with_its_place_and_the_way_out(process: Interfaces, folder: Path) -> None:
    break_package(folder)

    done = process("check")

    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert any(line.startswith("packages/interface-broken/interface.toml:2: ") for line in lines)
    assert any(line.startswith("packages/interface-broken/schema.json: ") for line in lines)
    assert "✓ interface-invoice" in done.stdout
    assert "✗ interface-broken" in done.stdout


def test_faults_as_json(interfaces: Interfaces, folder: Path) -> None:
    break_package(folder)

    done = interfaces("check", "--json")

    found = {one["package"]: one for one in json.loads(done.stdout)["packages"]}
    assert done.returncode == 1
    assert found["interface-invoice"]["faults"] == []
    assert found["interface-broken"]["folder"] == "packages/interface-broken"
    assert {"file", "line", "message", "fix"} == set(found["interface-broken"]["faults"][0])


@pytest.mark.parametrize(
    "name",
    ["invoice", "interface-invoice", "@webapp/interface-invoice", "packages/interface-invoice", "packages"],
)
def test_a_package_may_be_called_by_any_of_its_names(interfaces: Interfaces, folder: Path, name: str) -> None:
    done = interfaces("check", name)

    assert done.returncode == 0
    assert done.stdout.startswith("✓ interface-invoice: ")


def test_a_wrong_verdict_in_a_fixture_is_a_fault_of_test_and_not_of_check(
    interfaces: Interfaces, folder: Path
) -> None:
    file = folder / "interface-invoice" / "fixtures" / "default.json"
    fixture = json.loads(file.read_text())
    fixture["submissions"].append({"name": "nothing at all", "data": {}, "valid": True})
    file.write_text(json.dumps(fixture, indent=2))

    assert interfaces("check").returncode == 0
    tested = interfaces("test")

    assert tested.returncode == 1
    assert "fixtures/default.json:" in tested.stdout
    assert "nothing at all" in tested.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "travel"), "There is no package travel in packages. There are: interface-invoice."),
        (("check", "--folder", "nowhere"), "There is no folder nowhere."),
        (("new", "travel", "--folder", "nowhere"), "There is no folder nowhere."),
        (("dev", "nowhere"), "There is no folder nowhere."),
    ],
)
def test_what_is_not_there_is_told(
    interfaces: Interfaces, folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = interfaces(*arguments)

    assert done.returncode == 1
    assert told in " ".join(done.stderr.split())


def test_18_a_template_that_runs_away_is_a_fault_and_the_next_package_is_looked_at(
    interfaces: Interfaces, tmp_path: Path
) -> None:
    write(tmp_path / "packages", with_page(RUNAWAYS["padding"]))
    new = interfaces("new", "travel")

    done = interfaces("test")

    assert (new.returncode, done.returncode) == (0, 1)
    assert "takes more than 512 MB" in done.stdout
    assert f"✗ {FOLDER}: 1 fault" in done.stdout
    assert "✓ interface-travel: " in done.stdout


def test_a_folder_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with examination() as examined:
        report = examined.report(tmp_path / "interface-gone", submissions=False)

    assert report.pages == 0
    assert "cannot be read" in report.faults[0].message
