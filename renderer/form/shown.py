"""The form as a page template sees it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from markupsafe import Markup

from renderer.form.computed import completed
from renderer.form.decode import Answers
from renderer.form.draw import DrawnForm
from renderer.form.frames import Frames
from renderer.form.holes import Program, compile_holes, fill
from renderer.form.manner import Manner
from renderer.form.model import WHOLE, Field
from renderer.form.names import element_id, unescaped
from renderer.form.runs import Frame
from renderer.form.slots import Scope
from renderer.form.staged import Staged
from renderer.form.validate import FieldError, place_of
from renderer.texts import Texts

_ENDS = "?!.:؟"  # after which a label needs no colon
_ENGLISH = Markup('<span lang="en" dir="ltr">{}</span>')


class UnknownField(LookupError):
    """A template asked for a field that the form does not draw."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        names = ", ".join(pointer.removeprefix("/") for pointer in known)
        super().__init__(f"form.field('{name}'): the form draws no such field; it draws {names}")


class ShownForm:
    """`{{ form }}` is all of it; `start`, `field(name)`, `actions` and `end` are its parts.

    `errors`, the summary, is no part of it: the base page draws it at the top.
    """

    def __init__(self, drawn: DrawnForm, frame: Frame, has_errors: bool, staged: Staged) -> None:
        self._drawn = drawn
        self._frame = frame
        self._has_errors = has_errors
        self._whole = drawn.whole if has_errors else drawn.faultless
        self._staged = staged

    def __html__(self) -> Markup:
        stage = self._staged.stage
        if stage and stage.is_check:
            answers = Markup('<div class="card">{}</div>').format(self.answers)
            return self.start + self._staged.progress + answers + self.actions + self.end
        if stage:
            body = self._filled(self._drawn.steps[stage.at])
            start = self._filled(self._drawn.step_start)
            return start + self._staged.progress + body + self._staged.buttons + self.end
        return self._filled(self._whole)

    @property
    def start(self) -> Markup:
        return self._filled(self._drawn.start)

    @property
    def errors(self) -> Markup:
        return self._filled(self._drawn.errors)

    def field(self, name: str) -> Markup:
        """A field by name: `vendor`, `address/street`. Raises UnknownField."""
        html = self._drawn.fields.get(f"/{name.removeprefix('/')}")
        if html is None:
            raise UnknownField(name, list(self._drawn.fields))
        return self._filled(compile_holes(html, faultless=not self._has_errors))

    @property
    def actions(self) -> Markup:
        return self._filled(self._drawn.actions)

    @property
    def end(self) -> Markup:
        return self._filled(self._drawn.end)

    @property
    def answers(self) -> Markup:
        """The answers to read; empty where there are none yet."""
        return self._staged.answers

    def _filled(self, program: Program) -> Markup:
        return _markup(self._pieces(program))

    def _pieces(self, program: Program) -> list[bytes]:
        out: list[bytes] = []
        fill(program, self._frame, out)
        return out


def encoded(form: ShownForm) -> list[bytes]:
    """All of a form, as it is sent. No attribute: templates see those."""
    return [form.__html__().encode()] if form._staged.stage else form._pieces(form._whole)


def _markup(pieces: list[bytes]) -> Markup:
    return Markup(b"".join(pieces).decode())  # noqa: S704 - drawn from our templates, holes escaped


class Request(Protocol):
    """What a form needs to know of the request; `renderer.page.View` is one."""

    @property
    def context(self) -> Mapping[str, Any]: ...
    @property
    def answers(self) -> Answers | None: ...
    @property
    def errors(self) -> Sequence[FieldError]: ...
    @property
    def page(self) -> "Place": ...


