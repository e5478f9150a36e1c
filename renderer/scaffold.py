"""A new package: small, complete, and without a fault."""

import re
import shutil
from pathlib import Path

from renderer.faults import Fault, PackageFaults

_EXAMPLE = Path(__file__).parent / "example"
_NAME = re.compile(r"(?:@(?P<scope>[a-z0-9-]{1,40})/)?(?:interface-)?(?P<short>[a-z][a-z0-9-]{0,58}[a-z0-9])")


def new_package(name: str, packages: Path) -> Path:
    """Write a package below `packages` and give its folder.

    `name` may come with a scope and `interface-`, or without: `expense-approval` becomes
    `@webapp/interface-expense-approval`. Raises PackageFaults when it is no name or taken.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        way_out = "Use small letters, digits and hyphens, such as 'expense-approval'."
        raise PackageFaults(name, [Fault(name, 0, "is no name for a package.", way_out)])
    folder = packages / f"interface-{match['short']}"
    if folder.exists():
        way_out = "Choose another name, or remove it first."
        raise PackageFaults(name, [Fault(str(folder), 0, "is there already.", way_out)])
    title = match["short"].replace("-", " ").capitalize()
    _write(folder, f"@{match['scope'] or 'webapp'}/{folder.name}", title)
    return folder


def _write(folder: Path, name: str, title: str) -> None:
    """Written aside and then moved in, so that an open preview sees a whole package or none."""
    aside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    for source in _EXAMPLE.rglob("*"):
        if source.is_file():
            target = aside / source.relative_to(_EXAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text("utf-8").replace("{{name}}", name).replace("{{title}}", title)
            target.write_text(text, "utf-8", newline="\n")
    aside.rename(folder)
