"""Repositories made to do harm: refused with the reason, within the time limit, and nothing is written."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mirror.git import RepositoryError
from mirror.repository import Repository
from renderer.faults import PackageFaults
from renderer.files import MAX_FILE_BYTES
from tests.mirror.origin import Origin, make_origin

Plant = Callable[[Origin], str]


def entry(mode: str, name: str, content: bytes = b"x") -> Plant:
    return lambda origin: origin.tree((mode, name, origin.blob(content)))


def submodule(origin: Origin) -> str:
    return origin.tree(("160000", "module", "1" * 40))


def symlink_below_a_folder(origin: Origin) -> str:
    return origin.tree(
        ("40000", "assets", origin.tree(("120000", "logo.svg", origin.blob(b"../../../etc/passwd"))))
    )


def name_twice(origin: Origin) -> str:
    return origin.tree(("100644", "a.json", origin.blob(b"1")), ("100644", "a.json", origin.blob(b"2")))


def many_files(origin: Origin) -> str:
    blob = origin.blob(b"x")
    return origin.tree(*(("100644", f"{number}", blob) for number in range(2_001)))


def much_in_all(origin: Origin) -> str:
    blob = origin.blob(b"x" * MAX_FILE_BYTES)
    return origin.tree(*(("100644", f"{number}", blob) for number in range(5)))


def folder_of_a_megabyte(origin: Origin) -> str:
    blob = origin.blob(b"x")
    return origin.tree(*(("100644", f"{number:0>180}", blob) for number in range(6_000)))


def tree_bomb(origin: Origin) -> str:
    """10 levels of 10 folders, each the same object: 10^10 files out of eleven objects."""
    tree = origin.tree_of({"a": b"x"})
    for _ in range(10):
        tree = origin.tree(*(("40000", f"{number}", tree) for number in range(10)))
    return tree


def bomb_of_empty_folders(origin: Origin) -> str:
    tree = origin.tree()
    for _ in range(10):
        tree = origin.tree(*(("40000", f"{number}", tree) for number in range(10)))
    return tree


def endless_staircase(origin: Origin) -> str:
    tree = origin.tree_of({"a": b"x"})
    for _ in range(60):
        tree = origin.tree(("40000", "deeper", tree))
    return tree


def folder_that_is_a_file(origin: Origin) -> str:
    return origin.tree(("40000", "assets", origin.blob(b"x")))


def file_that_is_a_folder(origin: Origin) -> str:
    return origin.tree(("100644", "interface.toml", origin.tree_of({"a": b"x"})))


def garbage(origin: Origin) -> str:
    return origin.write("tree", b"100644 a\0too short")


def object_that_is_missing(origin: Origin) -> str:
    return origin.tree(("100644", "interface.toml", "2" * 40))


HOSTILE: dict[str, tuple[Plant, str]] = {
    "link to a file": (entry("120000", "interface.toml", b"/etc/passwd"), "is a symbolic link"),
    "link to a folder": (entry("120000", "assets", b"/"), "is a symbolic link"),
    "link below a folder": (symlink_below_a_folder, "assets/logo.svg: is a symbolic link"),
    "submodule": (submodule, "is a submodule"),
    "executable": (entry("100755", "run.sh", b"#!/bin/sh\n"), "is executable"),
    "group-writable": (entry("100664", "a.json"), "has the mode 100664"),
    "no mode": (entry("0", "a.json"), "has the mode 0"),
    "name ..": (entry("100644", ".."), "has a name packages cannot use"),
    "name .": (entry("100644", "."), "has a name packages cannot use"),
    "folder ..": (
        lambda o: o.tree(("40000", "..", o.tree_of({"a": b"x"}))),
        "has a name packages cannot use",
    ),
    "name .git": (entry("100644", ".git"), "has a name packages cannot use"),
    "name .GiT": (entry("100644", ".GiT"), "has a name packages cannot use"),
    "path in a name": (entry("100644", "../../evil"), "has a name packages cannot use"),
    "absolute path": (entry("100644", "/etc/evil"), "has a name packages cannot use"),
    "backslashes": (entry("100644", "..\\evil"), "has a name packages cannot use"),
    "drive": (entry("100644", "C:evil"), "has a name packages cannot use"),
    "line end": (entry("100644", "a\nb"), "has a name packages cannot use"),
    "escape sequence": (entry("100644", "a\x1b[2Jb"), "has a name packages cannot use"),
    "not UTF-8": (entry("100644", "a\udcff"), "has a name packages cannot use"),
    "empty name": (entry("100644", ""), "has a name packages cannot use"),
    "long name": (entry("100644", "a" * 300), "has a name packages cannot use"),
    "name twice": (name_twice, "is there twice"),
    "2,001 files": (many_files, "holds more than 2000 files"),
    "6,000 long names": (folder_of_a_megabyte, "far too many files"),
    "a file above 5 MB": (entry("100644", "a", b"x" * (MAX_FILE_BYTES + 1)), "is larger than 5 MB"),
    "25 MB of one blob": (much_in_all, "above 20 MB"),
    "tree bomb": (tree_bomb, "holds more than 2000 files"),
    "bomb of empty folders": (bomb_of_empty_folders, "holds more than 2000 files"),
    "60 levels": (endless_staircase, "more than 16 levels"),
    "folder that is a file": (folder_that_is_a_file, "is a blob, not a tree"),
    "file that is a folder": (file_that_is_a_folder, "is a tree, not a blob"),
    "half a tree": (garbage, "is damaged"),
    "missing object": (object_that_is_missing, "is not in the repository"),
}


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    return make_origin(tmp_path / "origin.git")


def outside(folder: Path) -> set[Path]:
    """Everything in the folder that is neither the origin's nor the mirror's."""
    return {path for path in folder.rglob("*") if not {"origin.git", "mirror.git"} & set(path.parts)}


@pytest.mark.parametrize(("plant", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_tree_that_passed_git_is_refused_when_it_is_read(origin: Origin, plant: Plant, reason: str) -> None:
    digest = plant(origin)
    before = outside(origin.folder.parent)
    started = time.monotonic()

    with pytest.raises((PackageFaults, RepositoryError)) as caught:
        Repository(origin.folder, "unused").files(digest)

    assert reason in str(caught.value)
    assert time.monotonic() - started < 5
    assert outside(origin.folder.parent) == before


@pytest.mark.parametrize(("plant", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_it_never_arrives_from_a_remote(tmp_path: Path, origin: Origin, plant: Plant, reason: str) -> None:
    """Git refuses the worst while fetching; the rest is refused when it is read."""
    digest = plant(origin)
    origin.commit(digest)
    mirror = Repository(tmp_path / "mirror.git", origin.url)

    def fetch_and_read() -> None:
        mirror.fetch()
        mirror.files(digest)

    with pytest.raises((PackageFaults, RepositoryError)):
        fetch_and_read()
    assert outside(tmp_path) == set()


def test_attributes_and_submodule_files_are_plain_data(tmp_path: Path, origin: Origin) -> None:
    touched = tmp_path / "touched"
    files = {
        ".gitattributes": b"* filter=evil diff=evil merge=evil\n",
        ".lfsconfig": b"[lfs]\n url = https://127.0.0.1:1/\n",
        "hooks/post-checkout": f"#!/bin/sh\ntouch {touched}\n".encode(),
        "assets/pointer.bin": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    }
    digest = origin.tree_of(files)
    origin.commit(digest)
    mirror = Repository(tmp_path / "mirror.git", origin.url)

    mirror.fetch()

    assert mirror.files(digest) == files
    assert not touched.exists()
    assert outside(tmp_path) == set()


def test_one_hostile_branch_does_not_spoil_what_was_fetched(tmp_path: Path, origin: Origin) -> None:
    good = origin.commit(origin.tree_of({"interface.toml": b"x"}))
    mirror = Repository(tmp_path / "mirror.git", origin.url)
    mirror.fetch()

    origin.commit(origin.tree(("100644", ".git", origin.blob(b"x"))), branch="dev")
    with pytest.raises(RepositoryError, match=r"\.git"):
        mirror.fetch()

    assert mirror.files(mirror.digest(good, "interface-a")) == {"interface.toml": b"x"}
    assert mirror.commit("main") == good
