"""Merging in the bare mirror, against a real origin that is pushed to by others."""

import dataclasses
import socket
from pathlib import Path

import pytest

from mirror.git import RepositoryError
from mirror.merge import MergeConflict, Wish, land, merge, plan
from mirror.refused import PushRefused, Raced
from mirror.repository import NotInRepository, Repository
from mirror.write import Signature
from tests.mirror.branches import BASE, LINES, A, B, commit, contents, line, parents
from tests.mirror.origin import Origin, make_origin

AUTHOR = Signature("Ada Example", "ada@example.com", 1_790_000_000)
ENGINE = Signature("Interfaces", "interfaces@example.com", 1_790_000_100)
ALL = Wish("interface-a", "@webapp/interface-a", "merge", AUTHOR, ENGINE)
ALONE = dataclasses.replace(ALL, strategy="package")


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    origin = make_origin(tmp_path / "origin.git")
    first = commit(origin, "main", dict(BASE))
    origin.git("update-ref", "refs/heads/dev", first)
    return origin


@pytest.fixture
def mirror(tmp_path: Path, origin: Origin) -> Repository:
    return Repository(tmp_path / "mirror.git", origin.url)


def test_the_whole_branch_is_merged_by_a_commit_with_two_parents(origin: Origin, mirror: Repository) -> None:
    dev = commit(origin, "dev", {A: line(3, b"dev"), B: line(4, b"dev")})
    main = commit(origin, "main", {A: line(15, b"main")})

    done = merge(mirror, ALL)

    assert origin.git("rev-parse", "main") == done.commit == mirror.commit("main")
    assert parents(origin, "main") == [main, dev] == [done.onto, done.source_commit]
    assert done.digest == origin.git("rev-parse", "main:packages/interface-a")
    assert contents(origin, "main")[A] == line(3, b"dev").replace(b"line 15\n", b"main\n")
    assert contents(origin, "main")[B] == line(4, b"dev")
    assert origin.git("rev-parse", "dev") == dev


def test_the_commit_says_who_when_and_what(origin: Origin, mirror: Repository) -> None:
    dev = commit(origin, "dev", {A: line(3, b"dev")})
    odd = dataclasses.replace(AUTHOR, name="Ada <x>\nparent 0")

    merge(mirror, dataclasses.replace(ALL, author=odd))

    told = origin.git("log", "-1", "--format=%an|%ae|%at|%cn|%ct|%B", "main")
    assert told.startswith("Ada x parent 0|ada@example.com|1790000000|Interfaces|1790000100|")
    assert "@webapp/interface-a" in told
    assert dev in told


def test_the_target_is_not_fast_forwarded(origin: Origin, mirror: Repository) -> None:
    main = origin.git("rev-parse", "main")
    dev = commit(origin, "dev", {A: line(3, b"dev")})

    merge(mirror, ALL)

    assert parents(origin, "main") == [main, dev]


def test_only_one_package_is_taken(origin: Origin, mirror: Repository) -> None:
    dev = commit(origin, "dev", {A: line(3, b"dev"), B: b"unfinished\n", "deploy.toml": b"dev\n"})
    main = commit(origin, "main", {A: line(3, b"main"), "README": b"main\n"})
    before = contents(origin, "main")

    done = merge(mirror, ALONE)

    assert parents(origin, "main") == [main]
    assert contents(origin, "main") == before | {A: line(3, b"dev")}
    assert done.digest == origin.git("rev-parse", f"{dev}:packages/interface-a")
    assert dev in origin.git("log", "-1", "--format=%B", "main")
    assert origin.git("fsck", "--strict") == ""


def test_a_package_that_is_new_is_added_and_files_it_dropped_go(origin: Origin, mirror: Repository) -> None:
    new = "packages/interface-new/assets/x/y.txt"
    commit(origin, "dev", {new: b"new\n", "packages/interface-a/locales/en.json": None})

    merge(mirror, dataclasses.replace(ALONE, folder="interface-new"))
    merge(mirror, ALONE)

    assert contents(origin, "main")[new] == b"new\n"
    assert "packages/interface-a/locales/en.json" not in contents(origin, "main")


def test_deployment_files_stay_the_target_s(origin: Origin, mirror: Repository) -> None:
    commit(origin, "dev", {"deploy.toml": b"place = 'dev'\n", A: line(3, b"dev")})
    commit(origin, "main", {"deploy.toml": b"place = 'production'\n"})

    merge(mirror, ALL)

    assert contents(origin, "main")["deploy.toml"] == b"place = 'production'\n"
    assert contents(origin, "main")[A] == line(3, b"dev")


