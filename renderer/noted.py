"""Notes which texts something is made of, so that it can be told whether a change of texts concerns it."""

from collections.abc import Iterator, Mapping

Read = Mapping[str, str | None]  # key -> text; None: there was none


class Noted(Mapping[str, str]):
    """Entries of a locale; `read` grows with every look."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._entries = entries
        self.read: dict[str, str | None] = {}

    def __getitem__(self, key: str) -> str:
        text = self.read[key] = self._entries.get(key)
        if text is None:
            raise KeyError(key)
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def still_reads(read: Read, entries: Mapping[str, str]) -> bool:
    """Whether looking the same up in `entries` gives the same."""
    return all(entries.get(key) == text for key, text in read.items())
