"""Claims as the rest of the program sees them."""

from typing import Any

import pytest

from identity.principal import Principal, principal_of
from identity.refusal import Reason, TokenRefused
from tests.identity.signing import CLIENT, ID_CLAIMS, MACHINE, NOW, PERSON


def test_a_person() -> None:
    assert principal_of(PERSON) == Principal(
        subject="8f14e45f-ceea-467f-a8d5-7c1c9e0b1a11",
        username="ada",
        email="",
        groups=frozenset({"authors"}),
        scopes=frozenset({"openid", "email"}),
        kind="person",
        expires=NOW + 3600,
    )


def test_a_machine_has_scopes_and_neither_name_nor_groups_of_its_own() -> None:
    machine = principal_of(MACHINE | {"cognito:groups": ["authors"]})
    assert machine.kind == "machine"
    assert machine.subject == machine.username == CLIENT
    assert machine.scopes == {"interfaces/workflows"}
    assert machine.groups == frozenset()


def test_an_id_token_names_the_person_in_another_claim() -> None:
    person = principal_of(ID_CLAIMS)
    assert (person.kind, person.username, person.email) == ("person", "ada", "ada@example.test")


def test_the_clocks_a_person_goes_by() -> None:
    assert principal_of(PERSON | {"zoneinfo": "Europe/Berlin"}).zone == "Europe/Berlin"
    assert principal_of(PERSON).zone == ""


def test_a_token_that_names_no_user_is_never_a_person() -> None:
    nobody = {name: value for name, value in PERSON.items() if name != "username"}
    assert principal_of(nobody).kind == "machine"
    assert principal_of(nobody).groups == frozenset()
    assert principal_of(nobody | {"username": ""}).kind == "machine"


def test_a_user_whose_name_is_the_client_id_is_no_machine() -> None:
    assert principal_of(PERSON | {"username": CLIENT, "sub": CLIENT}).kind == "person"


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": ""},
        {"sub": None},
        {"sub": 7},
        {"sub": "a\nb"},
        {"sub": "a\x00"},
        {"username": ["ada"]},
        {"username": "\ud800"},
        {"username": "ada\u202e"},
        {"email": {"at": "example"}},
        {"cognito:groups": "authors"},
        {"cognito:groups": {"authors": 1}},
        {"cognito:groups": ["authors", 1]},
        {"cognito:groups": ["authors\n"]},
        {"cognito:groups": None},
        {"scope": ["openid"]},
        {"scope": None},
    ],
    ids=ascii,
)
def test_a_claim_of_a_wrong_type_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused) as refusal:
        principal_of(PERSON | changes)
    assert refusal.value.reason is Reason.CLAIMS


def test_a_token_without_a_subject_is_refused() -> None:
    with pytest.raises(TokenRefused):
        principal_of({name: value for name, value in PERSON.items() if name != "sub"})


def test_names_of_the_world_are_kept() -> None:
    assert principal_of(PERSON | {"username": "Zoë-李-أمل"}).username == "Zoë-李-أمل"


@pytest.mark.parametrize(
    ("claim", "locale"), [("de-AT", "de-AT"), ("fr_FR", "fr_FR"), ("<b>", ""), (7, ""), (None, "")]
)
def test_what_a_person_reads_is_taken_when_it_is_a_language(claim: Any, locale: str) -> None:
    assert principal_of(PERSON | {"locale": claim}).locale == locale
