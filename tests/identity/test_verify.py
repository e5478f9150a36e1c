"""What a token must be to be accepted. Each row is signed by the right key unless it says otherwise."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from identity.jwk import Key
from identity.refusal import Reason, TokenRefused, UnknownKey, fault_name
from identity.signature import MAX_TOKEN
from identity.verify import MAX_LIFETIME, verify_token
from tests.identity.signing import CLIENT, EXPECTED, ID_CLAIMS, MACHINE, NOW, PERSON, Signer, base64url

Keys = Mapping[str, Key]


def reason_for(token: str, keys: Keys) -> Reason:
    with pytest.raises(TokenRefused) as refusal:
        verify_token(token, keys, EXPECTED, NOW)
    return refusal.value.reason


@pytest.mark.parametrize("claims", [PERSON, MACHINE], ids=["person", "machine"])
def test_a_genuine_access_token_yields_its_claims(claims: dict[str, Any], signer: Signer, keys: Keys) -> None:
    assert verify_token(signer.token(claims), keys, EXPECTED, NOW) == claims


def test_an_id_token_is_accepted_only_where_it_is_expected(signer: Signer, keys: Keys) -> None:
    token = signer.token(ID_CLAIMS)
    assert reason_for(token, keys) is Reason.TOKEN_USE
    for_pages = replace(EXPECTED, token_uses=frozenset({"id"}))
    assert verify_token(token, keys, for_pages, NOW) == ID_CLAIMS
    with pytest.raises(TokenRefused):
        verify_token(signer.token(PERSON), keys, for_pages, NOW)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": int(NOW) - 60}, Reason.EXPIRED),
        ({"exp": 0}, Reason.EXPIRED),
        ({"exp": str(int(NOW) + 60)}, Reason.CLAIMS),
        ({"exp": NOW + 60}, Reason.CLAIMS),
        ({"exp": 1e30}, Reason.CLAIMS),
        ({"exp": 10**30}, Reason.CLAIMS),
        ({"exp": (int(NOW) + 60) * 1000}, Reason.CLAIMS),
        ({"exp": -1}, Reason.CLAIMS),
        ({"exp": True}, Reason.CLAIMS),
        ({"exp": None}, Reason.CLAIMS),
        ({"exp": [int(NOW) + 60]}, Reason.CLAIMS),
        ({"exp": int(NOW) + MAX_LIFETIME + 1}, Reason.CLAIMS),
        ({"nbf": int(NOW) + 61}, Reason.NOT_YET_VALID),
        ({"nbf": "0"}, Reason.CLAIMS),
        ({"nbf": None}, Reason.CLAIMS),
        ({"iat": int(NOW) + 61}, Reason.NOT_YET_VALID),
        ({"iat": "0"}, Reason.CLAIMS),
        ({"iss": EXPECTED.issuer + "/"}, Reason.ISSUER),
        ({"iss": EXPECTED.issuer.replace("Example01", "Example02")}, Reason.ISSUER),
        ({"iss": [EXPECTED.issuer]}, Reason.ISSUER),
        ({"iss": None}, Reason.ISSUER),
        ({"token_use": "id"}, Reason.TOKEN_USE),
        ({"token_use": "refresh"}, Reason.TOKEN_USE),
        ({"token_use": ["access"]}, Reason.TOKEN_USE),
        ({"token_use": None}, Reason.TOKEN_USE),
        ({"client_id": "another-client"}, Reason.CLIENT),
        ({"client_id": [CLIENT]}, Reason.CLIENT),
        ({"client_id": None}, Reason.CLIENT),
        ({"aud": "another-client"}, Reason.CLIENT),
        ({"aud": [CLIENT, "another-client"]}, Reason.CLIENT),
    ],
    ids=str,
)
def test_a_wrong_claim_is_refused(
    changes: dict[str, Any], reason: Reason, signer: Signer, keys: Keys
) -> None:
    assert reason_for(signer.token(PERSON | changes), keys) is reason


@pytest.mark.parametrize("name", ["exp", "iss", "token_use", "client_id"])
def test_a_missing_claim_is_refused(name: str, signer: Signer, keys: Keys) -> None:
    without = {key: value for key, value in PERSON.items() if key != name}
    reason_for(signer.token(without), keys)


def test_aud_in_the_place_of_client_id_is_refused(signer: Signer, keys: Keys) -> None:
    swapped = {key: value for key, value in PERSON.items() if key != "client_id"} | {"aud": CLIENT}
    assert reason_for(signer.token(swapped), keys) is Reason.CLIENT


@pytest.mark.parametrize("changes", [{"exp": int(NOW) - 59}, {"nbf": int(NOW) + 60}, {"iat": int(NOW) + 60}])
def test_clocks_may_differ_by_a_minute(changes: dict[str, Any], signer: Signer, keys: Keys) -> None:
    claims = PERSON | changes
    assert verify_token(signer.token(claims), keys, EXPECTED, NOW) == claims


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "none"}, Reason.ALGORITHM),
        ({"alg": "HS256"}, Reason.ALGORITHM),
        ({"alg": "RS512"}, Reason.ALGORITHM),
        ({"alg": "PS256"}, Reason.ALGORITHM),
        ({"alg": "rs256"}, Reason.ALGORITHM),
        ({"alg": ["RS256"]}, Reason.ALGORITHM),
        ({"alg": None}, Reason.ALGORITHM),
        ({"kid": None}, Reason.HEADER),
        ({"kid": 1}, Reason.HEADER),
        ({"kid": ["pool-key-1"]}, Reason.HEADER),
        ({"kid": "pool-key-2"}, Reason.UNKNOWN_KEY),
        ({"kid": "../pool-key-1"}, Reason.UNKNOWN_KEY),
        ({"typ": "logout+jwt"}, Reason.HEADER),
        ({"typ": ["JWT"]}, Reason.HEADER),
        ({"crit": []}, Reason.HINT),
        ({"crit": ["b64"]}, Reason.HINT),
        ({"b64": True}, Reason.HINT),
        ({"jku": "https://evil.example/keys"}, Reason.HINT),
        ({"x5u": "https://evil.example/cert"}, Reason.HINT),
        ({"x5c": ["MIIB"]}, Reason.HINT),
        ({"zip": "DEF"}, Reason.HINT),
        ({"cty": "JWT"}, Reason.HINT),
    ],
    ids=str,
)
def test_a_wrong_header_is_refused(
    header: dict[str, Any], reason: Reason, signer: Signer, keys: Keys
) -> None:
    assert reason_for(signer.token(PERSON, **header), keys) is reason


@pytest.mark.parametrize("kind", ["JWT", "at+jwt"])
def test_the_usual_types_are_accepted(kind: str, signer: Signer, keys: Keys) -> None:
    assert verify_token(signer.token(PERSON, typ=kind), keys, EXPECTED, NOW) == PERSON


def test_a_key_inside_the_token_is_not_used(other_signer: Signer, keys: Keys) -> None:
    own_key = other_signer.token(PERSON, kid="pool-key-1", jwk=other_signer.jwk())
    assert reason_for(own_key, keys) is Reason.HINT


def test_another_keys_signature_under_our_kid_is_refused(other_signer: Signer, keys: Keys) -> None:
    assert reason_for(other_signer.token(PERSON, kid="pool-key-1"), keys) is Reason.SIGNATURE


@pytest.mark.parametrize("algorithm", ["HS256", "RS256"])
def test_a_mac_keyed_with_the_public_key_is_refused(algorithm: str, signer: Signer, keys: Keys) -> None:
    header = base64url(json.dumps({"alg": algorithm, "kid": signer.kid}).encode())
    signed = f"{header}.{base64url(json.dumps(PERSON).encode())}"
    for public in (signer.pem(), json.dumps(signer.jwk()).encode(), str(signer.jwk()["n"]).encode()):
        mac = hmac.digest(public, signed.encode(), "sha256")
        assert reason_for(f"{signed}.{base64url(mac)}", keys) in (Reason.ALGORITHM, Reason.SIGNATURE)


@pytest.mark.parametrize(
    "payload",
    [
        b"null",
        b"[]",
        b'"text"',
        b"",
        b"\xff\xfe",
        b'{"exp": NaN}',
        b'{"exp": 1e999, "exp2": Infinity}',
        b'{"iss": "a", "iss": "b"}',
        b'{"exp": ' + b"9" * 5000 + b"}",
        b"[" * 5000,
        b'{"a":' * 1500 + b"1" + b"}" * 1500,
        json.dumps(PERSON).encode("utf-16"),
        json.dumps(PERSON).encode("utf-8-sig"),
        json.dumps(PERSON).encode() + b" {}",
    ],
    ids=lambda payload: payload[:24].decode("latin-1"),
)
def test_a_payload_that_is_no_plain_object_is_refused(payload: bytes, signer: Signer, keys: Keys) -> None:
    token = signer.sign(b'{"kid": "pool-key-1", "alg": "RS256"}', payload)
    assert reason_for(token, keys) in (Reason.CLAIMS, Reason.FORM)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{}",
        b"[]",
        b"RS256",
        b'{"alg": "none", "alg": "RS256", "kid": "pool-key-1"}',
        b'{"alg": "RS256", "kid": "pool-key-1", "kid": "pool-key-2"}',
        b'{"alg": "RS256", "kid": "pool-key-1", "x": NaN}',
        '{"alg": "RS256", "kid": "pool-key-1"}'.encode("utf-16"),
        b'{"alg": "RS256", "kid": "pool-key-1", "x": ' + b"[" * 5000,
    ],
    ids=lambda header: header[:40].decode("latin-1"),
)
def test_a_header_that_is_no_plain_object_is_refused(header: bytes, signer: Signer, keys: Keys) -> None:
    reason_for(signer.sign(header, json.dumps(PERSON).encode()), keys)


def test_only_the_compact_form_is_a_token(signer: Signer, keys: Keys) -> None:
    token = signer.token(PERSON)
    header, payload, signature = token.split(".")
    as_json = json.dumps({"protected": header, "payload": payload, "signature": signature})
    others = [
        "", ".", "..", "...", header, f"{header}.{payload}", f"{header}.{payload}.",
        f".{payload}.{signature}", f"{header}..{signature}", f"{token}.", f"{token}.{signature}",
        f" {token}", f"{token}\n", f"{token}=", token.replace(".", ".."), token + "A" * 3,
        f"{header}=.{payload}.{signature}", f"Bearer {token}", f"{header}.{payload}.{signature[:-1]}",
        f"{header}.{payload}.!{signature}", "é" + token, as_json,
    ]  # fmt: skip
    reasons = {reason_for(other, keys) for other in others}
    assert reasons == {Reason.FORM, Reason.SIGNATURE}


def test_every_changed_character_of_the_signature_is_refused(signer: Signer, keys: Keys) -> None:
    token = signer.token(PERSON)
    signed, _, signature = token.rpartition(".")
    for place, character in enumerate(signature):
        changed = signature[:place] + ("A" if character != "A" else "B") + signature[place + 1 :]
        assert reason_for(f"{signed}.{changed}", keys) is Reason.SIGNATURE


def test_the_size_is_checked_before_anything_is_parsed(signer: Signer, keys: Keys) -> None:
    fits = signer.token(PERSON | {"note": "x" * 11_000})
    assert MAX_TOKEN - 2000 < len(fits) <= MAX_TOKEN
    verify_token(fits, keys, EXPECTED, NOW)
    assert reason_for("!" * (MAX_TOKEN + 1), keys) is Reason.SIZE
    assert reason_for("!" * MAX_TOKEN, keys) is Reason.FORM


def test_an_unknown_key_can_be_told_apart(signer: Signer) -> None:
    with pytest.raises(UnknownKey):
        verify_token(signer.token(PERSON), {}, EXPECTED, NOW)


def test_outwardly_all_refusals_are_the_same_and_none_holds_the_token(signer: Signer, keys: Keys) -> None:
    tokens = [signer.token(PERSON | {"iss": "x"}), signer.token(PERSON, alg="none"), base64url(b"no token")]
    refusals = []
    for token in tokens:
        with pytest.raises(TokenRefused) as refusal:
            verify_token(token, keys, EXPECTED, NOW)
        refusals.append(refusal.value)
    assert len({str(refusal) for refusal in refusals}) == 1
    assert all(token not in repr(refusal) for token in tokens for refusal in refusals)


def test_the_log_learns_why_and_nothing_else() -> None:
    assert fault_name(TokenRefused(Reason.EXPIRED)) == "TokenRefused: expired"
    assert fault_name(UnknownKey()) == "UnknownKey: unknown-key"
    assert fault_name(ValueError("somebody's answer")) == "ValueError"
