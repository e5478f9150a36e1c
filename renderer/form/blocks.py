"""What a request's context puts into the blocks of a form: values for their holes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from renderer.form.kinds import posted_text
from renderer.form.manner import Manner
from renderer.form.moments import show_moment
from renderer.form.offers import MISSING, from_context
from renderer.form.runs import Frame
from renderer.formats import is_number, show_date, show_money, show_number
from renderer.texts import Texts
from renderer.ui import Block, Value
from typed.record import dataclass

NOTHING = "–"  # in a cell without a value: an empty header of a row says nothing to those who cannot see it


@dataclass(frozen=True)
class BlockReader:
    """`asset` gives the URL of a file of the package; `sources` are origins that may be shown from."""

    context: Mapping[str, Any]
    texts: Texts
    manner: Manner
    asset: Callable[[str], str]
    sources: Sequence[str]

    def frames(self, block: Block) -> list[Frame]:
        """One frame, or none where there is nothing to show.

        A table's holds its rows and then its totals; others' what the template names by number.
        """
        if block.type == "table":
            return self._table(block)
        if block.type == "summary":
            values = [self._text(entry, self.context) for entry in block.entries]
            return [Frame(values, ())] if any(values) else []
        url = self.asset(block.asset) if block.asset else self._source(block)
        return [Frame((url,), ())] if url else []

    def _table(self, block: Block) -> list[Frame]:
        rows = from_context(self.context, block.rows or "")
        if not isinstance(rows, list) or not rows:
            return []
        shown = [Frame([self._text(column, row) or NOTHING for column in block.columns], ()) for row in rows]
        totals = [self._total(column, rows) if column.total else "" for column in block.columns]
        return [Frame((shown, *totals), ())]

    def _total(self, column: Value, rows: Sequence[Any]) -> str:
        found = (from_context(row, column.value) for row in rows)
        total = sum(value for value in found if is_number(value))
        return self._written(column, round(total, 9))  # 0.1 + 0.2 is 0.3 to people

    def _text(self, value: Value, inside: Any) -> str:
        found = from_context(inside, value.value)
        return "" if found is MISSING or found is None else self._written(value, found)

    def _written(self, value: Value, found: Any) -> str:
        locale = self.texts.locale
        if title := value.titles.get(_key(found)):
            return self.texts.resolve(title)
        if isinstance(found, list):
            return ", ".join(self._written(value, one) for one in found)
        if isinstance(found, bool):
            return self.texts("form.yes" if found else "form.no")
        if is_number(found):
            currency = self._currency(value) if value.format == "money" else ""
            return show_money(found, currency, locale) if currency else show_number(found, locale)
        if value.format == "date":
            return show_date(str(found), locale)
        if value.format == "datetime":
            return show_moment(str(found), self.manner)
        return posted_text(found)

    def _currency(self, value: Value) -> str:
        named = from_context(self.context, value.currency_from) if value.currency_from else value.currency
        return named if isinstance(named, str) else ""

    def _source(self, block: Block) -> str:
        """A URL of the context, where it leads to an origin of the manifest."""
        url = from_context(self.context, block.source or "")
        if not isinstance(url, str):
            return ""
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        return url if f"{parts.scheme}://{parts.netloc}" in self.sources else ""


def _key(found: Any) -> str:
    """What a value is called among the keys of `titles`."""
    return "" if isinstance(found, list | dict) else posted_text(found)
