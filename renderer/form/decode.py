"""From the posted name-value pairs to a tree of answers."""

from collections.abc import Sequence
from typing import Any

from renderer.package import Package

Answers = dict[str, Any]
"""A JSON tree in the shape of the response whose leaves may still be the text a person typed."""


def decode(package: Package, pairs: Sequence[tuple[str, str]]) -> Answers:
    """The answers a posted form holds. Names that are no field of this form are ignored."""
    raise NotImplementedError
