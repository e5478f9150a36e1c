"""A short name for answers, to tell whether two pages were drawn from the same."""

import hashlib
import json

from renderer.form.decode import Answers


def fingerprint(answers: Answers) -> str:
    """22 characters; the order of members does not matter. Says nothing about the answers themselves."""
    return _digest(json.dumps(answers, sort_keys=True, ensure_ascii=True)) if answers else NO_ANSWERS


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("ascii"), digest_size=11).hexdigest()


NO_ANSWERS = _digest("{}")  # what most pages are drawn from
