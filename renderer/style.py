"""The stylesheets and the icon, as every page carries them."""

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from renderer.branding import text_on

_STATIC = Path(__file__).parent / "static"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LONGEST = 4_000  # characters of a stylesheet that every page may carry
_REFERS = re.compile(r"url\(|@import|image-set\(|</|\\", re.IGNORECASE)
_AROUND = re.compile(r"\s*([{};,>])\s*")


def small(css: str) -> str:
    """A stylesheet without comments and without the space that only people need."""
    return _AROUND.sub(r"\1", " ".join(_COMMENT.sub("", css).split())).replace(";}", "}")


def inlined(stylesheet: bytes) -> str:
    """A package's stylesheet for the page itself, so that nobody waits for it; empty: it has to be linked.

    It is linked when it is long, or speaks of other files: their URLs are relative to its own.
    """
    css = stylesheet.decode("utf-8", "replace")
    return "" if len(css) > _LONGEST or _REFERS.search(css) else small(css)


@lru_cache(maxsize=256)
def icon(colour: str, name: str) -> str:
    """A favicon as a `data:` URL: the first letter of the name on the brand's colour."""
    letter = next((character for character in name if character.isalnum()), "·").upper()
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="8" fill="{colour}"/>'
        '<text x="16" y="22.5" font-family="system-ui,sans-serif" font-size="19" font-weight="600" '
        f'text-anchor="middle" fill="{text_on(colour)}">{letter}</text></svg>'
    )
    return "data:image/svg+xml," + quote(svg)


def _read(name: str) -> str:
    return small((_STATIC / name).read_text("utf-8"))


FORM = "".join(map(_read, ("base.css", "form.css", "widgets.css", "print.css")))
FLOW = _read("flow.css")
BLOCKS = _read("blocks.css")
PREVIEW = _read("preview.css")
SITE = FORM + _read("site.css")
