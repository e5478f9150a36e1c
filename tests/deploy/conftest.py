"""Places for demos and their databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.place import short_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder
