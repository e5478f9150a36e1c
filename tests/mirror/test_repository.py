"""The bare mirror against real git repositories."""

import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mirror.git import RepositoryError
from mirror.repository import NotInRepository, Repository
from renderer.tree import tree_digest
from tests.mirror.origin import Origin, make_origin
from tests.support.serving import DEADLINE

FILES = {"interface.toml": b"format = 1\n", "locales/en.json": b"{}", "assets/a.bin": bytes(range(256)) * 40}


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    return make_origin(tmp_path / "origin.git")


@pytest.fixture
def mirror(tmp_path: Path, origin: Origin) -> Repository:
    return Repository(tmp_path / "state" / "mirror.git", origin.url)


def test_what_was_committed_is_read_by_branch_folder_and_digest(origin: Origin, mirror: Repository) -> None:
    commit = origin.commit(origin.tree_of(FILES))

    mirror.fetch()

    assert mirror.commit("main") == commit
    digest = mirror.digest(commit, "interface-a")
    assert digest == origin.git("rev-parse", f"{commit}:packages/interface-a") == tree_digest(FILES)
    assert mirror.files(digest) == FILES


def test_fetching_again_brings_what_is_new_and_keeps_what_was(origin: Origin, mirror: Repository) -> None:
    origin.commit(origin.tree_of(FILES))
    mirror.fetch()
    old = mirror.digest(mirror.commit("main"), "interface-a")
    changed = FILES | {"ui.json": b"{}"}

    commit = origin.commit(origin.tree_of(changed))
    origin.commit(origin.tree_of(FILES), branch="dev")
    mirror.fetch()

    assert mirror.commit("main") == commit
    assert mirror.files(mirror.digest(commit, "interface-a")) == changed
    assert mirror.files(old) == FILES
    assert mirror.commit("dev")


def test_a_forced_push_is_followed_and_released_content_stays(origin: Origin, mirror: Repository) -> None:
    origin.commit(origin.tree_of(FILES))
    mirror.fetch()
    released = mirror.digest(mirror.commit("main"), "interface-a")

    origin.git("update-ref", "-d", "refs/heads/main")
    rewritten = origin.commit(origin.tree_of({"interface.toml": b"other"}))
    mirror.fetch()

    assert mirror.commit("main") == rewritten
    assert mirror.files(released) == FILES


def test_a_branch_that_was_deleted_is_gone(origin: Origin, mirror: Repository) -> None:
    origin.commit(origin.tree_of(FILES))
    origin.commit(origin.tree_of(FILES), branch="dev")
    mirror.fetch()

    origin.git("update-ref", "-d", "refs/heads/dev")
    mirror.fetch()

    with pytest.raises(NotInRepository, match=r"no branch 'dev'\. Push it first"):
        mirror.commit("dev")


@pytest.mark.parametrize(
    "branch", ["", "--all", "a..b", "../main", "main^", "main~1", "HEAD:packages", "a b", "@{1}"]
)
def test_a_branch_is_a_name_and_nothing_else(origin: Origin, mirror: Repository, branch: str) -> None:
    origin.commit(origin.tree_of(FILES))
    mirror.fetch()

    with pytest.raises(NotInRepository):
        mirror.commit(branch)


@pytest.mark.parametrize(
    "folder", ["interface-b", "", "..", "interface-a/..", "-x", "interface-a/interface.toml"]
)
def test_a_folder_that_is_not_there_says_so(origin: Origin, mirror: Repository, folder: str) -> None:
    commit = origin.commit(origin.tree_of(FILES))
    mirror.fetch()

    with pytest.raises(NotInRepository, match=r"has no folder packages/"):
        mirror.digest(commit, folder)


@pytest.mark.parametrize("digest", ["0" * 40, "main", "", "--batch-all-objects", "0" * 39 + "\n", "A" * 40])
def test_a_digest_that_is_not_there_says_so(origin: Origin, mirror: Repository, digest: str) -> None:
    origin.commit(origin.tree_of(FILES))
    mirror.fetch()

    with pytest.raises(RepositoryError):
        mirror.files(digest)


def test_a_commit_is_not_taken_for_a_package(origin: Origin, mirror: Repository) -> None:
    commit = origin.commit(origin.tree_of(FILES))
    mirror.fetch()

    with pytest.raises(RepositoryError, match=r"is a commit, not a tree"):
        mirror.files(commit)


def test_before_the_first_fetch_nothing_is_there(mirror: Repository) -> None:
    with pytest.raises(NotInRepository, match=r"Fetch it first"):
        mirror.commit("main")
    with pytest.raises(RepositoryError, match=r"Fetch first"):
        mirror.files("0" * 40)


