"""Patterns as a load balancer has them: `*` is any text, also none, and `?` is one character."""

import re
from functools import lru_cache

_WILDCARDS = re.compile(r"(?P<wild>[*?])")
_WITH_ESCAPES = re.compile(r"\\(?P<plain>.)|(?P<wild>[*?])", re.DOTALL)


@lru_cache(maxsize=4096)
def compiled(pattern: str, ignore_case: bool, escapes: bool = False) -> re.Pattern[str]:
    """The whole text must fit. With `escapes`, a backslash takes the meaning from what follows it."""
    found, end = [], 0
    for part in (_WITH_ESCAPES if escapes else _WILDCARDS).finditer(pattern):
        found.append(re.escape(pattern[end : part.start()]))
        wild = part["wild"]
        found.append({"*": ".*", "?": "."}[wild] if wild else re.escape(part["plain"]))
        end = part.end()
    found.append(re.escape(pattern[end:]))
    return re.compile("".join(found), re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def count(pattern: str) -> int:
    """How many wildcards it holds."""
    return pattern.count("*") + pattern.count("?")
