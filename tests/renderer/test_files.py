"""Reading a package's folder."""

import os
from pathlib import Path

import pytest

from renderer.faults import PackageFaults
from renderer.files import MAX_FILE_BYTES, MAX_FILES, read_folder


def test_files_are_read_with_their_paths(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "en.json").write_bytes(b"{}")
    (tmp_path / "interface.toml").write_bytes(b"format = 1")

    assert read_folder(tmp_path) == {"interface.toml": b"format = 1", "locales/en.json": b"{}"}


@pytest.mark.parametrize(
    "name", [".gitkeep", ".DS_Store", "page.html~", ".page.html.swp", "#page.html#", "a.tmp"]
)
def test_what_editors_and_systems_leave_is_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"x")

    assert read_folder(tmp_path) == {}


def test_links_pipes_and_odd_names_are_refused_together(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to("/etc/hostname")
    (tmp_path / "up").symlink_to("..")
    (tmp_path / "line\nend").write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(PackageFaults) as caught:
        read_folder(tmp_path)

    assert {(fault.file, fault.message) for fault in caught.value.faults} == {
        ("'line\\nend'", "has a name packages cannot use."),
        ("link.json", "is a symbolic link."),
        ("pipe", "is no plain file, or too deep."),
        ("up", "is a symbolic link."),
    }


def test_the_largest_file_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * MAX_FILE_BYTES)
    assert len(read_folder(tmp_path)["large"]) == MAX_FILE_BYTES

    (tmp_path / "large").write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    with pytest.raises(PackageFaults, match=r"large: is larger than 5 MB"):
        read_folder(tmp_path)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 1):
        (tmp_path / str(number)).touch()

    with pytest.raises(PackageFaults, match=r"more than 2,000 files"):
        read_folder(tmp_path)


def test_too_much_in_all_is_refused(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / str(number)).write_bytes(b"x" * MAX_FILE_BYTES)

    with pytest.raises(PackageFaults, match=r"or 20 MB"):
        read_folder(tmp_path)


def test_a_folder_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(PackageFaults, match=r"cannot be read: No such file"):
        read_folder(tmp_path / "interface-gone")
