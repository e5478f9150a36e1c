"""The private key file of the development issuer."""

import hashlib
import os
from base64 import urlsafe_b64encode
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


class IssuerKeyFault(Exception):
    """The key file cannot be used. The message says what to do."""


def read_or_make(path: Path) -> rsa.RSAPrivateKey:
    """The key at `path`; made first when there is none. Raises IssuerKeyFault."""
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise IssuerKeyFault(f"{path} can be read by others. Run: chmod 600 {path}")
        pem = path.read_bytes()
    except OSError as fault:
        raise IssuerKeyFault(f"{path} cannot be used: {fault.strerror}. Name a folder of your own.") from None
    return _parse(pem, path)


def thumbprint(key: rsa.RSAPublicKey) -> str:
    """A name that follows from the key itself, so that another key never goes by the same kid."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")


def _parse(pem: bytes, path: Path) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except ValueError:
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise IssuerKeyFault(f"{path} holds no RSA key. Delete it: a new one is made.")
    return key


def _make(path: Path) -> None:
    """Whole or not at all, and the first of several processes wins: they must share one key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with NamedTemporaryFile(dir=path.parent, prefix=".issuer-") as file:  # created with mode 0600
        file.write(pem)
        file.flush()
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
