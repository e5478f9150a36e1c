"""A pool's key, made once for all tests of identity."""

from collections.abc import Mapping

import pytest

from identity.jwk import Key, parse_keys
from tests.identity.signing import Signer, key_set


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer("pool-key-1")


@pytest.fixture(scope="session")
def other_signer() -> Signer:
    return Signer("pool-key-2")


@pytest.fixture(scope="session")
def keys(signer: Signer) -> Mapping[str, Key]:
    return parse_keys(key_set(signer.jwk()))
