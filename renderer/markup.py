"""HTML written so that two pages can be compared line by line: one tag or text on each."""

import re
from difflib import unified_diff
from html.parser import HTMLParser

MAX_LINES = 400  # of a difference; more is for no one to read

_DIGEST = re.compile(r"/[0-9a-f]{40}/")


def difference(before: str, after: str) -> tuple[str, ...]:
    """A unified diff of two pages; empty when they show the same. Names of releases in URLs do not count."""
    lines = list(unified_diff(normalised(before), normalised(after), "before", "after", lineterm="", n=2))
    cut = [f"… {len(lines) - MAX_LINES} lines more"] if len(lines) > MAX_LINES else []
    return (*lines[:MAX_LINES], *cut)


def normalised(page: str) -> list[str]:
    """The lines of a page, whatever space its author used."""
    lines = _Lines()
    lines.feed(_DIGEST.sub("/…/", page))
    lines.close()
    return lines.found


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        given = [name if value is None else f'{name}="{value}"' for name, value in attrs]
        self.found.append(f"<{' '.join([tag, *given])}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """A text in one line; of a stylesheet each rule in its own."""
        parts = data.replace("}", "}\n").splitlines() if self._inside == "style" else [data]
        self.found += [text for part in parts if (text := " ".join(part.split()))]