def test_the_source_cannot_choose_what_is_kept(origin: Origin, mirror: Repository) -> None:
    commit(origin, "dev", {A: line(3, b"dev"), ".gitattributes": b"* merge=ours\n"})
    commit(origin, "main", {A: line(3, b"main")})

    with pytest.raises(MergeConflict):
        merge(mirror, ALL)


def test_a_conflict_is_told_with_its_files_and_changes_nothing(origin: Origin, mirror: Repository) -> None:
    commit(origin, "dev", {A: line(3, b"dev"), B: None, "README": b"dev\n"})
    main = commit(origin, "main", {A: line(3, b"main"), B: line(9, b"main")})

    with pytest.raises(MergeConflict, match="Merge 'main' into 'dev', settle them there") as caught:
        merge(mirror, ALL)

    assert caught.value.files == (A, B)
    assert origin.git("rev-parse", "main") == main == mirror.commit("main")


@pytest.mark.parametrize("wish", [ALL, ALONE], ids=["merge", "package"])
def test_nothing_to_do_is_told_and_makes_no_commit(origin: Origin, mirror: Repository, wish: Wish) -> None:
    main = commit(origin, "main", {"README": b"ahead of dev\n"})

    done = merge(mirror, wish)

    assert not done.is_needed
    assert done.commit == main == origin.git("rev-parse", "main")


@pytest.mark.parametrize("wish", [ALL, ALONE], ids=["merge", "package"])
def test_after_a_crash_the_push_that_arrived_is_found(
    tmp_path: Path, origin: Origin, mirror: Repository, wish: Wish
) -> None:
    commit(origin, "dev", {A: line(3, b"dev")})
    first = merge(mirror, wish)
    restarted = Repository(tmp_path / "other.git", origin.url)  # another machine: the mirror is lost too

    again = merge(restarted, wish)

    assert (again.commit, again.digest, again.is_needed) == (first.commit, first.digest, False)
    assert origin.git("rev-parse", "main") == first.commit


@pytest.mark.parametrize("wish", [ALL, ALONE], ids=["merge", "package"])
def test_a_plan_moves_nothing_and_is_the_same_again(origin: Origin, mirror: Repository, wish: Wish) -> None:
    main = origin.git("rev-parse", "main")
    commit(origin, "dev", {A: line(3, b"dev")})
    mirror.fetch()

    planned = plan(mirror, wish)

    assert planned == plan(mirror, wish)
    assert planned.is_needed
    assert mirror.files(planned.digest)["schema.json"] == line(3, b"dev")
    assert mirror.commit("main") == main == origin.git("rev-parse", "main")


@pytest.mark.parametrize("wish", [ALL, ALONE], ids=["merge", "package"])
def test_a_push_that_came_between_is_not_overwritten(origin: Origin, mirror: Repository, wish: Wish) -> None:
    commit(origin, "dev", {A: line(3, b"dev")})
    mirror.fetch()
    planned = plan(mirror, wish)
    theirs = commit(origin, "main", {"README": b"theirs\n"})

    with pytest.raises(Raced, match="changed by somebody else"):
        land(mirror, planned)
    assert origin.git("rev-parse", "main") == theirs

    done = merge(mirror, wish)
    assert parents(origin, done.commit)[0] == theirs
    assert contents(origin, "main")["README"] == b"theirs\n"


def test_a_push_that_another_process_finished_meanwhile_has_arrived(
    tmp_path: Path, origin: Origin, mirror: Repository
) -> None:
    """As the git of a killed process may, which nobody stops."""
    commit(origin, "dev", {A: line(3, b"dev")})
    mirror.fetch()
    planned = plan(mirror, ALL)
    merge(Repository(tmp_path / "other.git", origin.url), ALL)
    later = commit(origin, "main", {"README": b"and somebody went on\n"})

    land(mirror, planned)

    assert origin.git("rev-parse", "main") == later == mirror.commit("main")
    assert planned.commit in parents(origin, later)


def test_a_target_that_was_forced_back_is_not_restored(origin: Origin, mirror: Repository) -> None:
    first = origin.git("rev-parse", "main")
    commit(origin, "main", {"README": b"to be taken back\n"})
    commit(origin, "dev", {A: line(3, b"dev")})
    mirror.fetch()
    planned = plan(mirror, ALL)
    origin.git("update-ref", "refs/heads/main", first)

    with pytest.raises(Raced):
        land(mirror, planned)

    assert origin.git("rev-parse", "main") == first


def test_a_remote_that_holds_the_branch_says_raced(origin: Origin, mirror: Repository) -> None:
    """Two pushes at the same instant: the remote's own lock decides."""
    commit(origin, "dev", {A: line(3, b"dev")})
    mirror.fetch()
    planned = plan(mirror, ALL)
    (origin.folder / "refs/heads/main.lock").touch()

    with pytest.raises(Raced):
        land(mirror, planned)


