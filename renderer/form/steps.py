"""A form in steps: which of them there are for these answers, and what belongs to each."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from renderer.form.decode import Answers
from renderer.form.names import unescaped
from renderer.form.response import Response, response_of
from renderer.form.validate import FieldError, told, wrong_with
from renderer.package import Package
from renderer.schema import SchemaError
from renderer.ui import CHECK, Step
from typed.record import dataclass


@dataclass(frozen=True)
class Flow:
    """The steps that apply with these answers, what would be sent, and what is `found` wrong with it."""

    package: Package
    locale: str
    answers: Answers
    steps: tuple[Step, ...]
    response: Response
    found: Sequence[SchemaError]

    @cached_property
    def errors(self) -> Sequence[FieldError]:
        """The same in words: most pages show none of them."""
        return told(self.package, self.found, self.locale)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return (*(step.id for step in self.steps), CHECK)

    @cached_property
    def done(self) -> frozenset[str]:
        """The steps that were answered and need no correction."""
        wrong = {_top(error.pointer) for error in self.found}
        fine = (step for step in self.steps if wrong.isdisjoint(step.fields))
        return frozenset(step.id for step in fine if not _is_untouched(step, self.answers))

    @property
    def first_open(self) -> str:
        """The first step that is not done, or the check."""
        return next((step.id for step in self.steps if step.id not in self.done), CHECK)

    def step(self, at: str) -> Step | None:
        return next((step for step in self.steps if step.id == at), None)

    def errors_of(self, at: str) -> list[FieldError]:
        """What is to be corrected in one step; on the check, everything."""
        step = self.step(at)
        return [error for error in self.errors if step is None or _top(error.pointer) in step.fields]

    def after(self, at: str) -> str:
        return self.ids[min(self._index(at) + 1, len(self.ids) - 1)]

    def before(self, at: str) -> str:
        return self.ids[max(self._index(at) - 1, 0)]

    def turn(self, go: str, at: str, then: str) -> tuple[str, str]:
        """Where `next`, `back` or `to:STEP` leads from a step, and where the person wants to be then."""
        if go == "next":
            to = self.first_open if then == CHECK else self.after(at)
        else:
            to = self.before(at) if go == "back" else self.settled(go.removeprefix("to:"))
        return to, CHECK if CHECK in (then, at) and to != CHECK else ""

    def settled(self, at: str) -> str:
        """The step to show when `at` is asked for: itself if there is one, otherwise the first.

        The check is for answers that are complete; before that it is the first step that is not done.
        """
        if at == CHECK:
            return self.first_open
        return at if at in self.ids else self.ids[0]

    def _index(self, at: str) -> int:
        return self.ids.index(at) if at in self.ids else 0


def flow_of(package: Package, answers: Answers, context: Mapping[str, Any], locale: str) -> Flow:
    """How a person gets through the form, as far as their answers tell."""
    response, names = response_of(package, answers, context)
    steps = tuple(step for step in package.ui.steps if not names.isdisjoint(step.fields))
    return Flow(package, locale, answers, steps, response, wrong_with(package, response, context))


def asked(package: Package, at: str) -> tuple[str, ...] | None:
    """The fields that a page asks for: those of a step, on the check the button. None: all of the form."""
    if not package.ui.steps:
        return None
    return next((step.fields for step in package.ui.steps if step.id == at), ("action",))


def turned(package: Package, at: str, go: str) -> str:
    """What a posted page asks for: on a step, Enter and unnamed buttons go on; else nothing means to send."""
    return go or ("next" if any(step.id == at for step in package.ui.steps) else "")


def share(names: Collection[str] | None, answers: Answers) -> Answers:
    """The answers to some fields, or to all."""
    return answers if names is None else {name: answers[name] for name in names if name in answers}


def merged(names: Collection[str] | None, known: Answers, posted: Answers) -> Answers:
    """What is known, with the answers to some fields, or to all, replaced by those that were posted."""
    if names is None:
        return posted
    others = {name: answer for name, answer in known.items() if name not in names}
    return {**others, **share(names, posted)}


def _is_untouched(step: Step, answers: Answers) -> bool:
    return not any(name in answers for name in step.fields)


def _top(pointer: str) -> str:
    return unescaped(pointer.removeprefix("/").partition("/")[0])
