"""The setting INTERFACES_KEYS."""

from base64 import b64encode

import pytest

from api.keyring import KeyFault, open_keys, parse_keys

A, B = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def test_the_first_key_is_current_and_all_are_there() -> None:
    ring = open_keys(f"new:{A}, old:{B}")

    assert ring.current == "new"
    assert ring.keys == {"new": b"\1" * 32, "old": b"\2" * 32}


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("", "key 1 has no plain id"),
        (A, "key 1 has no plain id"),
        (f"a:{A},:{B}", "key 2 has no plain id"),
        (f"a b:{A}", "key 1 has no plain id"),
        (f"a:{A},a:{B}", "names a key id twice"),
        ("a:not base64!", "key 1 does not"),
        ("a:c2hvcnQ=", "key 1 has 5"),
    ],
)
def test_a_wrong_setting_says_what_to_do_and_never_shows_a_key(setting: str, told: str) -> None:
    with pytest.raises(KeyFault) as refused:
        parse_keys(setting)

    assert told in str(refused.value)
    assert A not in str(refused.value)
    assert "not base64!" not in str(refused.value)


def test_a_ring_does_not_print_its_keys() -> None:
    assert A not in repr(open_keys(f"a:{A}"))
    assert "\\x01" not in repr(open_keys(f"a:{A}"))
