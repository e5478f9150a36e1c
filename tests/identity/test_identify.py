"""The fixed order of credentials, and which token belongs where. Rows 3 and 6 of the threats."""

from itertools import product

import pytest

from identity.authenticator import Authenticator
from identity.balancer import Balancer, BalancerKeys
from identity.identify import Identifier
from identity.keyset import KeySet
from identity.refusal import Reason, TokenRefused
from identity.sessions import Session, Sessions
from tests.identity.balancing import TRUSTED, Alb
from tests.identity.signing import EXPECTED, ID_CLAIMS, NOW, PERSON, Signer, key_set

pytestmark = pytest.mark.anyio

Header = tuple[bytes, bytes]
PLACES = ("bearer", "balancer", "cookie", "session")


class World:
    """All places a deployment may take credentials from."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._alb = Alb()
        people = Authenticator(KeySet("https://issuer.example", self._keys, _now), EXPECTED, _now)
        balancer = Balancer(BalancerKeys("https://alb.example", self._key, _now), TRUSTED, people, _now)
        self._sessions = Sessions([b"s" * 32], secure=True, clock=_now)
        self.identifier = Identifier(people, balancer, self._sessions)

    async def _keys(self, url: str) -> bytes:
        return key_set(self._signer.jwk())

    async def _key(self, url: str) -> bytes:
        return self._alb.pem()

    def access(self, name: str) -> str:
        return self._signer.token(PERSON | {"username": name})

    def identity(self) -> str:
        return self._signer.token(ID_CLAIMS)

    def headers(self, place: str, token: str) -> list[Header]:
        match place:
            case "bearer":
                return [(b"authorization", b"Bearer " + token.encode())]
            case "balancer":
                data = self._alb.data().encode()
                return [(b"x-amzn-oidc-data", data), (b"x-amzn-oidc-accesstoken", token.encode())]
            case "session":
                cookie = self._sessions.close(Session(token))
                return [(b"cookie", f"{self._sessions.cookie}={cookie}".encode())]
            case _:
                return [(b"cookie", f"interfaces_token={token}".encode())]


def _now() -> float:
    return NOW


@pytest.fixture
def world(signer: Signer) -> World:
    return World(signer)


@pytest.mark.parametrize("place", PLACES)
async def test_03_an_access_token_is_taken_in_every_place_and_an_id_token_in_none(
    world: World, place: str
) -> None:
    found = await world.identifier.identify(world.headers(place, world.access("ada")))
    with pytest.raises(TokenRefused) as refused:
        await world.identifier.identify(world.headers(place, world.identity()))

    assert found is not None
    assert found.principal.username == "ada"
    assert refused.value.reason is Reason.TOKEN_USE


@pytest.mark.parametrize("cookie", ["cookie", "session"])
async def test_06_the_first_place_decides_and_an_invalid_one_never_falls_through(
    world: World, cookie: str
) -> None:
    """27 combinations of none, good and bad in three places; for both kinds of cookie."""
    order = ("bearer", "balancer", cookie)
    tried = 0
    for states in product(("none", "good", "bad"), repeat=3):
        tried += 1
        present = [(place, state) for place, state in zip(order, states, strict=True) if state != "none"]
        headers = [
            header
            for place, state in reversed(present)  # the order of the headers means nothing
            for header in world.headers(place, world.access(place) if state == "good" else "x.y.z")
        ]
        if not present:
            assert await world.identifier.identify(headers) is None
        elif present[0][1] == "good":
            found = await world.identifier.identify(headers)
            assert found is not None
            assert found.principal.username == present[0][0]
        else:
            with pytest.raises(TokenRefused):
                await world.identifier.identify(headers)
    assert tried == 27


@pytest.mark.parametrize("missing", [b"x-amzn-oidc-data", b"x-amzn-oidc-accesstoken"])
async def test_half_of_the_balancers_headers_is_refused_though_a_good_cookie_is_there(
    world: World, missing: bytes
) -> None:
    whole = world.headers("balancer", world.access("ada"))
    half = [header for header in whole if header[0] != missing]

    for headers in (half, [*whole, whole[0]]):
        with pytest.raises(TokenRefused):
            await world.identifier.identify([*headers, *world.headers("cookie", world.access("ada"))])


async def test_a_session_altered_or_of_other_keys_is_refused(world: World) -> None:
    ((name, good),) = world.headers("session", world.access("ada"))
    foreign = Sessions([b"t" * 32], secure=True, clock=_now)
    theirs = f"{foreign.cookie}={foreign.close(Session(world.access('ada')))}".encode()

    for cookie in (theirs, good[:-1] + b"A", good[:60] + b"A" + good[61:], good[:-20]):
        if cookie != good:
            with pytest.raises(TokenRefused):
                await world.identifier.identify([(name, cookie)])
