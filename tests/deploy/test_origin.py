"""The demo's git origin and the checkout of it."""

from pathlib import Path

import pytest

from deploy.faults import Refused
from deploy.local.origin import git, prepare, save


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    package = tmp_path / "seed" / "interface-one"
    package.mkdir(parents=True)
    (package / "interface.toml").write_text("format = 1\n")
    (package / ".editor-state").write_text("no business of anybody")
    return package.parent


def test_the_origin_has_both_branches_and_the_workspace_shows_dev(tmp_path: Path, packages: Path) -> None:
    origin, workspace = tmp_path / "origin.git", tmp_path / "workspace"

    folder = prepare(origin, workspace, packages)

    assert [path.name for path in folder.rglob("*")] == ["interface-one", "interface.toml"]
    assert git("-C", str(workspace), "branch", "--show-current") == "dev"
    assert git("-C", str(origin), "rev-parse", "main") == git("-C", str(origin), "rev-parse", "dev")


def test_a_second_start_keeps_what_was_edited(tmp_path: Path, packages: Path) -> None:
    folder = prepare(tmp_path / "origin.git", tmp_path / "workspace", packages)
    (folder / "interface-one" / "interface.toml").write_text("edited")

    prepare(tmp_path / "origin.git", tmp_path / "workspace", packages)

    assert (folder / "interface-one" / "interface.toml").read_text() == "edited"


def test_an_author_can_commit_in_the_workspace_and_push(tmp_path: Path, packages: Path) -> None:
    folder = prepare(tmp_path / "origin.git", tmp_path / "workspace", packages)
    (folder / "interface-one" / "interface.toml").write_text("edited")

    git("-C", str(folder), "commit", "--all", "--message", "edit")
    git("-C", str(folder), "push", "--quiet")

    shown = git("-C", str(tmp_path / "origin.git"), "show", "dev:packages/interface-one/interface.toml")
    assert shown == "edited"


def test_a_killed_first_run_is_finished_by_the_second(tmp_path: Path, packages: Path) -> None:
    (tmp_path / "origin.git.new" / "objects").mkdir(parents=True)
    (tmp_path / "seed.new" / "packages").mkdir(parents=True)

    folder = prepare(tmp_path / "origin.git", tmp_path / "workspace", packages)

    assert (folder / "interface-one" / "interface.toml").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["origin.git", "seed", "workspace"]


def test_the_users_own_git_configuration_plays_no_part(
    tmp_path: Path, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gitconfig").write_text("[commit]\n\tgpgsign = true\n[core]\n\thooksPath = /nonexistent\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_DIR", "/nonexistent")

    assert prepare(tmp_path / "origin.git", tmp_path / "workspace", packages).is_dir()


def test_missing_packages_are_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="complete clone"):
        prepare(tmp_path / "origin.git", tmp_path / "workspace", tmp_path / "nowhere")


def test_saving_commits_what_is_in_the_workspace_to_dev(tmp_path: Path, packages: Path) -> None:
    folder = prepare(tmp_path / "origin.git", tmp_path / "workspace", packages)
    (folder / "interface-one" / "interface.toml").write_text("edited")
    (folder / "interface-one" / "new.json").write_text("{}")

    assert save(tmp_path / "workspace")
    assert not save(tmp_path / "workspace")  # nothing left

    origin = str(tmp_path / "origin.git")
    assert git("-C", origin, "show", "dev:packages/interface-one/interface.toml") == "edited"
    assert git("-C", origin, "show", "dev:packages/interface-one/new.json") == "{}"
    assert git("-C", origin, "rev-list", "--count", "main..dev") == "1"


def test_saving_goes_after_what_somebody_else_pushed(tmp_path: Path, packages: Path) -> None:
    folder = prepare(tmp_path / "origin.git", tmp_path / "workspace", packages)
    other = prepare(tmp_path / "origin.git", tmp_path / "other", packages)
    (other / "interface-one" / "theirs.json").write_text("{}")
    save(tmp_path / "other")
    (folder / "interface-one" / "interface.toml").write_text("edited")

    save(tmp_path / "workspace")

    files = git("-C", str(tmp_path / "origin.git"), "ls-tree", "-r", "--name-only", "dev").split()
    assert "packages/interface-one/theirs.json" in files
    assert (folder / "interface-one" / "theirs.json").exists()


def test_saving_over_what_somebody_else_changed_is_refused_and_loses_nothing(
    tmp_path: Path, packages: Path
) -> None:
    folder = prepare(tmp_path / "origin.git", tmp_path / "workspace", packages)
    other = prepare(tmp_path / "origin.git", tmp_path / "other", packages)
    (other / "interface-one" / "interface.toml").write_text("theirs")
    save(tmp_path / "other")
    (folder / "interface-one" / "interface.toml").write_text("mine")

    with pytest.raises(Refused, match="rebase"):
        save(tmp_path / "workspace")

    assert (folder / "interface-one" / "interface.toml").read_text() == "mine"
    origin = str(tmp_path / "origin.git")
    assert git("-C", origin, "show", "dev:packages/interface-one/interface.toml") == "theirs"
