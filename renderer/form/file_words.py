"""What a form says about the files a field takes."""

from renderer.form.model import FileRule
from renderer.formats import show_size
from renderer.media_types import endings


def file_values(rule: FileRule, locale: str) -> dict[str, str]:
    """The values of texts about files: which kinds, and how large."""
    largest = "" if rule.largest is None else show_size(int(rule.largest), locale)
    return {"types": ", ".join(map(_spoken, rule.types)), "size": largest}


def file_help_key(rule: FileRule) -> str:
    """The key of the hint which files a field takes; empty where it takes any."""
    limited = [name for name, limit in (("types", rule.types), ("size", rule.largest)) if limit]
    return "files.help." + "_".join(limited) if limited else ""


def _spoken(media_type: str) -> str:
    """A media type as people call it: by the usual ending of such files."""
    found = endings(media_type)
    if media_type.endswith("/*"):
        return ", ".join(ending.removeprefix(".").upper() for ending in found)
    return found[0].removeprefix(".").upper() if found else media_type
