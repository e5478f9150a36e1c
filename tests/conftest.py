"""What tests of every area need."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio, as the servers do."""
    return "asyncio"
