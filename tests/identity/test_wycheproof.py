"""The public Wycheproof vectors, against the code that checks Cognito's tokens: 476 of 510 are run.

What a Cognito token can be: a compact JWS, alg RS256, not empty, checked with an RSA signature key of the
issuer's published key set. So:

- 253 vectors whose key is for RS256 must get Wycheproof's own verdict: 9 accepted, 243 refused. One more is
  valid by its verdict and refused here by intent: its payload is empty, which no token's can be.
- 223 vectors for keys of other kinds (HS, ES, PS, RS384, RS512, encryption keys, broken keys) are offered
  to us as key sets too. No Cognito token looks like them: all are refused, whatever their verdict, which
  for 45 of them is "valid".
- 34 vectors are encrypted messages (JWE). They are not run: nothing here decrypts.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from identity.jwk import KeySetFault, parse_keys
from identity.refusal import TokenRefused
from identity.signature import signed_payload
from identity.verify import verify_token
from tests.identity.signing import EXPECTED, NOW

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "wycheproof"
FILES = ("json_web_signature_test", "json_web_key_test", "json_web_crypto_test")
EMPTY_PAYLOAD = ("json_web_signature_test", 259)

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(), reason="the Wycheproof vectors are not beside this checkout (../shared/vectors)"
)

Vector = dict[str, Any]


def vectors() -> Iterator[tuple[str, Vector, Vector]]:
    """Every vector with its file and its group."""
    for file in FILES:
        for group in json.loads((VECTORS / f"{file}.json").read_text())["testGroups"]:
            for vector in group["tests"]:
                yield file, group, vector


def published(group: Vector) -> list[Vector]:
    """The group's public keys as an issuer would publish them; secret ones where there are no others."""
    keys: Vector = group["public"] if "public" in group else group["private"]
    return list(keys["keys"]) if "keys" in keys else [keys]


def is_for_rs256(group: Vector) -> bool:
    return all(key["kty"] == "RSA" and key.get("alg", "RS256") == "RS256" for key in published(group))


def token_of(vector: Vector) -> str:
    jws = vector["jws"]
    return jws if isinstance(jws, str) else json.dumps(jws)  # a JSON serialisation, as its text


def is_accepted(group: Vector, vector: Vector) -> bool:
    try:
        signed_payload(token_of(vector), parse_keys(json.dumps({"keys": published(group)}).encode()))
    except (TokenRefused, KeySetFault):
        return False
    return True


def test_vectors_for_rs256_get_their_verdict() -> None:
    accepted, refused, wrong = 0, 0, []
    for file, group, vector in vectors():
        if "jws" not in vector or not is_for_rs256(group) or (file, vector["tcId"]) == EMPTY_PAYLOAD:
            continue
        verdict = is_accepted(group, vector)
        accepted, refused = accepted + verdict, refused + (not verdict)
        if verdict != (vector["result"] == "valid"):
            wrong.append((file, vector["tcId"], vector["comment"]))
    assert wrong == []
    assert (accepted, refused) == (9, 243)


def test_an_empty_payload_is_no_token() -> None:
    [(group, vector)] = [(g, v) for file, g, v in vectors() if (file, v["tcId"]) == EMPTY_PAYLOAD]
    assert vector["comment"] == "emptyPayload"
    assert not is_accepted(group, vector)


def test_vectors_for_any_other_kind_of_key_are_refused() -> None:
    others = [(g, v) for _, g, v in vectors() if "jws" in v and not is_for_rs256(g)]
    assert [v["tcId"] for g, v in others if is_accepted(g, v)] == []
    assert len(others) == 223
    assert sum(v["result"] == "valid" for _, v in others) == 45


def test_no_vector_is_a_token_for_us() -> None:
    for _, group, vector in vectors():
        if "jws" not in vector or not is_for_rs256(group):
            continue
        try:
            keys = parse_keys(json.dumps({"keys": published(group)}).encode())
        except KeySetFault:
            continue
        with pytest.raises(TokenRefused):
            verify_token(token_of(vector), keys, EXPECTED, NOW)


def test_only_encrypted_messages_are_left_out() -> None:
    left_out = [vector for _, _, vector in vectors() if "jws" not in vector]
    assert len(left_out) == 34
    assert all("jwe" in vector for vector in left_out)
