"""What a load balancer says about a person: believed only from our own, and only with their token."""

import asyncio
import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.authenticator import Authenticator
from identity.balancer import Balancer, BalancerKeys
from identity.keyset import FetchFailed, KeySet
from identity.refusal import KeySetUnavailable, Reason, TokenRefused
from tests.identity.balancing import ALB_CLIENT, ARN, KID, TRUSTED, Alb, padded, tokens
from tests.identity.signing import EXPECTED, NOW, PERSON, Signer, key_set

pytestmark = pytest.mark.anyio

OTHER_ARN = ARN.replace("123456789012", "210987654321")


class World:
    """Our balancer, its published keys, the pool, and a clock to turn."""

    def __init__(self, signer: Signer) -> None:
        self.now = NOW
        self.alb = Alb()
        self.published: dict[str, bytes] = {KID: self.alb.pem()}
        self.fetched: list[str] = []
        self.access = signer.token(PERSON)
        keyset = KeySet("https://issuer.example/keys", self._pool_keys, lambda: self.now)
        people = Authenticator(keyset, EXPECTED, lambda: self.now)
        self._signer = signer
        keys = BalancerKeys("https://keys.example", self._fetch, lambda: self.now)
        self.balancer = Balancer(keys, TRUSTED, people, lambda: self.now)

    async def _pool_keys(self, url: str) -> bytes:
        return key_set(self._signer.jwk())

    async def _fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        await asyncio.sleep(0)
        try:
            return self.published[url.removeprefix("https://keys.example/")]
        except KeyError:
            raise FetchFailed("status 404") from None

    async def refusal(self, data: str, access: str = "") -> Reason:
        with pytest.raises(TokenRefused) as refused:
            await self.balancer.authenticate(tokens(data, access or self.access))
        return refused.value.reason


@pytest.fixture
def world(signer: Signer) -> World:
    return World(signer)


async def test_the_person_the_balancer_signed_in_is_known_with_groups_and_address(world: World) -> None:
    principal = await world.balancer.authenticate(tokens(world.alb.data(), world.access))

    assert (principal.subject, principal.email) == (PERSON["sub"], "ada@example.test")
    assert principal.groups == {"authors"}
    assert world.fetched == [f"https://keys.example/{KID}"]


async def test_its_key_is_fetched_once(world: World) -> None:
    data = [world.alb.data(jti=str(number)) for number in range(50)]

    await asyncio.gather(*(world.balancer.authenticate(tokens(each, world.access)) for each in data))

    assert len(world.fetched) == 1


def other_signers() -> list[Any]:
    """Twenty ways of naming somebody else's balancer, or ours almost."""
    return [
        OTHER_ARN, None, "", ARN.upper(), ARN + " ", " " + ARN, ARN + "\x00", ARN[:-1], ARN + "0",
        ARN.replace("eu-central-1", "eu-central-2"), ARN.replace("aws", "aws-cn", 1),
        ARN.replace("/forms/", "/forms2/"), ARN.replace("app", "net"), ARN.replace(":", "："),
        [ARN], {"arn": ARN}, 1, True, f"{ARN},{OTHER_ARN}", f"{OTHER_ARN}\n{ARN}",
    ]  # fmt: skip


@pytest.mark.parametrize("signer_name", other_signers(), ids=repr)
async def test_04_somebody_elses_balancer_is_refused_before_any_key_is_fetched(
    world: World, signer_name: Any
) -> None:
    """Their key is published where ours is: nothing but the header tells them apart."""
    theirs = Alb()
    world.published = {KID: theirs.pem()}

    assert await world.refusal(theirs.data({"signer": signer_name})) is Reason.SIGNER
    assert world.fetched == []


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"client": "another"}, Reason.CLIENT),
        ({"client": None}, Reason.CLIENT),
        ({"alg": "none"}, Reason.ALGORITHM),
        ({"alg": "HS256"}, Reason.ALGORITHM),
        ({"alg": "RS256"}, Reason.ALGORITHM),
        ({"kid": "../../evil"}, Reason.HEADER),
        ({"kid": KID + "?x"}, Reason.HEADER),
        ({"kid": KID.replace("1", "١")}, Reason.HEADER),
        ({"kid": None}, Reason.HEADER),
        ({"jku": "https://evil.example"}, Reason.HINT),
        ({"crit": ["exp"]}, Reason.HINT),
    ],
)
async def test_a_header_that_is_not_ours_fetches_nothing(
    world: World, header: dict[str, Any], reason: Reason
) -> None:
    assert await world.refusal(world.alb.data(header)) is reason
    assert world.fetched == []