def test_a_remote_that_is_not_there_leaves_the_old_state(
    tmp_path: Path, origin: Origin, mirror: Repository
) -> None:
    commit = origin.commit(origin.tree_of(FILES))
    mirror.fetch()
    origin.folder.rename(tmp_path / "moved.git")

    with pytest.raises(RepositoryError, match=r"does not (exist|appear)"):
        mirror.fetch()

    assert mirror.files(mirror.digest(commit, "interface-a")) == FILES


def test_a_remote_that_never_answers_is_given_up_with_all_its_processes(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://someone:s3cret@127.0.0.1:{silent.getsockname()[1]}/packages.git"
        mirror = Repository(tmp_path / "mirror.git", url)
        subprocess.run(["git", "init", "--quiet", "--bare", str(mirror.folder)], check=True)
        started = time.monotonic()

        with pytest.raises(RepositoryError, match=r"took longer than 0\.5 s") as caught:
            mirror.fetch(limit=0.5)

        assert time.monotonic() - started < 5
        assert "s3cret" not in str(caught.value)
        assert ends(f"127.0.0.1:{silent.getsockname()[1]}")


def test_a_token_in_the_url_is_neither_told_nor_kept(tmp_path: Path) -> None:
    mirror = Repository(tmp_path / "mirror.git", "https://someone:s3cret@127.0.0.1:1/packages.git")

    with pytest.raises(RepositoryError) as caught:
        mirror.fetch()

    assert "s3cret" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert b"s3cret" not in (mirror.folder / "config").read_bytes()


@pytest.mark.parametrize(
    "url", ["ext::sh -c touch% {}", "git://127.0.0.1:1/x", "http://127.0.0.1:1/x", "--upload-pack=x"]
)
def test_only_https_ssh_and_files_are_fetched_from(tmp_path: Path, url: str) -> None:
    touched = tmp_path / "touched"

    with pytest.raises(RepositoryError):
        Repository(tmp_path / "mirror.git", url.format(touched)).fetch()

    assert not touched.exists()


def test_a_fetch_that_was_killed_is_made_good_by_the_next(origin: Origin, mirror: Repository) -> None:
    commit = origin.commit(origin.tree_of(FILES))
    mirror.fetch()
    for leftover in ("packed-refs.lock", "refs/heads/main.lock", "objects/pack/tmp_pack_x", "config.lock"):
        (mirror.folder / leftover).parent.mkdir(exist_ok=True)
        (mirror.folder / leftover).write_bytes(b"")
    changed = origin.commit(origin.tree_of({"interface.toml": b"new"}))

    mirror.fetch()

    assert mirror.commit("main") == changed != commit
    assert not (mirror.folder / "objects/pack/tmp_pack_x").exists()


def test_fetches_at_once_take_turns(origin: Origin, mirror: Repository) -> None:
    commit = origin.commit(origin.tree_of(FILES))
    failures: list[BaseException] = []

    def fetch() -> None:
        try:
            Repository(mirror.folder, origin.url).fetch()
        except RepositoryError as error:
            failures.append(error)

    threads = [threading.Thread(target=fetch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    assert mirror.commit("main") == commit


def test_hooks_in_the_mirror_are_not_run(tmp_path: Path, origin: Origin, mirror: Repository) -> None:
    origin.commit(origin.tree_of(FILES))
    mirror.fetch()
    touched = tmp_path / "touched"
    hook = mirror.folder / "hooks" / "reference-transaction"
    hook.write_text(f"#!/bin/sh\ntouch {touched}\n")
    hook.chmod(0o755)

    origin.commit(origin.tree_of({"interface.toml": b"new"}))
    mirror.fetch()

    assert not touched.exists()


def test_reading_is_stopped_when_git_hangs(origin: Origin, mirror: Repository) -> None:
    """A stopped process stands for a git that is stuck on a disk."""
    origin.commit(origin.tree_of(FILES))
    mirror.fetch()
    script = (
        "import os, psutil, signal, sys, pathlib\n"
        "from mirror.objects import open_objects\n"
        "with open_objects(pathlib.Path(sys.argv[1]), limit=0.5) as objects:\n"
        "    os.killpg(psutil.Process().children()[0].pid, signal.SIGSTOP)\n"
        "    objects.read('0' * 40, 'tree', 10)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(mirror.folder)], capture_output=True, text=True, timeout=30
    )

    assert "RepositoryError" in done.stderr
    assert done.returncode == 1 != -signal.SIGKILL


def ends(argument: str) -> bool:
    """Whether every process with this in its command line is gone soon."""
    deadline = time.monotonic() + DEADLINE
    while is_running(argument):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_running(argument: str) -> bool:
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if argument.encode() in process.read_bytes():
                return True
        except OSError:
            continue
    return False
