"""What can go wrong at the edge, as exceptions that carry facts. `problems.py` turns them into answers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renderer.form.validate import FieldError


class EdgeError(Exception):
    """The root of the edge's own errors."""


class BadRequest(EdgeError):
    """The request cannot be understood. `detail` is told to the caller."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(EdgeError):
    """Nothing here for this caller: unknown, somebody else's or not allowed all look the same."""


class MethodNotAllowed(EdgeError):
    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = allowed


class SignInNeeded(EdgeError):
    """The request carries no token, or one that the API no longer takes."""


class SignInBroken(EdgeError):
    """A sign-in did not come to its end. `reason` is for our log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


class CrossSite(EdgeError):
    """Another site sent this form or request."""


class TooLarge(EdgeError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class TooManyFields(EdgeError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} fields")
        self.limit = limit


class TooSlow(EdgeError):
    """The body did not arrive in time."""


class WrongMediaType(EdgeError):
    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


class ClientGone(EdgeError):
    """The caller hung up: there is nobody to answer."""


class ApiFault(EdgeError):
    """The API did not do its part."""


class ApiUnreachable(ApiFault):
    """No connection, or it broke before an answer came."""


class ApiTimedOut(ApiFault):
    """The API took longer than we wait."""


class ApiUnavailable(ApiFault):
    """The API says that it cannot serve now, or it failed."""


class ApiGarbage(ApiFault):
    """An answer came, but not one that the contract knows. `detail` is for our log."""


class TargetUnavailable(EdgeError):
    """No target of a group can take the request now. `seconds`: when it may be tried again."""

    def __init__(self, detail: str, seconds: int) -> None:
        super().__init__(detail)
        self.seconds = seconds


class ReleaseFault(EdgeError):
    """The release that a task needs cannot be drawn."""


class ReleaseNotFound(ReleaseFault):
    """A node names a release that the packages' repository does not hold."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


class RepositoryDown(ReleaseFault):
    """The packages' repository cannot be read now. `detail` is for our log."""


class AnswersRefused(EdgeError):
    """Answers that do not fit the schema."""

    def __init__(self, errors: "Sequence[FieldError]") -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


class SignatureRefused(EdgeError):
    """A delivery that is not signed with the secret we share with its sender."""


class TaskClosed(EdgeError):
    """The task takes no answers any more: it is submitted, expired or cancelled."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status