@pytest.mark.parametrize(
    ("header", "claims", "reason"),
    [
        ({}, {"exp": int(NOW) - 60}, Reason.EXPIRED),
        ({"exp": int(NOW) - 60}, {}, Reason.EXPIRED),
        ({}, {"exp": None}, Reason.CLAIMS),
        ({"exp": None}, {}, Reason.CLAIMS),
        ({}, {"exp": 1e30}, Reason.CLAIMS),
        ({}, {"exp": str(int(NOW) + 60)}, Reason.CLAIMS),
        ({}, {"exp": True}, Reason.CLAIMS),
        ({}, {"iss": "https://evil.example"}, Reason.ISSUER),
        ({"iss": None}, {}, Reason.ISSUER),
        ({}, {"sub": None}, Reason.CLAIMS),
        ({}, {"sub": "somebody-else"}, Reason.CLAIMS),
        ({}, {"email": ["x"]}, Reason.CLAIMS),
        ({}, {"email": "a\nb"}, Reason.CLAIMS),
    ],
)
async def test_wrong_claims_are_refused(
    world: World, header: dict[str, Any], claims: dict[str, Any], reason: Reason
) -> None:
    assert await world.refusal(world.alb.data(header, **claims)) is reason


async def test_data_without_the_persons_own_access_token_prove_nothing(world: World, signer: Signer) -> None:
    data = world.alb.data()
    other = signer.token(PERSON | {"sub": "somebody-else"})
    machine = signer.token({**PERSON, "username": ""} | {"sub": PERSON["sub"]})

    assert await world.refusal(data, other) is Reason.CLAIMS
    assert await world.refusal(data, machine) is Reason.CLAIMS
    assert await world.refusal(data, "x.y.z") is not None


async def test_a_key_published_as_something_else_is_no_key(world: World, signer: Signer) -> None:
    for document in (
        b"",
        b"no pem",
        signer.pem(),
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
    ):
        world.published = {KID: document}
        world.now += 10
        assert await world.refusal(world.alb.data()) is Reason.UNKNOWN_KEY


async def test_remembered_data_expire_on_time(world: World) -> None:
    data = world.alb.data()
    await world.balancer.authenticate(tokens(data, world.access))
    world.now = NOW + 120 + 59
    await world.balancer.authenticate(tokens(data, world.access))
    world.now = NOW + 120 + 60

    assert await world.refusal(data) is Reason.EXPIRED


async def test_07_10000_made_up_kids_cause_few_fetches_and_hurt_nobody(world: World) -> None:
    good = world.alb.data()
    await world.balancer.authenticate(tokens(good, world.access))
    header = {"typ": "JWT", "alg": "ES256", "signer": ARN, "client": ALB_CLIENT}
    for number in range(10_000):
        world.now += 60 / 10_000
        kid = f"00000000-0000-4000-8000-{number:012x}"
        made_up = f"{padded(json.dumps({**header, 'kid': kid}).encode())}.{padded(b'{}')}.{padded(b'0' * 64)}"
        with pytest.raises((TokenRefused, KeySetUnavailable)):
            await world.balancer.authenticate(tokens(made_up, world.access))
        await world.balancer.authenticate(tokens(good, world.access))

    assert len(world.fetched) <= 31


@given(st.data())
def test_no_changed_byte_is_accepted(signer: Signer, data: st.DataObject) -> None:
    world = World(signer)
    good = world.alb.data()
    place = data.draw(st.integers(0, len(good) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_=."))
    changed = good[:place] + letter + good[place + 1 :]
    if all(_decoded(a) == _decoded(b) for a, b in zip(good.split("."), changed.split("."), strict=False)):
        return

    async def attempt() -> None:
        with pytest.raises((TokenRefused, KeySetUnavailable)):
            await world.balancer.authenticate(tokens(changed, world.access))

    asyncio.run(attempt())


def _decoded(part: str) -> bytes:
    bare = part.rstrip("=")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        return part.encode()