class Place(Protocol):
    """Where the form posts to, the idempotency key it carries, and where stored files are."""

    @property
    def url(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def files(self) -> str: ...
    @property
    def carried(self) -> Sequence[tuple[str, str]]: ...
    @property
    def autosave(self) -> bool: ...
    @property
    def sign_in(self) -> str: ...


def show_form(
    root: Field,
    scope: Scope,
    drawn: DrawnForm,
    manner: Manner,
    texts: Texts,
    request: Request,
    staged: Staged,
    blocks: Sequence[Sequence[Frame]],
) -> ShownForm:
    """The form of one request. `blocks`: what each block shows, in the order of `ui.json`."""
    errors, info = request.errors, request.page
    frames = Frames(request.context, _by_control(root, errors) if errors else {}, manner, info.files)
    answers = request.answers or {}
    if drawn.computes:
        answers = completed(root, answers, request.context)
    frame = frames.frame(scope, answers)
    summary = [_entry(root, drawn.labels, texts, error) for error in errors] if errors else ()
    intro = texts("form.errors.intro", count=len(errors)) if errors else ""
    carried = [Frame(pair, ()) for pair in info.carried]
    extra = (info.url, info.key, summary, intro, manner.posted, carried, info.autosave, info.sign_in)
    shown = Frame((*frame.values, *extra, *blocks), frame.errors)
    return ShownForm(drawn, shown, bool(errors), staged)


def _by_control(root: Field, errors: Sequence[FieldError]) -> dict[str, str]:
    """Messages by the pointer of the control they are shown at."""
    shown: dict[str, str] = {}
    for error in errors:
        control = _control(root, error.pointer)
        which = _which(root, control, error.pointer)
        shown.setdefault(control, Markup("{}: {}").format(which, _said(error)) if which else _said(error))
    return shown


def _said(error: FieldError) -> str:
    """The message; as English where the page is in a language that nobody translated it to."""
    return _ENGLISH.format(error.message) if error.borrowed else error.message


def _control(root: Field, pointer: str) -> str:
    """An error inside of what one control, or one field of rows, gives as a whole is told there."""
    field = place_of(root, pointer).field
    if field is not None and field.kind in WHOLE:
        return "/".join(pointer.split("/")[: field.pointer.count("/") + 1])
    return pointer


def _which(root: Field, control: str, pointer: str) -> str:
    """The entry that is wrong: the number of a line, the name in a map."""
    field, entry = place_of(root, control).field, unescaped(pointer.rpartition("/")[2])
    if pointer == control or field is None or field.kind not in ("lines", "map"):
        return ""
    return str(int(entry) + 1) if field.kind == "lines" else entry


def _entry(root: Field, labels: Mapping[str, str], texts: Texts, error: FieldError) -> Frame:
    """One line of the summary: the element it leads to, what the field is called, what to do."""
    pointer = _control(root, error.pointer)
    field = place_of(root, pointer).field
    if field is None or not (field.pointer in labels or field.kind == "action"):
        return Frame(("", _heading(texts, error.pointer.removeprefix("/")), _said(error)), ())
    label = _label(root, labels, texts, pointer, error)
    return Frame((element_id(pointer), label, _said(error)), ())


def _label(root: Field, labels: Mapping[str, str], texts: Texts, pointer: str, error: FieldError) -> str:
    """`Line 2 · Amount`: the rows and groups a field stands in, and the field unless its message names it."""
    named: list[str] = []
    steps = pointer.split("/")
    for end in range(2, len(steps) + 1):
        field = place_of(root, "/".join(steps[:end])).field
        if field is not None and field.name == "*":
            parent = place_of(root, "/".join(steps[: end - 1])).field
            heading = parent.ui.row if parent else ""
            named.append(texts.resolve(heading or "t:form.row", number=int(steps[end - 1]) + 1))
        elif field is not None and field.kind == "group" and end < len(steps):
            named.append(labels.get(field.pointer, ""))
    field = place_of(root, pointer).field
    if field is not None and field.name != "*":
        label = labels.get(field.pointer, "")
        named.append("" if label in error.message else label)
    named.append(_which(root, pointer, error.pointer))
    return _heading(texts, " · ".join(filter(None, named)))


def _heading(texts: Texts, label: str) -> str:
    """A label before what is said of it."""
    return texts("form.errors.label", label=label) if label and label[-1] not in _ENDS else label
