"""AWS KMS as the keeper of the key that the ring is encrypted with. Needs the extra `aws`."""

from typing import Any


class Unavailable(Exception):
    """KMS refused or did not answer. Holds its error code, no key."""


def decrypt(key_id: str, encrypted: bytes) -> bytes:
    """A key of the ring. Raises Unavailable."""
    answer = _call("decrypt", CiphertextBlob=encrypted, EncryptionContext=_context(key_id))
    plain: bytes = answer["Plaintext"]
    return plain


def generate(key_id: str, kms_key: str, size: int) -> bytes:
    """A new key of `size` bytes, encrypted. Raises Unavailable."""
    answer = _call(
        "generate_data_key_without_plaintext",
        KeyId=kms_key,
        NumberOfBytes=size,
        EncryptionContext=_context(key_id),
    )
    encrypted: bytes = answer["CiphertextBlob"]
    return encrypted


def _context(key_id: str) -> dict[str, str]:
    """Bound to its id and its use: KMS decrypts it for nothing else."""
    return {"interfaces": "keys", "id": key_id}


def _call(operation: str, **request: Any) -> Any:
    try:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        raise Unavailable("the extra `aws` is not installed") from None
    try:
        return getattr(boto3.client("kms"), operation)(**request)
    except ClientError as fault:
        raise Unavailable(str(fault.response["Error"]["Code"])) from None
    except BotoCoreError as fault:
        raise Unavailable(type(fault).__name__) from None
