"""Settings from the environment, checked whole: each wrong one is told, none is shown."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, ClassVar, Self, TypeVar, Union, get_args, get_origin

from typed.kinds import REFUSED, refuse
from typed.model import Field, Fields
from typed.wrong import Wrong, WrongValues, words_of

PREFIX = "INTERFACES_"

Known = Mapping[str, Any]  # the settings before this one that are well
Function = TypeVar("Function", bound=Callable[..., Any])


def checks(*names: str) -> Callable[[Function], Function]:
    """Marks a function `(value, known) -> value` that looks at these settings, also at their defaults, once
    their type is right. It raises ValueError with what the setting must be, without its value."""

    def marked(function: Function) -> Function:
        function.checks = names  # type: ignore[attr-defined]
        return function

    return marked


class Settings(Fields):
    """`INTERFACES_NAME` is the attribute `name`; what is given to the constructor wins, what is empty in the
    environment is not set. Lists are separated by commas."""

    _checks: ClassVar[Mapping[str, Callable[[Any, Known], Any]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {
            name: function.__func__
            for function in cls.__dict__.values()
            if isinstance(function, staticmethod)
            for name in getattr(function.__func__, "checks", ())
        }
        inherited = [base._checks for base in reversed(cls.__bases__) if issubclass(base, Settings)]
        cls._checks = {name: check for found in [*inherited, own] for name, check in found.items()}

    def __init__(self, **given: Any) -> None:
        """Raises WrongValues with all that are wrong, in the order of declaration."""
        wrong: list[Wrong] = []
        kept: dict[str, Any] = {}
        for name, field in self.model_fields.items():
            value = self._looked_at(name, _value(name, field, given, wrong), kept, wrong)
            if value is not REFUSED:
                kept[name] = value
        for name in given.keys() - self.model_fields.keys():
            refuse(wrong, "unknown", (name,))
        if wrong:
            raise WrongValues(wrong)
        self.__dict__.update(kept)

    @classmethod
    def model_validate(cls, given: Known) -> Self:
        """Raises WrongValues."""
        return cls(**given)

    def _looked_at(self, name: str, value: Any, kept: Known, wrong: list[Wrong]) -> Any:
        check = self._checks.get(name)
        if value is REFUSED or check is None:
            return value
        try:
            return check(value, kept)
        except ValueError as fault:
            return refuse(wrong, "said", (name,), words=str(fault))


def _value(name: str, field: Field, given: Known, wrong: list[Wrong]) -> Any:
    """Of the right type."""
    value = given[name] if name in given else os.environ.get(PREFIX + name.upper())
    if value is None or (value == "" and name not in given):
        return refuse(wrong, "missing", (name,)) if field.is_required else field.default
    return field.check(_from_text(field.annotation, value), (name,), wrong)


def settings_faults(error: WrongValues) -> tuple[str, ...]:
    """One line for each wrong setting: its variable and what to do. Never holds a value."""
    return tuple(f"{PREFIX}{str(each.path[0]).upper()} {words_of(each)}" for each in error.found)


def _from_text(kind: Any, value: Any) -> Any:
    """What a text says in that type; the text where it says nothing in it."""
    if not isinstance(value, str):
        return value
    if get_origin(kind) in (Union, UnionType):
        return _from_text(get_args(kind)[0], value)
    if get_origin(kind) is Annotated:
        return _from_text(get_args(kind)[0], value)
    if get_origin(kind) in (tuple, frozenset):
        return list(dict.fromkeys(filter(None, map(str.strip, value.split(",")))))
    if kind is Path:
        return Path(value)
    try:
        return kind(value) if kind in (int, float) else value
    except ValueError:
        return value
