"""Our own scripts: small on the wire, and the same as in the source."""

from renderer.assets import ENGINE
from renderer.script import slim

BUDGET = 10 * 1024  # compressed bytes that a page of a task may load
EVERY_FORM = ("form.js", "keep.js", "patch.js", "draft.js", "send.js", "state.js", "widgets.js")
# Each with the first control that needs it.
ON_DEMAND = ("upload.js", "computed.js", "combobox.js", "signature.js")


def size(name: str) -> int:
    return len(ENGINE.assets[name].variants["br"])


def test_the_scripts_of_a_form_are_small() -> None:
    every = sum(map(size, EVERY_FORM))

    assert every <= 0.8 * BUDGET
    assert every + max(map(size, ON_DEMAND)) <= BUDGET


def test_every_script_is_counted_or_of_previews_alone() -> None:
    scripts = {path for path in ENGINE.assets if path.endswith(".js")}

    assert scripts - {*EVERY_FORM, *ON_DEMAND} == {"preview.js", "overlay.js", "handover.js"}


def test_comments_go_and_lines_stay() -> None:
    script = '// why\nconst a = "http://x"; // here\n/**\n * Told.\n */\n  function b() {}\n'

    assert slim(script) == '\nconst a = "http://x"; // here\n\n\n\nfunction b() {}\n'
