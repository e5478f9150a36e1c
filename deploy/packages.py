"""Packages on disk as the command line names them, and what `check` and `test` say about them."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from deploy.examination import examination
from deploy.faults import Refused
from renderer.check import Report
from renderer.faults import PackageFaults
from renderer.scaffold import new_package

Say = Callable[[str], None]


def make(name: str, folder: Path, say: Say) -> None:
    """A new package in `folder`, and what to do next. Raises `Refused`."""
    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder}.", "Name the folder that holds the packages: --folder DIR"
        )
    try:
        made = new_package(name, folder)
    except PackageFaults as faults:
        first = faults.faults[0]
        raise Refused(f"{first.file} {first.message}", first.fix) from None
    say(f"Made {made}. It is complete: edit schema.json and locales/ first.")
    say(f"See it: interfaces dev {folder}   Check it: interfaces check {made}")


def report(names: Sequence[str], folder: Path, submissions: bool, as_json: bool, say: Say) -> bool:
    """Examine packages and tell what was found, one fault a line. Whether there was none."""
    found = []
    with examination() as examined:
        for package in chosen(names, folder):
            found.append((package, examined.report(package, submissions)))
            if not as_json:
                for line in _lines(*found[-1]):
                    say(line)
    if as_json:
        say(json.dumps({"packages": [_as_json(*one) for one in found]}, indent=1))
    return not any(one.faults for _, one in found)


def chosen(names: Sequence[str], folder: Path) -> list[Path]:
    """The folders of the packages named; every package of `folder` without a name.

    A name is `invoice`, `interface-invoice`, `@webapp/interface-invoice`, or the path of a package or of a
    folder of packages. Raises `Refused` for what is not there.
    """
    return [path for name in names for path in _named(name, folder)] if names else _all(folder)


def _lines(folder: Path, found: Report) -> Iterator[str]:
    yield from (f"{_near(folder)}/{fault}" for fault in found.faults)
    tried = f"{found.pages} pages" + (f", {found.submissions} submissions" if found.submissions else "")
    count = len(found.faults)
    yield f"✗ {folder.name}: {count} fault{'s' * (count > 1)}" if count else f"✓ {folder.name}: {tried}"


def _as_json(folder: Path, found: Report) -> dict[str, object]:
    return {**asdict(found), "folder": str(_near(folder))}


def _near(folder: Path) -> Path:
    """As short as it can be written from here, so that a terminal can open it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _named(name: str, folder: Path) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        return [path.absolute()] if _is_package(path) else _all(path)
    last = name.rpartition("/")[2]
    for candidate in (folder / last, folder / f"interface-{last}"):
        if candidate.is_dir():
            return [candidate.absolute()]
    there = ", ".join(one.name for one in _all(folder))
    raise Refused(f"There is no package {name} in {folder}.", f"There are: {there}.")


def _all(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder}.", "Name the folder that holds the packages: --folder DIR"
        )
    found = [
        path.absolute() for path in sorted(folder.iterdir()) if path.is_dir() and path.name[0] not in "._"
    ]
    if not found:
        raise Refused(f"There are no packages in {folder}.", "Make one: interfaces new NAME")
    return found


def _is_package(path: Path) -> bool:
    return (path / "interface.toml").exists() or path.absolute().name.startswith("interface-")
