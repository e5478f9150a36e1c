"""Values bound to their place: nothing decrypts that was changed or moved."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from api.cipher import Cipher, Place, Undecryptable
from api.keyring import KeyRing

RING = KeyRing("2026-a", {"2026-a": bytes(32), "2025": bytes(range(32))})
HERE = Place("interface_tasks", "context", ("e1", "n1"))
CIPHER = Cipher(RING)


@given(st.binary(max_size=300))
def test_what_is_encrypted_decrypts_to_itself_and_does_not_show(plain: bytes) -> None:
    sealed = CIPHER.encrypt(plain, HERE)

    assert CIPHER.decrypt(sealed, HERE) == plain
    assert len(plain) < 4 or plain not in sealed


def test_the_same_value_never_looks_the_same() -> None:
    assert len({CIPHER.encrypt(b"approve", HERE) for _ in range(100)}) == 100


def test_every_changed_bit_is_noticed() -> None:
    sealed = CIPHER.encrypt(b'{"action":"approve"}', HERE)

    for position in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[position] ^= 1 << bit
            with pytest.raises(Undecryptable):
                CIPHER.decrypt(bytes(changed), HERE)


def test_every_shortened_or_lengthened_value_is_noticed() -> None:
    sealed = CIPHER.encrypt(b"x", HERE)

    for wrong in [sealed[:length] for length in range(len(sealed))] + [sealed + b"\0"]:
        with pytest.raises(Undecryptable):
            CIPHER.decrypt(wrong, HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("interface_drafts", "context", ("e1", "n1")),
        Place("interface_tasks", "continuation", ("e1", "n1")),
        Place("interface_tasks", "context", ("e1", "n2")),
        Place("interface_tasks", "context", ("n1", "e1")),
        Place("interface_tasks", "context", ("e1n1",)),
        Place("interface_taskscontext", "", ("e1", "n1")),
    ],
)
def test_a_value_moved_elsewhere_does_not_decrypt(elsewhere: Place) -> None:
    sealed = CIPHER.encrypt(b"secret", HERE)

    with pytest.raises(Undecryptable):
        CIPHER.decrypt(sealed, elsewhere)


_PARTS = st.lists(st.text(max_size=5), min_size=2, max_size=5)


@given(_PARTS, _PARTS)
def test_different_places_are_never_the_same_bytes(one: list[str], other: list[str]) -> None:
    first, second = (Place(table, column, tuple(row)) for table, column, *row in (one, other))

    assert (first.to_bytes() == second.to_bytes()) == (one == other)


def test_an_older_key_still_decrypts_and_the_current_one_encrypts() -> None:
    old = Cipher(KeyRing("2025", RING.keys)).encrypt(b"then", HERE)

    assert CIPHER.decrypt(old, HERE) == b"then"
    assert CIPHER.encrypt(b"now", HERE)[2:8] == b"2026-a"


def test_a_key_that_left_the_ring_is_named_by_its_setting() -> None:
    sealed = Cipher(KeyRing("gone", {"gone": bytes(32)})).encrypt(b"x", HERE)

    with pytest.raises(Undecryptable, match=r"interface_tasks\.context: its key is not in INTERFACES_KEYS"):
        CIPHER.decrypt(sealed, HERE)


def test_a_value_of_the_first_version_stays_readable_and_is_brought_over() -> None:
    head = bytes([1, 4]) + b"2025"
    old = head + bytes(12) + AESGCM(RING.keys["2025"]).encrypt(bytes(12), b"then", head + HERE.to_bytes())

    fresh = CIPHER.rewrap(old, HERE)

    assert CIPHER.decrypt(old, HERE) == CIPHER.decrypt(fresh, HERE) == b"then"
    assert fresh.startswith(CIPHER.head)


@given(st.binary(max_size=100))
def test_another_key_takes_over_without_touching_the_ciphertext(plain: bytes) -> None:
    old = Cipher(KeyRing("2025", RING.keys)).encrypt(plain, HERE)

    fresh = CIPHER.rewrap(old, HERE)

    assert fresh.startswith(CIPHER.head)
    assert Cipher(KeyRing("2026-a", {"2026-a": RING.keys["2026-a"]})).decrypt(fresh, HERE) == plain
    assert fresh[-len(plain) - 28 :] == old[-len(plain) - 28 :]


def test_what_does_not_decrypt_is_not_brought_over() -> None:
    moved = Cipher(KeyRing("2025", RING.keys)).encrypt(b"x", Place("a", "b", ("c",)))

    with pytest.raises(Undecryptable):
        CIPHER.rewrap(moved, HERE)
