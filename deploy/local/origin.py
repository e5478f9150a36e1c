"""The demo's git origin, seeded with the packages, and the checkout of it that the preview shows."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.faults import Refused


def prepare(origin: Path, workspace: Path, packages: Path) -> Path:
    """Make what is not there yet; give the folder in the workspace that holds the packages.

    Both appear by a rename once they are whole, so a killed first run leaves nothing half made.
    """
    if not origin.exists():
        _make(origin, lambda new: _seed(new, packages))
    if not workspace.exists():
        _make(workspace, lambda new: _check_out(origin, new))
    return workspace / "packages"


def save(workspace: Path) -> bool:
    """Commit what is saved in the workspace's packages to `dev` of the origin. Whether there was anything.

    Raises `Refused` when somebody else changed the same places there.
    """
    here = ("-C", str(workspace))
    changed = bool(git(*here, "status", "--porcelain", "--", "packages"))
    if changed:
        git(*here, "add", "--all", "--", "packages")
        git(*here, "commit", "--quiet", "--message", "Saved in the workspace", "--", "packages")
    git(*here, "fetch", "--quiet", "origin", "dev")
    if git(*here, "rev-list", "HEAD..FETCH_HEAD"):
        _go_after(workspace, "FETCH_HEAD")
    git(*here, "push", "--quiet", "origin", "HEAD:dev")
    return changed


def git(*arguments: str) -> str:
    """Run git without the user's own configuration (signing, hooks, templates); what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", *arguments], env=clean | quiet, capture_output=True, text=True, check=True, timeout=60
        )
    except FileNotFoundError:
        raise Refused("git is not installed.", "Install it: the packages' history lives in git.") from None
    except subprocess.CalledProcessError as failed:
        raise Refused(
            f"git {arguments[0]} failed: {failed.stderr.strip()}", "Mend that and start again."
        ) from failed
    return done.stdout.strip()


def _make(folder: Path, fill: Callable[[Path], None]) -> None:
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    fill(new)
    new.rename(folder)


def _seed(origin: Path, packages: Path) -> None:
    if not packages.is_dir():
        raise Refused(f"There is no folder {packages}.", "Run the demo from a complete clone.")
    seed = origin.with_name("seed.new")
    shutil.rmtree(seed, ignore_errors=True)
    shutil.copytree(packages, seed / "packages", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    git("init", "--quiet", "--initial-branch=main", str(seed))
    _introduce(seed)
    git("-C", str(seed), "add", "--all")
    git("-C", str(seed), "commit", "--quiet", "--message", "The packages the demo starts from")
    git("init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git("-C", str(seed), "push", "--quiet", str(origin), "main:main", "main:dev")
    shutil.rmtree(seed)


def _go_after(workspace: Path, commit: str) -> None:
    try:
        git("-C", str(workspace), "rebase", "--quiet", "--autostash", commit)
    except Refused:
        git("-C", str(workspace), "rebase", "--abort")
        raise


def _check_out(origin: Path, workspace: Path) -> None:
    git("clone", "--quiet", "--branch=dev", origin.as_uri(), str(workspace))
    _introduce(workspace)


def _introduce(repository: Path) -> None:
    for name, value in (("user.name", "Demo author"), ("user.email", "author@example.test")):
        git("-C", str(repository), "config", name, value)
