"""Where two pages differ: the few elements that make one of the other. A browser needs to read no more.

Read are pages as we draw them, each element with its end. Of anything else nothing is said: show the page.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from typed.record import dataclass

LARGEST = 256 * 1024  # characters of a page that is compared
DEEPEST = 100  # elements in each other
Part = tuple[list[tuple[int, int]], str]  # from the root: (number among its siblings, how many); the new HTML

_TAG = re.compile(
    r"""<(?:!--.*?-->|![^>]*>|/([a-zA-Z][^\s/>"']*)\s*>"""
    r"""|([a-zA-Z][^\s/>"']*)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>)?""",
    re.DOTALL,
)  # a comment, the end of an element, its start, or a mere sign
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_TEXT = frozenset(("script", "style", "textarea", "title"))  # there are no tags in them
_WHOLE = frozenset(
    ("math", "select", "svg", "table", "template")
)  # browsers read their inside in another way
_FIXED = frozenset(
    ("base", "body", "head", "html", "link", "meta", "script", "style")
)  # not changed in place
_OF_STREAM = " data-events="  # the script that is told what changed keeps its own account


class _Untidy(Exception):
    """Nothing to be told in parts."""


class _Element:
    """From `start` to `end`; its content from `inside`."""

    __slots__ = ("children", "end", "inside", "name", "start")

    def __init__(self, name: str, start: int, inside: int) -> None:
        self.name = name
        self.start = start
        self.inside = self.end = inside
        self.children: list[_Element] = []


@dataclass(frozen=True, eq=False)
class Drawn:
    """The HTML of a page."""

    html: str

    @cached_property
    def root(self) -> _Element | None:
        try:
            return _read(self.html) if len(self.html) <= LARGEST else None
        except _Untidy:
            return None


def differing(old: Drawn, new: Drawn) -> list[Part] | None:
    """The elements to be replaced. None: show the new page as a whole."""
    if old.root is None or new.root is None:
        return None
    try:
        parts = list(_Pair(old.html, new.html).parts(old.root, new.root, []))
    except _Untidy:
        return None
    return parts if 2 * sum(len(html) for _, html in parts) < len(new.html) else None


@dataclass(frozen=True)
class _Pair:
    old: str
    new: str

    def parts(self, old: _Element, new: _Element, path: list[tuple[int, int]]) -> Iterator[Part]:
        written = self.new[new.start : new.end]
        if self.old[old.start : old.end] == written or _OF_STREAM in self.new[new.start : new.inside]:
            return
        if self._is_same_around(old, new):
            count = len(new.children)
            for number, (one, other) in enumerate(zip(old.children, new.children, strict=True)):
                yield from self.parts(one, other, [*path, (number, count)])
        elif new.name in _FIXED or "<script" in written:
            raise _Untidy
        else:
            yield path, written

    def _is_same_around(self, old: _Element, new: _Element) -> bool:
        """Whether all that differs is inside of the children."""
        if not new.children or new.name in _WHOLE or len(old.children) != len(new.children):
            return False
        return all(
            self.old[a:b] == self.new[c:d] for (a, b), (c, d) in zip(_gaps(old), _gaps(new), strict=True)
        )


def _gaps(element: _Element) -> Iterator[tuple[int, int]]:
    """The spans of an element that are not its children's, its tags among them."""
    last = element.start
    for child in element.children:
        yield last, child.start
        last = child.end
    yield last, element.end


def _read(html: str) -> _Element:
    """The root element. Raises _Untidy when not each element ends where it should."""
    top = _Element("", 0, 0)
    open_elements, at = [top], 0
    while tag := _TAG.search(html, at):
        ended, name, attributes = tag.groups()
        if name:
            at = _begun(html, _Element(name.lower(), tag.start(), tag.end()), attributes, open_elements)
            continue
        at = tag.end()
        if ended:
            element = open_elements.pop()
            element.end = at
        if at - tag.start() == 1 or (ended and ended.lower() != element.name):
            raise _Untidy
    if len(open_elements) != 1 or [child.name for child in top.children] != ["html"]:
        raise _Untidy
    return top.children[0]


def _begun(html: str, element: _Element, attributes: str, open_elements: list[_Element]) -> int:
    """Where to read on."""
    if len(open_elements) > DEEPEST:
        raise _Untidy
    open_elements[-1].children.append(element)
    if element.name in _VOID:
        return element.end
    if attributes.endswith("/"):
        if not any(around.name in ("svg", "math") for around in open_elements):
            raise _Untidy  # a browser takes no notice of the slash
        return element.end
    open_elements.append(element)
    if element.name not in _TEXT:
        return element.inside
    if (end := html.find(f"</{element.name}", element.inside)) < 0:
        raise _Untidy
    return end
