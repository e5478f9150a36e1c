"""Names of controls and ids of elements, from JSON pointers."""

import re
from functools import lru_cache

STAY = "stay"  # the `$op` that draws the same page again: what Enter does where no button may be the default
_UNFIT = re.compile(r"[^\w.~-]")  # what must not stand in an id that other attributes refer to


def input_name(pointer: str) -> str:
    """The name a control posts under: the pointer without its first slash."""
    return pointer.removeprefix("/")


def element_id(pointer: str) -> str:
    """What follows `f-`, `h-` and `e-` in ids: the name with `-` for `/`."""
    parts = pointer.removeprefix("/").split("/")
    return "-".join(_UNFIT.sub(lambda match: f"_{ord(match[0]):x}_", part) for part in parts)


def unescaped(part: str) -> str:
    """A property's name from its part of a pointer."""
    return part.replace("~1", "/").replace("~0", "~") if "~" in part else part


@lru_cache(4096)
def parts_of(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON pointer. Those that are asked for stand in packages."""
    return tuple(map(unescaped, pointer.split("/")[1:]))
