"""Generated wrong tokens, signed by the right key: not one may be accepted.

`scripts/trials 2` tries thousands.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from identity.jwk import Key
from identity.refusal import TokenRefused
from identity.verify import verify_token
from tests.identity.signing import CLIENT, EXPECTED, ISSUER, MACHINE, NOW, PERSON, Signer, base64url

Keys = Mapping[str, Key]
Claims = dict[str, Any]
Counted = Callable[..., None]

EXAMPLES = settings.default.max_examples if settings.default else 0

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
_WRONG_TIMES = _VALUES.filter(lambda value: type(value) is not int)
_LATER = st.integers(min_value=int(NOW) + 61)
_PAST = st.integers(min_value=0, max_value=int(NOW) - 60)


def _wrong_claims() -> st.SearchStrategy[Claims]:
    """One claim each that makes a token wrong, whatever the rest says."""
    near_issuer = st.sampled_from(
        [
            ISSUER + "/",
            ISSUER.upper(),
            ISSUER[:-1],
            ISSUER.replace("https", "http"),
            ISSUER + "#",
            " " + ISSUER,
        ]
    )
    return st.one_of(
        st.fixed_dictionaries({"exp": _WRONG_TIMES | _PAST | st.integers(max_value=-1) | st.integers(2**40)}),
        st.fixed_dictionaries({"nbf": _WRONG_TIMES | _LATER | st.integers(max_value=-1)}),
        st.fixed_dictionaries({"iat": _WRONG_TIMES | _LATER | st.integers(max_value=-1)}),
        st.fixed_dictionaries({"iss": near_issuer | _VALUES.filter(lambda value: value != ISSUER)}),
        st.fixed_dictionaries({"token_use": st.just("id") | _VALUES.filter(lambda value: value != "access")}),
        st.fixed_dictionaries({"client_id": _VALUES.filter(lambda value: value != CLIENT)}),
        st.fixed_dictionaries({"aud": _VALUES.filter(lambda value: value != CLIENT)}),
    )


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Iterator[Counted]:
    """Counts what is tried: at least once for each example that is asked for."""
    tried = 0

    def count(more: int = 1) -> None:
        nonlocal tried
        tried += more

    yield count
    assert tried >= EXAMPLES
    record_property("tried", tried)


def _refused(token: str, keys: Keys) -> bool:
    try:
        verify_token(token, keys, EXPECTED, NOW)
    except TokenRefused:
        return True
    return False


def test_tokens_with_a_wrong_claim_are_refused(signer: Signer, keys: Keys, counted: Counted) -> None:
    accepted: list[Claims] = []

    @settings(
        max_examples=5 * EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(base=st.sampled_from([PERSON, MACHINE]), wrong=_wrong_claims(), more=st.just({}) | _wrong_claims())
    def mutate(base: Claims, wrong: Claims, more: Claims) -> None:
        counted()
        claims = base | more | wrong
        if not _refused(signer.token(claims), keys):
            accepted.append(claims)

    mutate()
    assert accepted == []


def test_tokens_without_a_needed_claim_or_with_a_wrong_header_are_refused(
    signer: Signer, keys: Keys, counted: Counted
) -> None:
    needed = st.sampled_from(["exp", "iss", "token_use", "client_id"])
    hints = st.sampled_from(["crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "cty", "enc"])
    wrong_header = st.one_of(
        st.fixed_dictionaries({"alg": _VALUES.filter(lambda value: value != "RS256")}),
        st.fixed_dictionaries({"kid": _VALUES.filter(lambda value: value != signer.kid)}),
        st.dictionaries(hints, _VALUES.filter(lambda value: value is not None), min_size=1),
    )

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(missing=needed, header=wrong_header)
    def mutate(missing: str, header: Claims) -> None:
        counted(2)
        without = {name: value for name, value in PERSON.items() if name != missing}
        assert _refused(signer.token(without), keys)
        assert _refused(signer.token(PERSON, **header), keys)

    mutate()


def test_changes_after_signing_are_refused(signer: Signer, keys: Keys, counted: Counted) -> None:
    token = signer.token(PERSON)
    header, payload, signature = token.split(".")
    forged_header = base64url(json.dumps({"kid": signer.kid, "alg": "RS256", "a": 1}).encode())

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
    @given(changes=st.dictionaries(st.sampled_from([*PERSON, "more"]), _VALUES, min_size=1))
    def mutate(changes: Claims) -> None:
        counted(2)
        changed = base64url(json.dumps(PERSON | changes).encode())
        assert _refused(f"{header}.{changed}.{signature}", keys) or changed == payload
        assert _refused(f"{forged_header}.{changed}.{signature}", keys)

    mutate()
