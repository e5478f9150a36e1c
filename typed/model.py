"""Classes that declare what a value looks like. Made without generated code: a start makes dozens of them."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from inspect import get_annotations
from typing import Annotated, Any, ClassVar, Self, dataclass_transform, get_args, get_origin

from typed.kinds import REFUSED, Check, check_of, refuse
from typed.notes import Note
from typed.record import dataclass
from typed.wrong import Path, Wrong, WrongValues

NO_DEFAULT = object()


@dataclass(frozen=True)
class Field:
    """One attribute. `annotation` is its type without notes."""

    declared: Any
    default: Any = NO_DEFAULT

    @property
    def is_required(self) -> bool:
        return self.default is NO_DEFAULT

    @property
    def annotation(self) -> Any:
        return get_args(self.declared)[0] if get_origin(self.declared) is Annotated else self.declared

    @property
    def notes(self) -> tuple[Note, ...]:
        return get_args(self.declared)[1:] if get_origin(self.declared) is Annotated else ()

    @cached_property
    def check(self) -> Check:
        return check_of(self.declared)


class Fields:
    """Frozen. Gathers `model_fields` from the annotations of a class and of those it is made from."""

    model_fields: ClassVar[Mapping[str, Field]] = {}

    def __init_subclass__(cls) -> None:
        own = {
            name: Field(annotation, cls.__dict__.get(name, NO_DEFAULT))
            for name, annotation in get_annotations(cls).items()
            if _is_field(annotation)
        }
        inherited = [base.model_fields for base in reversed(cls.__bases__) if issubclass(base, Fields)]
        cls.model_fields = {name: field for fields in [*inherited, own] for name, field in fields.items()}

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} does not change: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and dict(self._items()) == dict(other._items())

    def __hash__(self) -> int:
        return hash(tuple(self._items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._items())})"

    def model_copy(self, update: Mapping[str, Any]) -> Self:
        """The same with other values for some attributes, which are not checked."""
        other = object.__new__(type(self))
        other.__dict__.update(self._items(), **update)
        return other

    def _items(self) -> Iterator[tuple[str, Any]]:
        return ((name, self.__dict__[name]) for name in self.model_fields)


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Model(Fields):
    """A key nobody knows is a fault: a misspelt option never passes in silence."""

    def __init__(self, **values: Any) -> None:
        """Raises WrongValues."""
        self.__dict__.update(self.model_validate(values).__dict__)

    @classmethod
    def model_validate(cls, values: Mapping[str, Any]) -> Self:
        """Raises WrongValues."""
        wrong: list[Wrong] = []
        made: Self = cls.model_check(values, (), wrong)
        if wrong:
            raise WrongValues(wrong)
        return made

    @classmethod
    def model_check(cls, value: Any, path: Path, wrong: list[Wrong]) -> Any:
        """As `typed.kinds.Check` says: the value as one of these. What is one already stays as it is."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            return refuse(wrong, "type", path, value, type="object")
        before = len(wrong)
        made = object.__new__(cls)
        made.__dict__.update(_checked(cls, value, path, wrong))
        return REFUSED if len(wrong) > before else made

    def model_dump(self) -> dict[str, Any]:
        """Plain: models inside become dicts too."""
        return {name: _plain(value) for name, value in self._items()}


def _is_field(annotation: Any) -> bool:
    origin: Any = get_origin(annotation)
    return origin is not ClassVar


def _checked(
    cls: type[Model], values: Mapping[str, Any], path: Path, wrong: list[Wrong]
) -> Iterator[tuple[str, Any]]:
    for name, field in cls.model_fields.items():
        if name in values:
            yield name, field.check(values[name], (*path, name), wrong)
        elif field.is_required:
            refuse(wrong, "missing", (*path, name))
        else:
            yield name, field.default
    for name in values:
        if name not in cls.model_fields:
            refuse(wrong, "unknown", (*path, name), values[name])


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.model_dump()
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value
