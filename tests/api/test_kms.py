"""A ring whose keys only KMS can decrypt, which it is asked to do at start and never again."""

from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from api.cipher import Cipher, Place
from api.keyring import KeyFault, new_entry, open_keys

HERE = Place("t", "c", ("r",))


@pytest.fixture(scope="module")
def kms_key() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_REGION", "eu-central-1")
        patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        yield str(boto3.client("kms").create_key()["KeyMetadata"]["Arn"])
    server.stop()


def test_a_key_from_kms_encrypts_and_kms_is_not_asked_again(
    kms_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = new_entry("2026", b"", kms_key)
    cipher = Cipher(open_keys(entry))

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    assert entry.startswith("2026:kms:")
    assert cipher.decrypt(cipher.encrypt(b"x", HERE), HERE) == b"x"


def test_an_entry_under_another_id_is_refused(kms_key: str) -> None:
    entry = new_entry("2026", b"", kms_key)

    with pytest.raises(KeyFault, match="2027, which KMS does not decrypt"):
        open_keys(entry.replace("2026", "2027"))


def test_kms_and_local_keys_share_a_ring(kms_key: str) -> None:
    local = new_entry("2025", bytes(32), None)
    old = Cipher(open_keys(local)).encrypt(b"then", HERE)

    both = Cipher(open_keys(f"{new_entry('2026', b'', kms_key)},{local}"))

    assert both.decrypt(both.rewrap(old, HERE), HERE) == b"then"
