"""Adding and removing rows of a list, as the buttons of the form ask for."""

from renderer.form.decode import Answers
from renderer.package import Package


class UnknownOperation(ValueError):
    """The posted `$op` names no list or no row of this form."""


def apply_operation(package: Package, answers: Answers, operation: str) -> Answers:
    """New answers after `add:lines` or `remove:lines/2`. Raises UnknownOperation."""
    raise NotImplementedError