def test_a_push_the_remote_refuses_says_why(origin: Origin, mirror: Repository) -> None:
    hook = origin.folder / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho main is protected >&2\nexit 1\n")
    hook.chmod(0o755)
    main = origin.git("rev-parse", "main")
    commit(origin, "dev", {A: line(3, b"dev")})

    with pytest.raises(PushRefused, match=r"(?s)pre-receive hook declined.*main is protected"):
        merge(mirror, ALL)

    assert origin.git("rev-parse", "main") == main == mirror.commit("main")


def test_a_push_that_hangs_is_given_up_and_found_when_repeated(origin: Origin, mirror: Repository) -> None:
    """The remote takes the push, and its answer never comes."""
    hook = origin.folder / "hooks" / "post-update"
    hook.write_text("#!/bin/sh\nexec sleep 60\n")
    hook.chmod(0o755)
    commit(origin, "dev", {A: line(3, b"dev")})
    mirror.fetch()
    planned = plan(mirror, ALL)

    with pytest.raises(RepositoryError, match=r"took longer than 1 s"):
        mirror.push(planned.commit, "main", planned.onto, limit=1)
    hook.unlink()

    again = merge(mirror, ALL)
    assert (again.commit, again.is_needed) == (planned.commit, False)


def test_a_remote_that_never_answers_is_given_up(tmp_path: Path, origin: Origin, mirror: Repository) -> None:
    commit(origin, "dev", {A: line(3, b"dev")})
    mirror.fetch()
    planned = plan(mirror, ALL)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://someone:s3cret@127.0.0.1:{silent.getsockname()[1]}/packages.git"

        with pytest.raises(RepositoryError, match=r"took longer than 0\.5 s") as caught:
            Repository(mirror.folder, url).push(planned.commit, "main", planned.onto, limit=0.5)

    assert "s3cret" not in str(caught.value)


def test_what_is_not_there_is_told(origin: Origin, mirror: Repository) -> None:
    with pytest.raises(NotInRepository, match="no folder packages/interface-gone"):
        merge(mirror, dataclasses.replace(ALONE, folder="interface-gone"))
    with pytest.raises(NotInRepository, match="no branch 'test'"):
        merge(mirror, dataclasses.replace(ALL, source="test"))


def test_histories_that_have_nothing_in_common_are_refused(origin: Origin, mirror: Repository) -> None:
    origin.git("update-ref", "-d", "refs/heads/dev")
    commit(origin, "dev", {A: LINES})

    with pytest.raises(RepositoryError, match="unrelated histories"):
        merge(mirror, ALL)


def test_a_package_published_alone_and_changed_again_is_no_conflict(
    origin: Origin, mirror: Repository
) -> None:
    commit(origin, "dev", {A: line(3, b"first")})
    merge(mirror, ALONE)
    dev = commit(origin, "dev", {A: line(3, b"second"), B: line(3, b"dev")})
    main = commit(origin, "main", {B: line(15, b"main")})

    merge(mirror, ALL)

    assert parents(origin, "main") == [main, dev]
    assert contents(origin, "main")[A] == line(3, b"second")
    assert contents(origin, "main")[B] == line(3, b"dev").replace(b"line 15\n", b"main\n")


def test_a_package_published_alone_and_taken_back_is_taken_back(origin: Origin, mirror: Repository) -> None:
    commit(origin, "dev", {A: line(3, b"first"), "packages/interface-new/a.json": b"{}\n"})
    merge(mirror, ALONE)
    merge(mirror, dataclasses.replace(ALONE, folder="interface-new"))
    commit(origin, "dev", {A: LINES})

    merge(mirror, ALL)

    assert contents(origin, "main")[A] == LINES
    assert contents(origin, "main")["packages/interface-new/a.json"] == b"{}\n"


def test_a_package_that_was_mended_on_the_target_after_it_was_published_alone_still_conflicts(
    origin: Origin, mirror: Repository
) -> None:
    commit(origin, "dev", {A: line(3, b"first")})
    merge(mirror, ALONE)
    commit(origin, "main", {A: line(3, b"mended")})
    commit(origin, "dev", {A: line(3, b"second")})

    with pytest.raises(MergeConflict):
        merge(mirror, ALL)


def test_merging_leaves_no_files_behind(
    tmp_path: Path, origin: Origin, mirror: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git writes what a merge driver reads into the folder it is started in."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    commit(origin, "dev", {"deploy.toml": b"dev\n"})
    commit(origin, "main", {"deploy.toml": b"main\n"})
    mirror.fetch()
    before = {path.name for path in mirror.folder.iterdir()}
    (tmp_path / "here").chmod(0o555)

    plan(mirror, ALL)

    assert list((tmp_path / "here").iterdir()) == []
    assert {path.name for path in mirror.folder.iterdir()} == before
