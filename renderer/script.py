"""Our own scripts without what only people need: comments on lines of their own, and indentation."""

import re

_COMMENT = re.compile(r"^\s*/\*\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)


def slim(script: str) -> str:
    """For scripts without texts of several lines: line numbers stay, so that faults can be found."""
    bare = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), script)
    return "\n".join(line.strip() for line in bare.split("\n"))
