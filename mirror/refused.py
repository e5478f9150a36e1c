"""A push that did not happen, and why: somebody was faster, or the remote does not take it."""

from mirror.git import Answer, RepositoryError

# What git answers when the branch is not where it was expected to be, seen by us or under the remote's lock.
_RACED = ("stale info", "cannot lock ref", "failed to update ref", "incorrect old value")
_ALONG = "atomic"  # refused only because the push as a whole was


class Raced(RepositoryError):
    """Somebody else pushed first. Nothing was overwritten; start again from what is there now."""


class PushRefused(RepositoryError):
    """The remote does not take the push: a protected branch, a hook, an account that may only read."""


def push_failed(answer: Answer, what: str) -> RepositoryError:
    """The error for a push, by its lines `!<tab>from:to<tab>[kind] (reason)`; `what` is its ref."""
    lines = answer.output.decode(errors="replace").splitlines()
    refused = [line.rpartition("\t")[2] for line in lines if line.startswith("!")]
    reasons = [reason for reason in refused if _ALONG not in reason] or [answer.words]
    if refused and any(sign in reason for reason in reasons for sign in _RACED):
        return Raced(f"'{what}' was changed by somebody else meanwhile. Nothing was overwritten; try again.")
    if refused:
        return PushRefused(
            f"The remote does not take the push to '{what}': {reasons[0]} {answer.words} "
            "Let this account push there, and to refs/releases/."
        )
    return RepositoryError(f"git push: {answer.words}")
