"""Where a package's template failed while it was filled."""

from collections.abc import Container
from types import TracebackType

from jinja2 import TemplateError, UndefinedError
from jinja2.exceptions import SecurityError

from renderer.faults import Fault

_FOLDER = "templates/"
_AUTHORS = (TemplateError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError)


class Stopped(Exception):
    """Drawing was stopped. `place` is where in the package's templates, as far as that is known."""

    def __init__(self, place: tuple[str, int] = (".", 0)) -> None:
        self.place = place
        super().__init__(*place)


class TooSlow(Stopped):
    """Its time is over."""


class TooHungry(Stopped):
    """There is no memory left for it."""


def placed(error: BaseException, own: Container[str]) -> tuple[str, int]:
    """The innermost line of the package's `own` templates that `error` went through; else the package."""
    return _place(error.__traceback__, own) or (".", 0)


def template_fault(error: BaseException, own: Container[str]) -> Fault | None:
    """The fault of the package's template that raised `error`; None when none of its `own` templates did."""
    place = _place(error.__traceback__, own)
    if place is None or not isinstance(error, _AUTHORS):
        return None
    return Fault(*place, f"the template failed: {str(error).rstrip('.')}.", _fix(error))


def _place(traceback: TracebackType | None, own: Container[str]) -> tuple[str, int] | None:
    """The innermost line of the package's templates that was being filled."""
    place = None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file.startswith(_FOLDER) and file.removeprefix(_FOLDER) in own:
            place = (file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def _fix(error: BaseException) -> str:
    if isinstance(error, SecurityError):
        return "Templates show data; they cannot compute at length or reach into the server."
    if isinstance(error, UndefinedError):
        return "Correct the name, ask for it in context.schema.json as required, or test `is defined` first."
    return "Correct this line; the message says what it cannot work with."
