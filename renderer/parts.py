"""Where two pages differ: the few elements that make one of the other. A browser needs to read no more.

Read are pages as we draw them, each element with its end. Of anything else nothing is said: show the page.
"""

import re
from functools import cached_property

from typed.record import dataclass

LARGEST = 256 * 1024  # characters of a page that is compared
DEEPEST = 100  # elements in each other
Part = tuple[list[tuple[int, int]], str]  # from the root: (number among its siblings, how many); the new HTML

_TAG = re.compile(
    r"""<(?:!--.*?-->|!(?!--)[^>]*>|/([a-zA-Z][^\s/>"']*)\s*>"""
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
_FIXED = re.compile(
    r"<(?:base|body|head|html|link|meta|script|style)\b", re.IGNORECASE
)  # not changed in place
_BEGINS = re.compile(r"<[a-zA-Z]")
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
        """None for what cannot be told in parts."""
        try:
            root = _read(self.html, 0) if len(self.html) <= LARGEST else None
        except _Untidy:
            return None
        return root if root and root.name == "html" and "<" not in self.html[root.end :] else None

    def take_apart(self) -> None:
        """Do now what takes longest about comparing another page with this one."""
        _ = self.root


def differing(old: Drawn, new: Drawn) -> list[Part] | None:
    """The elements to be replaced. None: show the new page as a whole."""
    if old.root is None or len(new.html) > LARGEST:
        return None
    try:
        parts = _Pair(old.html, new.html).parts(old.root)
    except _Untidy:
        return None
    return parts if parts is not None and 2 * sum(len(html) for _, html in parts) < len(new.html) else None


class _Pair:
    """Only of the old page the elements are known: in the new one they should be where they were."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        self.left = len(new)  # characters to be read: around what differs they are read again

    def parts(self, root: _Element) -> list[Part] | None:
        """None: nothing to be told in parts. Raises _Untidy."""
        found = self._element(root, root.start, [])
        if not found or not self._is_there(0, root.start, 0) or self.old[root.end :] != self.new[found[0] :]:
            return None
        parts = found[1]
        return None if any(_FIXED.match(html) or "<script" in html for _, html in parts) else parts

    def _element(self, old: _Element, at: int, path: list[tuple[int, int]]) -> tuple[int, list[Part]] | None:
        """Where it ends in the new page, in which it begins at `at`, and its parts. None: there is none."""
        if self._is_there(old.start, old.end, at):
            return at + old.end - old.start, []
        return self._inside(old, at, path) or self._whole(at, path)

    def _inside(self, old: _Element, at: int, path: list[tuple[int, int]]) -> tuple[int, list[Part]] | None:
        """The same where all that differs is inside of the children."""
        parts: list[Part] = []
        last, count = old.start, len(old.children)
        if not count or old.name in _WHOLE:
            return None
        for number, child in enumerate(old.children):
            if not self._is_there(last, child.start, at):
                return None
            found = self._element(child, at + child.start - last, [*path, (number, count)])
            if found is None:
                return None
            at, last = found[0], child.end
            parts += found[1]
        return (at + old.end - last, parts) if self._is_there(last, old.end, at) else None

    def _whole(self, at: int, path: list[tuple[int, int]]) -> tuple[int, list[Part]] | None:
        """The same where the element is to be replaced."""
        if not _BEGINS.match(self.new, at):
            return None
        element = _read(self.new, at)
        self.left -= element.end - at
        if self.left < 0:
            raise _Untidy
        if _OF_STREAM in self.new[at : element.inside]:
            return element.end, []
        return element.end, [(path, self.new[at : element.end])]

    def _is_there(self, start: int, end: int, at: int) -> bool:
        """Whether this span of the old page stands at `at` in the new one."""
        return self.new.startswith(self.old[start:end], at)


def _read(html: str, at: int) -> _Element:
    """The first element from `at` on. Raises _Untidy when not each element in it ends where it should."""
    top = _Element("", at, at)
    open_elements = [top]
    while tag := _TAG.search(html, at):
        ended, name, attributes = tag.groups()
        if name:
            at = _begun(html, _Element(name.lower(), tag.start(), tag.end()), attributes, open_elements)
        else:
            at = tag.end()
        if ended:
            element = open_elements.pop()
            element.end = at
        if at - tag.start() == 1 or (ended and ended.lower() != element.name):
            raise _Untidy
        if top.children and len(open_elements) == 1:
            return top.children[0]
    raise _Untidy


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
