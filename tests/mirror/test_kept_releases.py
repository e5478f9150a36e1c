"""A release can be read for ever: `refs/releases` holds it at the remote, whatever becomes of branches."""

import dataclasses
from pathlib import Path

import pytest

from mirror.git import RepositoryError
from mirror.merge import land, merge, plan
from mirror.refused import PushRefused, Raced
from mirror.repository import RELEASES, Repository
from mirror.tidy import Tidied, tidy
from tests.mirror.branches import A, commit, line
from tests.mirror.origin import Origin
from tests.mirror.test_merge import ALL, ALONE, mirror, origin

__all__ = ["mirror", "origin"]

LONG_AGO, FOR_EVER = 0.0, 4e9  # seconds since 1970


def kept(origin: Origin) -> list[str]:
    """The commits of the refs at the remote; each ref is named after its own."""
    told = origin.git("for-each-ref", "--format=%(refname) %(objectname)", RELEASES).splitlines()
    assert all(name == f"{RELEASES}{held}" for name, held in map(str.split, told))
    return [each.split()[1] for each in told]


def forget(origin: Origin) -> None:
    """Somebody rewrites both branches, and the host clears away what no ref leads to."""
    for branch in ("main", "dev"):
        origin.git("update-ref", "-d", f"refs/heads/{branch}")
        commit(origin, branch, {A: b"another history\n"})
    origin.git("-c", "gc.reflogExpire=now", "gc", "--quiet", "--prune=now")


def test_a_fresh_mirror_reads_a_release_after_the_branches_were_rewritten(
    tmp_path: Path, origin: Origin, mirror: Repository
) -> None:
    commit(origin, "dev", {A: line(3, b"dev")})
    done = merge(mirror, ALL)
    forget(origin)

    fresh = Repository(tmp_path / "fresh.git", origin.url)
    fresh.fetch()

    assert fresh.commit("main") != done.commit
    assert fresh.files(done.digest)["schema.json"] == line(3, b"dev")
    assert fresh.has(done.source_commit)  # and where it came from


def test_what_is_on_the_target_already_is_kept_too(origin: Origin, mirror: Repository) -> None:
    main = commit(origin, "main", {"README": b"merged by hand\n"})

    for _ in range(2):
        done = merge(mirror, ALL)

        assert not done.is_needed
        assert kept(origin) == [main] == list(mirror.releases())


def test_every_release_has_its_ref(origin: Origin, mirror: Repository) -> None:
    released = []
    for number in range(3):
        commit(origin, "dev", {A: line(number, b"dev")})
        released.append(merge(mirror, ALONE if number % 2 else ALL).commit)

    assert sorted(kept(origin)) == sorted(released)


def test_a_push_that_lost_the_race_leaves_no_ref(origin: Origin, mirror: Repository) -> None:
    commit(origin, "dev", {A: line(3, b"dev")})
    mirror.fetch()
    planned = plan(mirror, ALL)
    commit(origin, "main", {"README": b"theirs\n"})

    with pytest.raises(Raced):
        land(mirror, planned)

    assert kept(origin) == []


def test_a_remote_that_takes_no_such_refs_moves_nothing(origin: Origin, mirror: Repository) -> None:
    hook = origin.folder / "hooks" / "update"
    hook.write_text('#!/bin/sh\ncase "$1" in refs/releases/*) echo not here >&2; exit 1;; esac\n')
    hook.chmod(0o755)
    main = origin.git("rev-parse", "main")
    commit(origin, "dev", {A: line(3, b"dev")})

    with pytest.raises(PushRefused, match=r"(?s)hook declined.*not here.*refs/releases/"):
        merge(mirror, ALL)

    assert origin.git("rev-parse", "main") == main


def test_tidying_takes_the_refs_of_what_is_old_and_not_wanted(origin: Origin, mirror: Repository) -> None:
    commit(origin, "dev", {A: line(3, b"first")})
    first = merge(mirror, ALL).commit
    commit(origin, "dev", {A: line(3, b"second")})
    second = merge(mirror, dataclasses.replace(ALL, name="again")).commit

    assert tidy(mirror, [], LONG_AGO) == Tidied(0, 0)
    assert sorted(kept(origin)) == sorted([first, second])
    assert tidy(mirror, [first], FOR_EVER) == Tidied(0, 1)
    assert kept(origin) == [first] == list(mirror.releases())


def test_tidying_gives_a_ref_to_what_is_wanted_and_has_none(
    tmp_path: Path, origin: Origin, mirror: Repository
) -> None:
    commit(origin, "dev", {A: line(3, b"dev")})
    done = merge(mirror, ALL)
    origin.git("update-ref", "-d", f"{RELEASES}{done.commit}")  # as before there were such refs

    assert tidy(mirror, [done.commit, "0" * 40], LONG_AGO) == Tidied(1, 0)  # the other is nowhere
    forget(origin)

    fresh = Repository(tmp_path / "fresh.git", origin.url)
    fresh.fetch()
    assert fresh.files(done.digest)


def test_tidying_packs_the_mirror_and_spares_what_may_be_a_plan(origin: Origin, mirror: Repository) -> None:
    for number in range(5):
        commit(origin, "dev", {A: line(number, b"dev")})
        merge(mirror, ALL)
    commit(origin, "dev", {A: line(9, b"planned")})
    mirror.fetch()
    planned = plan(mirror, ALL)
    loose = len(list(mirror.folder.glob("objects/??/*")))

    tidy(mirror, mirror.releases(), FOR_EVER)

    assert len(list(mirror.folder.glob("objects/??/*"))) < loose / 2
    assert mirror.files(planned.digest)
    land(mirror, planned)
    assert origin.git("rev-parse", "main") == planned.commit


def test_while_the_remote_is_away_tidying_changes_nothing(
    tmp_path: Path, origin: Origin, mirror: Repository
) -> None:
    commit(origin, "dev", {A: line(3, b"dev")})
    done = merge(mirror, ALL)
    origin.folder.rename(tmp_path / "away.git")

    with pytest.raises(RepositoryError):
        tidy(mirror, [], FOR_EVER)

    assert list(mirror.releases()) == [done.commit]
    assert mirror.files(done.digest)
