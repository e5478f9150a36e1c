"""What can go wrong, as facts. `problems` turns them into answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a request. `pointer` is a JSON pointer into its body, "" for all of it."""

    pointer: str
    keyword: str
    message: str


class NotFound(Exception):
    """There is no such thing, or it is nothing this caller may know of: nobody can tell which."""


class Forbidden(Exception):
    """The caller is known and lacks a right. `needs` says which."""

    def __init__(self, needs: str) -> None:
        super().__init__(needs)
        self.needs = needs


class Invalid(Exception):
    """The request does not hold together. Carries every mistake that was found."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(f"{len(mistakes)} mistakes")
        self.mistakes = tuple(mistakes)


class InvalidResponse(Invalid):
    """The answer does not satisfy the schema of the release the task is pinned to. Its pointers are into
    the answer itself."""


class TaskClosed(Exception):
    """The task takes no answers any more."""

    def __init__(self, status: Literal["submitted", "expired", "cancelled"]) -> None:
        super().__init__(status)
        self.status = status


class DraftChanged(Exception):
    """The saved answers are not those the caller knows. `version` is theirs now."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class Crowded(Exception):
    """Too many want the same thing at once; nothing was done."""


class KeyTaken(Exception):
    """The Idempotency-Key was used for something else."""


class NotPublished(Exception):
    """The interface has no live release."""


class Archived(Exception):
    """The interface takes no new tasks, changes or publications."""


class MovedOn(Exception):
    """The preview shows something newer than what was to be published. `newest` is the commit it is at."""

    def __init__(self, newest: str) -> None:
        super().__init__(newest)
        self.newest = newest


class ConditionMissing(Exception):
    """A change came without If-Match: whoever sent it may not know what they overwrite."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the interface. `revision` is what it is now."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


class BodyTooLarge(Exception):
    """The body is longer than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class TooManyFiles(Exception):
    """The task has as many files as it may, `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class WrongMediaType(Exception):
    """The body is not declared as JSON."""


class NotJson(Exception):
    """The body is not strict JSON. `reason` names the line and never quotes a value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
