"""What tests of every area need."""

import gc
import os
import tempfile

import pytest
from hypothesis import settings

from tests.support.shared_demo import share_demo

# How often a law is tried, unless it says otherwise; `scripts/trials` takes the second. An example may take
# long on a busy machine: what must be fast is measured elsewhere.
settings.register_profile("suite", deadline=None, max_examples=40)
settings.register_profile("trials", deadline=None, max_examples=500)
settings.load_profile("suite")

_NO_CERTIFICATES = tempfile.TemporaryDirectory(prefix="no-certificates-")

# All here is plain HTTP on loopback, and each client would read the machine's certificates: 45 ms of CPU.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = _NO_CERTIFICATES.name

# Each program that a test starts would compile all that it imports: a second of CPU.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_configure(config: pytest.Config) -> None:
    share_demo(config)
    gc.disable()  # until all is imported, and that stays: looking through it took a tenth of a worker's time


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio, as the servers do."""
    return "asyncio"
