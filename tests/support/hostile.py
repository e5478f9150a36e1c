"""Strings that break careless programs: a list of our own, and the well-known one where it is at hand."""

import json
from pathlib import Path

_VECTORS = Path(__file__).parents[3] / "shared/vectors/naughty-strings/blns.json"
OWN = [
    "{{ 7 * 7 }}", "{% include 'base.html' %}", "{# gone #}", "{{ page.nonce }}", "[[ x ]]", "[% y %]",
    "\0value:0\0", "\0end\0", "</title><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "</textarea><script>", "--><script>alert(1)</script>", '" onfocus="alert(1)', "' onfocus='alert(1)",
    "javascript:alert(1)", "]]>", "</form></fieldset></div>", "{title}", "{number}", "t:", "&lt;b&gt;",
    "\u2028\u2029", "\u202eabc", "\u2066\u2067unclosed", "\ufeffx", "\u200b", "%00", "\x7f\x1b[31m",
    "Z\u0351\u032b\u0343\u032a\u0302a",
    "ثم نفس سقطت", "🏳\ufe0f\u200d🌈", "田中さん", "1e309", "-0", "NaN", "null", "../../etc/passwd",
    "${7*7}", "#{7*7}",
    "' OR 1=1 --", "<svg onload=alert(1)>", "<img src=x onerror=alert(1)>", "W" * 300,
]  # fmt: skip


def _all() -> list[str]:
    """Those that are text at all, and no reference to another text."""
    naughty: list[str] = json.loads(_VECTORS.read_text("utf-8")) if _VECTORS.is_file() else []
    every = dict.fromkeys([*naughty, *OWN])
    return [text for text in every if text.strip() and not text.startswith("t:")]


STRINGS = _all()
