"""Row 27: every byte of encrypted values changed, and values swapped between rows: nothing decrypts."""

from base64 import b64encode

from api.cipher import Cipher, Place, Undecryptable
from api.keyring import open_keys
from tests.trials.table import Row

KEYS = f"trial:{b64encode(bytes(range(32))).decode()}"


def sealed(times: int) -> Row:
    """`times` rows, each byte of each changed in turn, and each put in the place of the next."""
    cipher = Cipher(open_keys(KEYS))
    places = [Place("interface_tasks", "context", (str(row), "node")) for row in range(times)]
    values = [cipher.encrypt(f'{{"note": "{row}"}}'.encode(), place) for row, place in enumerate(places)]
    changed = [
        (bytes([*value[:at], value[at] ^ (1 + at % 255), *value[at + 1 :]]), place)
        for value, place in zip(values, places, strict=True)
        for at in range(len(value))
    ]
    swapped = [(value, places[(row + 1) % times]) for row, value in enumerate(values)]
    wrong = sum(_opens(cipher, value, place) for value, place in changed + swapped)
    wrong += sum(not _opens(cipher, value, place) for value, place in zip(values, places, strict=True))
    told = f"{len(changed):,} bytes of {times} rows, {len(swapped)} swaps: 0 decrypted"
    return Row("27 ciphertext changed or swapped", len(changed) + len(swapped), wrong, told)


def _opens(cipher: Cipher, value: bytes, place: Place) -> bool:
    try:
        cipher.decrypt(value, place)
    except Undecryptable:
        return False
    return True
