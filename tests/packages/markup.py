"""Reads a page as a browser does, and tells what is wrong with its elements."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

_REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
_ACTIVE_URLS = ("javascript:", "data:text", "data:application")
_ALLOWED_UNNAMED = {"hidden", "submit", "button"}


class Markup(HTMLParser):
    """The elements of a page (name, attributes) and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._inside_label = False
        self._labelled: set[int] = set()  # elements by their number
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "label":
            self._inside_label = True
        elif self._inside_label:
            self._labelled.add(len(self.elements))
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._inside_label = False

    def handle_data(self, data: str) -> None:
        self.text += data

    def holds(self, value: str) -> bool:
        """Whether an input or a text area starts with this value."""
        return value in self.text or any(attributes.get("value") == value for _, attributes in self.elements)

    def complaints(self) -> Iterator[str]:
        """Scripts without nonce, inline handlers, double ids, references to nothing, inputs without label."""
        ids = Counter(attributes["id"] for _, attributes in self.elements if "id" in attributes)
        yield from (f"the id '{name}' is there {times} times" for name, times in ids.items() if times > 1)
        named = {attributes["for"] for _, attributes in self.elements if "for" in attributes}
        for number, (tag, attributes) in enumerate(self.elements):
            yield from _active(tag, attributes)
            for name in _REFERENCES:
                for target in attributes.get(name, "").split():
                    if target not in ids:
                        yield f"<{tag} {name}> points to '{target}', which is not there"
            labelled = number in self._labelled or attributes.get("id") in named
            if _needs_label(tag, attributes) and not labelled:
                yield f"<{tag} name={attributes.get('name')}> has no label"


def _active(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag in ("script", "style") and "nonce" not in attributes:
        yield f"<{tag}> without a nonce"
    for name, value in attributes.items():
        if name.startswith("on") or name == "style":
            yield f"<{tag}> has {name}={value!r}"
        if name in ("href", "src", "action") and value.strip().lower().startswith(_ACTIVE_URLS):
            yield f"<{tag}> has {name}={value!r}"


def _needs_label(tag: str, attributes: dict[str, str]) -> bool:
    if "aria-label" in attributes or "aria-labelledby" in attributes:
        return False
    return tag in ("select", "textarea") or (
        tag == "input" and attributes.get("type") not in _ALLOWED_UNNAMED
    )
