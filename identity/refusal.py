"""Why a caller is not let in. The reason is for our logs; callers all read the same sentence."""

from enum import StrEnum


class Reason(StrEnum):
    """What was wrong with a token. Short fixed words, safe as a log field or a metric's label."""

    CREDENTIALS = "credentials"  # the headers hold none that is well formed, or several
    SIZE = "size"
    FORM = "form"  # not three base64url parts
    HEADER = "header"
    HINT = "hint"  # the header names a key or an extension of its own
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown-key"
    SIGNATURE = "signature"
    CLAIMS = "claims"  # not a JSON object, or one of its members has the wrong type
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    ISSUER = "issuer"
    TOKEN_USE = "token-use"  # noqa: S105 - a claim's name
    CLIENT = "client"
    SESSION = "session"  # a session's cookie that we did not make, or that is too old
    PREVIEW = "preview"  # a preview token that is not for this preview
    SIGNER = "signer"  # another load balancer's


class TokenRefused(Exception):
    """The credentials do not prove who is calling: answer 401, and log `reason`, never the token."""

    def __init__(self, reason: Reason) -> None:
        super().__init__("The access token is missing, invalid or expired. Sign in again.")
        self.reason = reason


class UnknownKey(TokenRefused):
    """The token names a key that the issuer's key set does not hold."""

    def __init__(self) -> None:
        super().__init__(Reason.UNKNOWN_KEY)


class KeySetUnavailable(Exception):
    """No key is known and the issuer cannot be reached: nobody can be checked now. Answer 503."""


class ProviderUnavailable(Exception):
    """The provider that people sign in at cannot be asked now."""


def fault_name(fault: BaseException) -> str:
    """An exception as a log field: its class, and why if it is a refused token. Never its message."""
    name = type(fault).__name__
    return f"{name}: {fault.reason}" if isinstance(fault, TokenRefused) else name
