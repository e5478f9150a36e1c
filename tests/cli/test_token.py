"""`interfaces token` mints what the verifier accepts, and only in development."""

import time
from pathlib import Path

import jwt
import pytest

from identity.issuer import AUTHOR, MEMBER, DevPerson
from tests.cli.conftest import Interfaces

ISSUER = "http://127.0.0.1:8000/issuer"


@pytest.mark.parametrize(("holder", "person"), [("author", AUTHOR), ("member", MEMBER)])
def test_a_persons_token(interfaces: Interfaces, tmp_path: Path, holder: str, person: DevPerson) -> None:
    done = interfaces("token", holder, issuer=ISSUER, client_ids="interfaces-dev", dev_issuer=str(tmp_path))

    claims = jwt.decode(done.stdout.strip(), options={"verify_signature": False})
    assert done.returncode == 0
    assert claims["sub"] == person.subject
    assert claims["iss"] == ISSUER
    assert 3000 < claims["exp"] - time.time() <= 3600


def test_a_machines_token_carries_the_scope_that_the_api_asks_for(
    process: Interfaces, tmp_path: Path
) -> None:
    done = process(
        *("token", "machine", "--ttl", "60"),
        issuer=ISSUER, client_ids="interfaces-dev", dev_issuer=str(tmp_path), workflow_scope="acme/run",
    )  # fmt: skip

    claims = jwt.decode(done.stdout.strip(), options={"verify_signature": False})
    assert claims["scope"] == "acme/run"
    assert claims["exp"] - time.time() <= 60


def test_without_a_development_issuer_there_are_no_tokens(interfaces: Interfaces) -> None:
    cognito = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI"
    done = interfaces("token", "author", issuer=cognito, client_ids="web")

    assert done.returncode == 1
    assert "INTERFACES_DEV_ISSUER is not set" in done.stderr
    assert done.stdout == ""
