"""The sandbox that package templates run in: no code, no files, nothing that grows without bound."""

import marshal
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from renderer.filters import FILTERS

Codes = Mapping[tuple[str, str], bytes]  # (text, name) of templates -> what they compile to

_LONGEST = 10_000  # items or characters that repeating may make
_HIGHEST_POWER = 64
_REFUSED_GLOBALS = ("lipsum", "cycler", "joiner")
# They pad, repeat or reach for attributes by name, and no page needs them.
_REFUSED_FILTERS = ("attr", "batch", "center", "format", "indent", "pprint", "random", "slice", "wordwrap")


class Literal(CodeGenerator):
    """Computes nothing while it compiles: a template costs what its length costs, whatever it asks."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def visit_EvalContextModifier(self, node: nodes.EvalContextModifier, _frame: Frame) -> None:  # noqa: N802
        self.fail("{% autoescape %} is not for packages: whatever is not Markup is escaped", node.lineno)


class Sandbox(ImmutableSandboxedEnvironment):
    """Autoescape, strict about what is missing, bounded operators; keys of a dict come before its methods."""

    intercepted_binops = frozenset({"*", "**", "%"})
    code_generator_class = Literal

    def __init__(self, loader: BaseLoader | None = None) -> None:
        super().__init__(
            autoescape=True, undefined=StrictUndefined, loader=loader, auto_reload=False, optimized=False
        )
        for name in _REFUSED_GLOBALS:
            del self.globals[name]
        for name in _REFUSED_FILTERS:
            del self.filters[name]
        self.globals["range"] = bounded_range
        self.filters.update(FILTERS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        _OPERATORS[operator](left, right)
        return super().call_binop(context, operator, left, right)


def bounded_range(*limits: int) -> range:
    """`range` of at most 10,000 numbers. Raises SecurityError."""
    numbers = range(*limits)
    if len(numbers) > _LONGEST:
        raise SecurityError(f"range() makes at most {_LONGEST} numbers")
    return numbers


def _check_product(left: Any, right: Any) -> None:
    for one, other in ((left, right), (right, left)):
        if (
            isinstance(one, str | bytes | list | tuple)
            and isinstance(other, int)
            and len(one) * other > _LONGEST
        ):
            raise SecurityError(f"'*' repeats to at most {_LONGEST} characters or items")
    _check_size(left, right)


def _check_power(left: Any, right: Any) -> None:
    if isinstance(right, int | float) and abs(right) > _HIGHEST_POWER:
        raise SecurityError(f"'**' takes powers up to {_HIGHEST_POWER}")
    _check_size(left, right)


def _check_size(*numbers: Any) -> None:
    if any(isinstance(number, int) and number.bit_length() > 1_000 for number in numbers):
        raise SecurityError("this number is too large to count with")


def _check_remainder(left: Any, _: Any) -> None:
    if isinstance(left, str):
        raise SecurityError("'%' does not format text here; use '~' to join texts")


_OPERATORS: Mapping[str, Callable[[Any, Any], None]] = {
    "*": _check_product,
    "**": _check_power,
    "%": _check_remainder,
}


@lru_cache(maxsize=512)
def compiled(text: str, name: str) -> CodeType:
    """The code of a template. Raises jinja2.TemplateSyntaxError."""
    brought = _brought().pop((text, name), None)
    return marshal.loads(brought) if brought else compiler().compile(text, name, file_of(name))  # noqa: S302


def packed(sources: Mapping[str, str]) -> Codes:
    """The codes of templates, for a process of the same Python to `bring`."""
    return {(text, name): marshal.dumps(compiled(text, name)) for name, text in sources.items()}


def bring(codes: Codes) -> None:
    """Have these taken instead of compiling the same once more, which takes long. Only what our own process
    has packed: code of anybody else's would run here."""
    _brought().clear()
    _brought().update(codes)


@cache
def _brought() -> dict[tuple[str, str], bytes]:
    return {}


def file_of(name: str) -> str:
    """What tracebacks call a template."""
    return f"templates/{name}"


@cache
def compiler() -> Sandbox:
    """What compiles; it loads nothing."""
    return Sandbox()
