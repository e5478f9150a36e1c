"""The development issuer: real tokens, one key that stays, readable by its owner alone."""

import json
import os
import stat
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from identity.issuer import AUTHOR, CLIENT_ID, DAY, MEMBER, DevIssuer
from identity.issuer_key import IssuerKeyFault
from identity.jwk import Key, parse_keys
from identity.principal import Principal, principal_of
from identity.refusal import TokenRefused
from identity.verify import Expectation, verify_token
from tests.identity.signing import NOW

ISSUER = "http://127.0.0.1:8000/issuer"
EXPECTED = Expectation(issuer=ISSUER, client_ids=frozenset({CLIENT_ID}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state") / "issuer"


@pytest.fixture(scope="module")
def issuer(folder: Path) -> DevIssuer:
    return DevIssuer(folder, ISSUER, clock=lambda: NOW)


@pytest.fixture(scope="module")
def published(issuer: DevIssuer) -> Mapping[str, Key]:
    return parse_keys(issuer.jwks())


def check(token: str, keys: Mapping[str, Key], now: float = NOW) -> Principal:
    return principal_of(verify_token(token, keys, EXPECTED, now))


def test_the_author_may_build_and_the_member_is_just_a_person(
    issuer: DevIssuer, published: Mapping[str, Key]
) -> None:
    author, member = check(issuer.mint("author"), published), check(issuer.mint("member"), published)
    assert (author.subject, author.kind) == (AUTHOR.subject, "person")
    assert (member.subject, member.kind) == (MEMBER.subject, "person")
    assert author.groups == {"authors"}
    assert member.groups == frozenset()
    assert author.email == "author@example.test"


def test_a_machine_token_has_scopes_and_no_user(issuer: DevIssuer, published: Mapping[str, Key]) -> None:
    machine = check(issuer.mint_machine(["interfaces/workflows", "interfaces/read"]), published)
    assert (machine.kind, machine.groups) == ("machine", frozenset())
    assert machine.scopes == {"interfaces/workflows", "interfaces/read"}


def test_a_token_lives_as_long_as_it_was_told(issuer: DevIssuer, published: Mapping[str, Key]) -> None:
    assert check(issuer.mint("author"), published).expires == NOW + DAY
    short = issuer.mint("author", ttl=300)
    check(short, published, NOW + 300)
    with pytest.raises(TokenRefused):
        check(short, published, NOW + 361)


def test_no_two_tokens_are_the_same(issuer: DevIssuer) -> None:
    assert issuer.mint("author") != issuer.mint("author")


def test_the_key_survives_a_restart_and_so_do_its_tokens(issuer: DevIssuer, folder: Path) -> None:
    restarted = DevIssuer(folder, ISSUER, clock=lambda: NOW)
    assert restarted.jwks() == issuer.jwks()
    check(issuer.mint("author"), parse_keys(restarted.jwks()))


def test_another_folder_is_another_issuer(
    issuer: DevIssuer, published: Mapping[str, Key], tmp_path: Path
) -> None:
    stranger = DevIssuer(tmp_path, ISSUER, clock=lambda: NOW)
    with pytest.raises(TokenRefused):
        check(stranger.mint("author"), published)


def test_only_the_owner_reads_the_key_and_only_the_public_half_is_published(
    issuer: DevIssuer, folder: Path
) -> None:
    assert stat.S_IMODE((folder / "issuer-key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert os.listdir(folder) == ["issuer-key.pem"]  # noqa: PTH208 - names are compared
    [entry] = json.loads(issuer.jwks())["keys"]
    assert set(entry) == {"kty", "alg", "use", "kid", "n", "e"}


def test_a_key_others_can_read_is_not_used(tmp_path: Path) -> None:
    DevIssuer(tmp_path, ISSUER)
    (tmp_path / "issuer-key.pem").chmod(0o640)
    with pytest.raises(IssuerKeyFault, match="chmod 600"):
        DevIssuer(tmp_path, ISSUER)


@pytest.mark.parametrize(
    "content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
)
def test_a_damaged_key_file_says_what_to_do(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "issuer-key.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(IssuerKeyFault, match="Delete it"):
        DevIssuer(tmp_path, ISSUER)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IssuerKeyFault, match="folder of your own"):
        DevIssuer(tmp_path / "file" / "issuer", ISSUER)


def test_issuers_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    together = threading.Barrier(4)

    def published_by_one(_: int) -> bytes:
        together.wait(10)
        return DevIssuer(tmp_path / "new", ISSUER).jwks()

    with ThreadPoolExecutor(4) as threads:
        sets = list(threads.map(published_by_one, range(4)))
    assert len(set(sets)) == 1
