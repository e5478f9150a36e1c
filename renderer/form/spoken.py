"""Between what a page shows in a control and the plain answer behind it."""

from renderer.form.durations import read_duration, write_duration
from renderer.form.manner import Manner
from renderer.form.model import Field
from renderer.form.moments import read_moment, write_moment
from renderer.form.numerals import read_number, write_number


def read(field: Field, typed: str, manner: Manner) -> str:
    """A plain answer from what a person typed, or what they typed where it cannot be understood."""
    if field.is_number:
        return read_number(typed, manner.locale)
    if field.kind == "duration":
        return read_duration(typed, manner.locale)
    return read_moment(typed, manner.tz) if field.has_zone else typed


def is_written_plainly(field: Field) -> bool:
    """Whether a control shows the plain answer itself."""
    return not (field.is_number or field.kind == "duration" or field.has_zone)


def write(field: Field, answer: str, manner: Manner) -> str:
    """An answer as its control shows it. Reading that in the same manner gives the answer again."""
    if field.is_number:
        return write_number(answer, manner.locale)
    if field.kind == "duration":
        return write_duration(answer)
    return write_moment(answer, manner.tz) if field.has_zone else answer
