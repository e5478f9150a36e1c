"""Moments as controls give them, without a zone, and as RFC 3339 has them, in UTC."""

import re
from datetime import UTC, datetime, tzinfo

from renderer.form.manner import Manner
from renderer.formats import show_datetime

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?", re.ASCII)


def read_moment(text: str, zone: tzinfo = UTC) -> str:
    """`2026-03-01T09:30` on the clocks of a zone -> `2026-03-01T08:30:00Z`; `09:30` alone is meant in UTC.

    An hour that comes twice is taken for the first of the two. Text that is no moment stays as it is.
    """
    text = text.strip()
    day, joint, time = text.rpartition("T")
    if not _TIME.fullmatch(time):
        return text
    if not joint:
        return f"{_with_seconds(time)}Z"
    whole, dot, fraction = _with_seconds(time).partition(".")
    try:
        moment = datetime.fromisoformat(f"{day}T{whole}").replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return f"{day}T{whole}{dot}{fraction}Z"
    return f"{moment.replace(tzinfo=None).isoformat()}{dot}{fraction}Z"


def write_moment(text: str, zone: tzinfo = UTC) -> str:
    """An RFC 3339 date-time, or time, as its control takes it: on the clocks of the zone, or in UTC."""
    is_time = "-" not in text[:8]
    try:
        moment = datetime.fromisoformat(f"2000-01-01T{text}" if is_time else text)
        if moment.tzinfo is None:
            return text
        moment = moment.astimezone(UTC if is_time else zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return text
    shown = moment.time().isoformat() if is_time else moment.isoformat()
    return shown.rstrip("0") if "." in shown else shown.removesuffix(":00")


def show_moment(moment: datetime | str, manner: Manner) -> str:
    """A moment to read, on the clocks of the person: `March 4, 2026, 10:30 AM Central European Time`."""
    try:
        known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        if known.tzinfo is None:
            return show_datetime(known, manner.locale)
        local = known.astimezone(manner.tz).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return str(moment)
    return f"{show_datetime(local, manner.locale)} {manner.zone_title}"


def _with_seconds(time: str) -> str:
    return time if time.count(":") == 2 else f"{time}:00"
