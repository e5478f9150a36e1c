"""Enough of a browser to read a page: its elements, and the controls that a form would post."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "img", "br", "hr"}
_FIELDS = {"input", "select", "textarea"}


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    content: "list[Element | str]" = field(default_factory=list)

    @property
    def children(self) -> "list[Element]":
        return [inner for inner in self.content if isinstance(inner, Element)]

    @property
    def texts(self) -> list[str]:
        return [inner for inner in self.content if isinstance(inner, str)]

    def walk(self) -> "Iterator[Element]":
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def text(self) -> str:
        """All text in it, with one space for each run of space."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for inner in self.content:
            yield from [inner] if isinstance(inner, str) else inner._texts()

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes


class Page(HTMLParser):
    """A parsed page. Attributes come as a browser has them, character references replaced."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.root = Element("", {}, None)
        self._elements = [self.root]  # in their order
        self._named = defaultdict[str, list[Element]](list)  # by their ids
        self._open = self.root
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.content.append(element)
        self._elements.append(element)
        self._named[element.attributes.get("id", "")].append(element)
        if tag not in _VOID:
            self._open = element

    def handle_endtag(self, tag: str) -> None:
        assert tag == self._open.tag, f"</{tag}> closes <{self._open.tag}>"
        assert self._open.parent is not None
        self._open = self._open.parent

    def handle_data(self, data: str) -> None:
        self._open.content.append(data)

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Elements of a tag with these attributes; `class_` looks for one class among several."""
        wanted_class = attributes.pop("class_", None)
        return [
            element
            for element in (self._named[attributes["id"]] if "id" in attributes else self._elements)
            if (not tag or element.tag == tag)
            and all(element.attributes.get(name) == value for name, value in attributes.items())
            and (wanted_class is None or wanted_class in element.attributes.get("class", "").split())
        ]

    def one(self, tag: str = "", **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} times <{tag} {attributes}>"
        return found[0]

    def by_id(self, identifier: str) -> Element:
        return self.one(id=identifier)

    def skeleton(self) -> list[str]:
        """The elements in order, with the names of their attributes: what markup in a text would change."""
        return [f"{element.tag} {' '.join(element.attributes)}" for element in self._elements]

    def controls(self) -> list[tuple[str, str]]:
        """What the form would post: name and value of every successful control, without any button."""
        form = self.one("form", method="post")
        return [pair for element in form.walk() for pair in _posts(element)]

    def answers(self) -> list[tuple[str, str]]:
        """The same without what the form sends along for itself."""
        return [(name, value) for name, value in self.controls() if not name.startswith("$")]


def _posts(element: Element) -> Iterator[tuple[str, str]]:
    name = element.attributes.get("name", "")
    if element.tag not in _FIELDS or not name:
        return
    if element.tag == "select":
        options = [inner for inner in element.walk() if inner.tag == "option"]
        chosen = [option for option in options if "selected" in option]
        if "multiple" not in element:
            chosen = [*options[:1], *chosen][-1:]
        yield from ((name, option["value"]) for option in chosen)
    elif element.tag == "textarea":
        text = "".join(element.texts)
        yield name, text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
    elif element.attributes.get("type") not in ("radio", "checkbox") or "checked" in element:
        yield name, element.attributes.get("value", "").replace("\n", "").replace("\r", "")
