"""Filters for templates: values as people of the page's locale and time zone read them.

A value that cannot be read is shown as it is.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from renderer.form.manner import UTC, Manner
from renderer.form.moments import show_moment
from renderer.formats import show_date, show_money, show_number


def _shown(show: Callable[..., str]) -> Callable[..., str]:
    """`show` takes the value, the filter's arguments and the page's manner."""

    @pass_context
    def shown(context: Context, value: Any, *arguments: Any) -> str:
        if not isinstance(value, str | int | float | date):
            return str(value)
        return show(value, *arguments, manner=_manner(context))

    return shown


def _in_locale(show: Callable[..., str]) -> Callable[..., str]:
    return _shown(lambda *values, manner: show(*values, manner.locale))


def _manner(context: Context) -> Manner:
    """Pages that nobody is signed in to are in UTC."""
    viewer = context.resolve_or_missing("viewer")
    zone = viewer.get("zone", UTC) if isinstance(viewer, dict) else UTC
    return Manner(context.resolve_or_missing("t").locale, str(zone))


FILTERS = {
    "date": _in_locale(show_date),
    "datetime": _shown(show_moment),
    "number": _in_locale(show_number),
    "money": _in_locale(show_money),
}
