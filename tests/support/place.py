"""Folders for servers under test."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def short_folder() -> Iterator[Path]:
    """Short, since a socket's name may have about 100 bytes, and outside pytest's own folder: started by
    root the database runs as another user, and any pytest that starts meanwhile closes that folder."""
    with tempfile.TemporaryDirectory(prefix="interfaces-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
