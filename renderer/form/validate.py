"""What is wrong with a response, told to a person in their language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from renderer.form.response import Response
from renderer.package import Package


@dataclass(frozen=True)
class FieldError:
    """One thing to correct. `keyword` is the schema's, or `options`: a choice the context does not offer."""

    pointer: str
    keyword: str
    message: str


def validate(
    package: Package, response: Response, context: Mapping[str, Any], locale: str
) -> list[FieldError]:
    """Everything to correct, at most one error per place, in the order of the form. Empty: valid."""
    raise NotImplementedError
