"""What the engine's own templates are compiled to, kept from one start to the next: compiling them would be
half of the time to a first page.

It lies where Python keeps the bytecode of these modules, and is believed as that is: whoever may write there
may write the modules. Never for a package's templates.
"""

import hashlib
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import FileSystemBytecodeCache
from jinja2 import __version__ as jinja
from jinja2.bccache import Bucket

_HERE = Path(__file__).parent


class KeptBytecode(FileSystemBytecodeCache):
    """For one environment, by its name. Any change to our code makes what was kept void."""

    def __init__(self, environment: str) -> None:
        self._folder = _HERE / "__pycache__" / f"{environment}-{_state_of_code()}"
        super().__init__(str(self._folder), "%s.bin")

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, UnpicklingError, EOFError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Where it cannot be kept, it is compiled at every start."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                if not self._folder.is_dir():
                    self._make_folder()
                super().dump_bytecode(bucket)

    def _make_folder(self) -> None:
        """In place of those that are void."""
        environment = self._folder.name.partition("-")[0]
        for old in self._folder.parent.glob(f"{environment}-*"):
            shutil.rmtree(old, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)


def _state_of_code() -> str:
    """As Python does it: by the size and the second of the last change of each module."""
    found = (path.stat() for path in sorted((*_HERE.glob("*.py"), *_HERE.glob("form/*.py"))))
    told = [jinja, sys.version, *(f"{each.st_size} {int(each.st_mtime)}" for each in found)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:20]
