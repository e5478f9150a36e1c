"""Which published keys may verify tokens, and which are passed over."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.jwk import MAX_KEYS, KeySetFault, parse_keys
from identity.roca import looks_like_roca
from tests.identity.signing import Signer, base64url, key_set, number


def test_a_pools_two_keys_are_found_by_kid(signer: Signer, other_signer: Signer) -> None:
    keys = parse_keys(key_set(signer.jwk(), other_signer.jwk()))
    assert set(keys) == {"pool-key-1", "pool-key-2"}
    assert number(keys["pool-key-1"].public.public_numbers().n) == signer.jwk()["n"]


@pytest.mark.parametrize("without", ["alg", "use"])
def test_members_that_are_optional_may_be_left_out(without: str, signer: Signer) -> None:
    entry = {name: value for name, value in signer.jwk().items() if name != without}
    assert set(parse_keys(key_set(entry))) == {"pool-key-1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"use": ["sig"]},
        {"use": None},
        {"key_ops": ["encrypt"]},
        {"key_ops": []},
        {"key_ops": "verify"},
        {"key_ops": None},
        {"use": "sig", "key_ops": ["wrapKey"]},
        {"alg": "RS512"},
        {"alg": "HS256"},
        {"alg": "RSA-OAEP"},
        {"alg": None},
        {"kty": "EC"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kid": ""},
        {"kid": 7},
        {"kid": None},
        {"kid": "x" * 257},
        {"d": "AQAB"},
        {"p": "AQAB"},
        {"oth": []},
        {"e": "Aw"},
        {"e": "AQ"},
        {"e": "AA"},
        {"e": None},
        {"n": None},
        {"n": ""},
        {"n": "AQAB"},
        {"n": "****"},
        {"n": "A"},
        {"n": 12345},
    ],
    ids=str,
)
def test_an_unusable_key_is_passed_over_and_the_rest_is_used(
    changes: dict[str, Any], signer: Signer, other_signer: Signer
) -> None:
    assert set(parse_keys(key_set(signer.jwk(**changes), other_signer.jwk()))) == {"pool-key-2"}
    with pytest.raises(KeySetFault):
        parse_keys(key_set(signer.jwk(**changes)))


@pytest.mark.parametrize("bits", [1024, 2040])
def test_short_keys_are_passed_over(bits: int) -> None:
    with pytest.raises(KeySetFault):
        parse_keys(key_set(Signer("short", bits).jwk()))


def test_a_modulus_that_would_take_milliseconds_is_passed_over(signer: Signer) -> None:
    with pytest.raises(KeySetFault):
        parse_keys(key_set(signer.jwk(n=base64url(b"\xff" * 1025))))


def test_a_kid_that_stands_for_two_keys_names_neither(signer: Signer, other_signer: Signer) -> None:
    twice = key_set(signer.jwk(), other_signer.jwk(kid="pool-key-1"), other_signer.jwk())
    assert set(parse_keys(twice)) == {"pool-key-2"}


def test_a_kid_shared_with_an_unusable_key_is_ambiguous_too(signer: Signer) -> None:
    with pytest.raises(KeySetFault):
        parse_keys(key_set(signer.jwk(), signer.jwk(use="enc")))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html>",
        b"null",
        b"[]",
        b"{}",
        b'{"keys": []}',
        b'{"keys": {}}',
        b'{"keys": [null, 1, "x", []]}',
        b'{"keys": [], "keys": []}',
        b'{"keys": [NaN]}',
        b'{"keys": ' + b"[" * 5000,
        b"\x1f\x8b\x08\x00",
        "{}".encode("utf-16"),
    ],
    ids=repr,
)
def test_a_document_that_is_no_key_set_is_refused(document: bytes) -> None:
    with pytest.raises(KeySetFault):
        parse_keys(document)


def test_more_keys_than_any_issuer_has_are_refused(signer: Signer) -> None:
    entries = [signer.jwk(kid=f"k{count}") for count in range(MAX_KEYS + 1)]
    assert len(parse_keys(key_set(*entries[1:]))) == MAX_KEYS
    with pytest.raises(KeySetFault):
        parse_keys(key_set(*entries))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)
_MEMBERS = st.sampled_from(["kty", "use", "alg", "key_ops", "kid", "n", "e", "d", "x5c"])


@given(entries=st.lists(st.dictionaries(_MEMBERS, _JSON) | _JSON, max_size=4))
def test_no_document_breaks_the_parser(entries: list[Any]) -> None:
    with pytest.raises(KeySetFault):
        parse_keys(json.dumps({"keys": entries}).encode())


def test_the_roca_fingerprint_is_a_power_of_65537_modulo_small_primes(signer: Signer, keys: Any) -> None:
    assert looks_like_roca(65537**128)
    assert not looks_like_roca(65537**128 + 2)
    assert not looks_like_roca(keys["pool-key-1"].public.public_numbers().n)
