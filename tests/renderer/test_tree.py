"""Our name for a tree of files is git's."""

import subprocess
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from renderer.tree import tree_digest

# Names around '/' and '.' in the order of bytes: git sorts folders as if they ended in a slash.
_names = st.text(alphabet="ab-.0ä", min_size=1, max_size=4).filter(lambda name: set(name) != {"."})
_folders = st.recursive(
    st.binary(max_size=40),
    lambda inside: st.dictionaries(_names, inside, min_size=1, max_size=4),
    max_leaves=12,
).filter(lambda node: isinstance(node, dict))


def flat(node: dict[str, object], prefix: str = "") -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name, value in node.items():
        if isinstance(value, dict):
            files |= flat(value, f"{prefix}{name}/")
        elif isinstance(value, bytes):
            files[prefix + name] = value
    return files


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def digest_by_git(files: dict[str, bytes]) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        git(folder, "init", "--quiet")
        git(folder, "-c", "core.autocrlf=false", "add", "--all", "--force")
        return git(folder, "write-tree")


@settings(max_examples=25, deadline=None)
@example({"a": {"b": b"1"}, "a-b": b"2", "a.b": b"3", "a0": b"4"})
@given(_folders)
def test_a_tree_has_the_digest_git_gives_it(node: dict[str, object]) -> None:
    files = flat(node)

    assert tree_digest(files) == digest_by_git(files)


def test_one_changed_byte_changes_the_digest() -> None:
    assert tree_digest({"a/b": b"1"}) != tree_digest({"a/b": b"2"})
    assert tree_digest({"a/b": b"1"}) != tree_digest({"a/c": b"1"})


def test_no_files_are_the_empty_tree() -> None:
    assert tree_digest({}) == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
