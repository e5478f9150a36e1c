"""From answers to the response: typed, without blanks and without what does not apply."""

from collections.abc import Mapping
from typing import Any

from renderer.form.decode import Answers
from renderer.package import Package

Response = dict[str, Any]


def to_response(package: Package, answers: Answers, context: Mapping[str, Any]) -> Response:
    """What would be submitted, in the schema's types. Text that is no number stays text, for `validate`."""
    raise NotImplementedError
