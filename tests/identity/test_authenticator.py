"""Token in, principal out: what is remembered and for how long."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from identity.authenticator import REMEMBERED, Authenticator
from identity.fetch import http_fetch
from identity.issuer import AUTHOR, CLIENT_ID, MEMBER, DevIssuer
from identity.keyset import FetchFailed, KeySet
from identity.lifespan import open_authenticator
from identity.refusal import KeySetUnavailable, Reason, TokenRefused
from identity.settings import IdentitySettings
from tests.identity.far_end import FarEnd, far_end
from tests.identity.signing import EXPECTED, NOW, PERSON, Signer, key_set

pytestmark = pytest.mark.anyio


class World:
    """An issuer's document and both clocks, to be turned by the test."""

    def __init__(self, *signers: Signer) -> None:
        self.document: bytes | None = key_set(*(signer.jwk() for signer in signers))
        self.now = NOW
        self.fetches = 0
        keyset = KeySet("https://issuer.example/keys", self._fetch, lambda: self.now)
        self.authenticator = Authenticator(keyset, EXPECTED, lambda: self.now)

    async def _fetch(self, url: str) -> bytes:
        self.fetches += 1
        if self.document is None:
            raise FetchFailed("down")
        return self.document

    async def refusal(self, token: str) -> Reason:
        with pytest.raises(TokenRefused) as refusal:
            await self.authenticator.authenticate(token)
        return refusal.value.reason


async def test_a_genuine_token_tells_who_is_calling(signer: Signer) -> None:
    world = World(signer)
    principal = await world.authenticator.authenticate(signer.token(PERSON))
    assert principal.username == "ada"


async def test_a_token_seen_before_is_not_verified_again(signer: Signer) -> None:
    world = World(signer)
    token = signer.token(PERSON)
    first = await world.authenticator.authenticate(token)
    assert await world.authenticator.authenticate(token) is first


async def test_a_remembered_token_expires_on_time(signer: Signer) -> None:
    world = World(signer)
    token = signer.token(PERSON)
    await world.authenticator.authenticate(token)
    world.now = PERSON["exp"] + 59
    await world.authenticator.authenticate(token)
    world.now = PERSON["exp"] + 60
    assert await world.refusal(token) is Reason.EXPIRED


async def test_a_remembered_token_dies_with_its_key(signer: Signer, other_signer: Signer) -> None:
    world = World(signer, other_signer)
    token = signer.token(PERSON | {"exp": int(NOW) + 86_400})
    await world.authenticator.authenticate(token)
    world.document = key_set(other_signer.jwk())
    world.now += 3600
    assert await world.refusal(token) is Reason.UNKNOWN_KEY


async def test_a_remembered_token_dies_when_another_key_takes_its_name(
    signer: Signer, other_signer: Signer
) -> None:
    world = World(signer)
    token = signer.token(PERSON | {"exp": int(NOW) + 86_400})
    await world.authenticator.authenticate(token)
    world.document = key_set(other_signer.jwk(kid=signer.kid))
    world.now += 3600
    assert await world.refusal(token) is Reason.SIGNATURE


async def test_a_remembered_token_outlives_a_refresh_that_changes_nothing(signer: Signer) -> None:
    world = World(signer)
    token = signer.token(PERSON | {"exp": int(NOW) + 86_400})
    first = await world.authenticator.authenticate(token)
    world.now += 3600
    assert await world.authenticator.authenticate(token) is first
    assert world.fetches == 2


async def test_a_refused_token_is_checked_anew_each_time(signer: Signer, other_signer: Signer) -> None:
    world = World(signer)
    token = other_signer.token(PERSON)
    assert await world.refusal(token) is Reason.UNKNOWN_KEY
    assert await world.refusal(token) is Reason.UNKNOWN_KEY
    world.document = key_set(signer.jwk(), other_signer.jwk())
    world.now += 30
    assert (await world.authenticator.authenticate(token)).username == "ada"


async def test_a_token_that_is_not_yet_valid_becomes_valid(signer: Signer) -> None:
    world = World(signer)
    token = signer.token(PERSON | {"nbf": int(NOW) + 120})
    assert await world.refusal(token) is Reason.NOT_YET_VALID
    world.now += 60
    await world.authenticator.authenticate(token)


async def test_a_near_copy_of_a_remembered_token_is_refused(signer: Signer) -> None:
    world = World(signer)
    token = signer.token(PERSON)
    await world.authenticator.authenticate(token)
    assert (
        await world.refusal(token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]) is Reason.SIGNATURE
    )
    assert await world.refusal(token + "=") is Reason.FORM


async def test_memory_is_bounded(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("identity.authenticator.REMEMBERED", 10)
    world = World(signer)
    tokens = [signer.token(PERSON | {"jti": str(number)}) for number in range(11)]
    principals = [await world.authenticator.authenticate(token) for token in tokens]
    assert await world.authenticator.authenticate(tokens[-1]) is principals[-1]
    assert await world.authenticator.authenticate(tokens[0]) is not principals[0]
    assert REMEMBERED <= 10_000


async def test_when_no_key_is_known_the_answer_is_neither_yes_nor_no(signer: Signer) -> None:
    world = World(signer)
    world.document = None
    with pytest.raises(KeySetUnavailable):
        await world.authenticator.authenticate(signer.token(PERSON))
    with pytest.raises(KeySetUnavailable):
        await world.authenticator.check()


async def test_a_malformed_token_causes_no_fetch(signer: Signer) -> None:
    world = World(signer)
    for token in ("", "x", "a.b.c", signer.token(PERSON, alg="none"), signer.token(PERSON, jku="https://x")):
        await world.refusal(token)
    assert world.fetches == 0


@pytest.fixture
async def served(signer: Signer) -> AsyncIterator[FarEnd]:
    async with far_end() as end:
        end.body = key_set(signer.jwk())
        yield end


async def test_valid_tokens_are_served_through_a_flood_of_made_up_kids(
    served: FarEnd, signer: Signer, other_signer: Signer
) -> None:
    keyset = KeySet(served.url, http_fetch)
    authenticator = Authenticator(keyset, EXPECTED, lambda: NOW)
    good = [signer.token(PERSON | {"jti": str(number)}) for number in range(50)]
    forged = [other_signer.token(PERSON, kid=f"made-up-{number}") for number in range(100)] * 20
    answers = await asyncio.gather(
        *(authenticator.authenticate(token) for token in good + forged), return_exceptions=True
    )
    assert all(not isinstance(answer, BaseException) for answer in answers[:50])
    assert all(isinstance(answer, TokenRefused) for answer in answers[50:])
    assert len(served.requests) == 1


async def test_development_and_production_open_the_same_authenticator(
    served: FarEnd, tmp_path_factory: pytest.TempPathFactory
) -> None:
    issuer_url = served.url.removesuffix("/.well-known/jwks.json")
    settings = IdentitySettings(issuer=issuer_url, client_ids=frozenset({CLIENT_ID}))
    issuer = DevIssuer(tmp_path_factory.mktemp("issuer"), issuer_url)
    served.body = issuer.jwks()
    async with open_authenticator(settings, issuer) as inside, open_authenticator(settings) as outside:
        for authenticator in (inside, outside):
            assert (await authenticator.authenticate(issuer.mint("author"))).subject == AUTHOR.subject
            assert (await authenticator.authenticate(issuer.mint("member"))).subject == MEMBER.subject
    assert len(served.requests) == 1
