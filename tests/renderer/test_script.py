"""Our own scripts: small on the wire, and the same as in the source."""

from renderer.assets import ENGINE
from renderer.script import slim

BUDGET = 10 * 1024  # bytes of all that a page of a task may load, compressed
# Previews load these beside it; people who fill in forms never do.
PREVIEW = {"preview.js", "overlay.js"}


def test_all_scripts_of_a_form_together_are_small() -> None:
    scripts = [asset for path, asset in ENGINE.assets.items() if path.endswith(".js") and path not in PREVIEW]

    assert sum(len(script.variants["br"]) for script in scripts) <= BUDGET


def test_comments_go_and_lines_stay() -> None:
    script = '// why\nconst a = "http://x"; // here\n/**\n * Told.\n */\n  function b() {}\n'

    assert slim(script) == '\nconst a = "http://x"; // here\n\n\n\nfunction b() {}\n'
