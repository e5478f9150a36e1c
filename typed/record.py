"""`dataclass`, made fast where it is frozen. The standard one compiles six functions for each class, which
would be a fifth of a start and a quarter of a worker's memory; here the constructor is compiled, and the rest
is shared."""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as standard
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, *, frozen=False, eq=True, **others):
        """As the standard library's; `fields`, `replace` and `asdict` know what it makes."""
        if cls is None:
            return lambda made: dataclass(made, frozen=frozen, eq=eq, **others)
        if not frozen or others:
            return standard(cls, frozen=frozen, eq=eq, **others)
        return _frozen(standard(cls, init=False, repr=False, eq=False), eq)


def _frozen(cls: type[Any], eq: bool) -> type[Any]:
    shared: dict[str, Callable[..., Any]] = {
        "__init__": _constructor(cls),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__repr__": _shown,
        **({"__eq__": _equal, "__hash__": _hashed} if eq else {}),
    }
    own = vars(cls)
    cls.__compared__ = tuple(each.name for each in fields(cls) if each.compare)
    for name, function in shared.items():
        if own.get(name) is None:  # a class with an __eq__ of its own has None as its __hash__
            setattr(cls, name, function)
    return cls


def _constructor(cls: type[Any]) -> Callable[..., None]:
    known: dict[str, Any] = {"__missing__": MISSING}  # names that no field has
    parameters, lines = ["self"], ["__own__ = self.__dict__"]
    for field in fields(cls):
        if field.default_factory is not MISSING:
            known[f"__make_{field.name}__"] = field.default_factory
        if field.init:
            parameters.append(_parameter(field, known))
        if value := _value(field):
            lines.append(f"__own__[{field.name!r}] = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    head, body = ", ".join(parameters), "\n ".join(lines)
    exec(f"def __init__({head}):\n {body}", known)  # noqa: S102 - names of our own classes
    constructor: Callable[..., None] = known["__init__"]
    return constructor


def _parameter(field: "Field[Any]", known: dict[str, Any]) -> str:
    if field.default_factory is not MISSING:
        return f"{field.name}=__missing__"
    if field.default is MISSING:
        return field.name
    known[f"__default_{field.name}__"] = field.default
    return f"{field.name}=__default_{field.name}__"


def _value(field: "Field[Any]") -> str:
    """What the constructor sets it to; empty where it leaves that to `__post_init__` or to the class."""
    made = f"__make_{field.name}__()" if field.default_factory is not MISSING else ""
    if not field.init:
        return made
    return f"{made} if {field.name} is __missing__ else {field.name}" if made else field.name


def _refuse(self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"{type(self).__name__} does not change: {name}")


def _values(self: Any) -> tuple[object, ...]:
    return tuple([getattr(self, name) for name in self.__compared__])


def _shown(self: Any) -> str:
    told = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({told})"


def _equal(self: object, other: object) -> bool:
    return _values(self) == _values(other) if type(self) is type(other) else NotImplemented


def _hashed(self: object) -> int:
    return hash(_values(self))
