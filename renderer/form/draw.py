"""Draw a form once per locale: HTML in which only what requests bring is left open."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from renderer.bytecode import KeptBytecode
from renderer.form.holes import Program, compile_holes, plain
from renderer.form.ink import Hole, Ink, attributes, hole, row_heading
from renderer.form.layout import Section, sections
from renderer.form.model import ROWS, Field, Form
from renderer.form.names import STAY
from renderer.form.slots import Scope
from renderer.form.visibility import Visibility
from renderer.languages import languages
from renderer.manifest import Action
from renderer.noted import Noted, Read, still_reads
from renderer.texts import Texts
from renderer.ui import Block, Ui
from typed.record import dataclass

_TEMPLATES = Path(__file__).parent.parent / "templates" / "form"
_OWN_TEMPLATE = {
    "radio": "choices",
    "checkboxes": "choices",
    "checkbox": "checkbox",
    "group": "group",
    "list": "list",
    "map": "list",
    "fixed": "fixed",
    "files": "files",
    "drawing": "drawing",
}

# Slots of the form that follow those of its fields; from the last on one for each block.
URL, KEY, SUMMARY, INTRO, SHOWN, CARRIED, AUTOSAVE, SIGN_IN, BLOCKS = range(9)


@dataclass(frozen=True, eq=False)
class DrawnField:
    """A field with all below it; `fields` and `labels` are its share of the form's."""

    html: Markup
    fields: Mapping[str, str]
    labels: Mapping[str, str]
    read: Read


@dataclass(frozen=True, eq=False)
class DrawnForm:
    """The programs of one form in one locale; `fields`: drawn HTML by pointer, without those of rows.

    `whole` has everything but the summary of errors, which stands at the top of the page.
    """

    whole: Program
    faultless: Program  # the whole, where nothing is wrong
    start: Program
    step_start: Program  # of a page of one step: Enter goes on
    end: Program
    steps: Mapping[str, Program]  # by id: the fields of one step
    errors: Program
    actions: Program
    switch: Markup  # to another language, with what was typed
    step_switch: Markup  # the same on a page of one step
    links: Markup  # to another language, where there is no form
    fields: Mapping[str, str]
    labels: Mapping[str, str]  # by pointer: what a field is called in the summary of errors
    parts: Mapping[str, DrawnField]  # by name: the fields that stand in no group
    read: Read  # the texts it is made of
    computes: bool  # whether answers must be completed by computed values


def draw_form(
    form: Form,
    scope: Scope,
    visibility: Visibility,
    actions: Sequence[Action],
    texts: Texts,
    before: DrawnForm | None = None,
    locales: Sequence[str] = (),
    *,
    saves: bool = True,
) -> DrawnForm:
    """The form of a package in the locale of `texts`. `saves`: with a button to come back later.

    `before` is the same form drawn with other texts: what they do not concern is not drawn again.
    """
    if before and still_reads(before.read, texts.entries):
        return before
    known = before.parts if before else {}
    parts = {
        child.name: _part(child, form.ui, scope, visibility, texts, known.get(child.name))
        for child in form.root.children
    }
    drawn = {name: part.html for name, part in parts.items()}
    noted = Noted(texts.entries)
    pen = _Pen(scope, visibility, replace(texts, entries=noted))
    start, errors, buttons = pen.start(form, actions), pen.errors(), pen.actions(actions)
    switch, links = (pen.languages(locales, _enter(actions), buttons=one) for one in (True, False))
    end = pen.end(saves)
    names = [name for name, html in drawn.items() if html]
    steps = {
        step.id: pen.body(form, [name for name in names if name in step.fields], drawn)
        for step in form.ui.steps
    }
    whole = start + pen.body(form, names, drawn) + buttons + end
    return DrawnForm(
        whole=compile_holes(whole),
        faultless=compile_holes(whole, faultless=True),
        start=compile_holes(start),
        step_start=compile_holes(pen.step_start(form)),
        end=compile_holes(end),
        steps={name: compile_holes(body) for name, body in steps.items()},
        errors=compile_holes(errors),
        actions=compile_holes(buttons),
        switch=switch,
        step_switch=pen.languages(locales, _GO_ON, buttons=True),
        links=links,
        fields={pointer: html for part in parts.values() for pointer, html in part.fields.items()},
        labels={pointer: label for part in parts.values() for pointer, label in part.labels.items()},
        parts=parts,
        read={
            key: text
            for read in (*(part.read for part in parts.values()), noted.read)
            for key, text in read.items()
        },
        computes=form.computes,
    )


def _part(
    field: Field, ui: Ui, scope: Scope, visibility: Visibility, texts: Texts, before: DrawnField | None
) -> DrawnField:
    if before and still_reads(before.read, texts.entries):
        return before
    noted = Noted(texts.entries)
    pen = _Pen(scope, visibility, replace(texts, entries=noted))
    html = pen.blocks(ui.blocks, field) + pen.field(field, scope, "", firm=True)
    if field.pointer in pen.drawn:
        pen.drawn[field.pointer] = html
    return DrawnField(html, pen.drawn, pen.labels, noted.read)


class _Pen:
    """Draws with the widget templates; keeps what it drew outside of rows in `drawn`."""

    def __init__(self, scope: Scope, visibility: Visibility, texts: Texts) -> None:
        self.texts = texts
        self.visibility = visibility
        self.extra = len(scope.slots)
        self.drawn: dict[str, Markup] = {}
        self.labels: dict[str, str] = {}

    def field(
        self, field: Field, scope: Scope, base: str, *, firm: bool, heading: Markup | None = None
    ) -> Markup:
        """A field and all below it. `base`: the pointer of the row it stands in."""
        if field.kind in ("constant", "action"):
            return Markup()
        firm = firm and not field.is_conditional
        ink = Ink(field, scope, base, self.texts, firm, heading or Markup())
        self.labels[field.pointer] = self.texts.resolve(field.title)
        parts: dict[str, Any] = {}
        if field.kind == "group":
            parts["children"] = self._children(field, scope, base, firm and field.required)
        elif field.kind in ROWS:
            parts["row"] = self._row(field, scope)
        name = _OWN_TEMPLATE.get(field.kind, "field")
        html = self._render(name, f=ink, own=self._own(field, ink), **self._wrapper(field), **parts)
        if not base:
            self.drawn[field.pointer] = html
        return html

    def blocks(self, blocks: Sequence[Block], field: Field) -> Markup:
        """What there is to read above a field; it comes and goes with it."""
        return Markup().join(
            self._render(
                f"block-{block.type}", block=block, slot=self.extra + BLOCKS + n, n=n, **self._wrapper(field)
            )
            for n, block in enumerate(blocks)
            if block.before == field.name
        )

    def _children(self, field: Field, scope: Scope, base: str, firm: bool) -> Markup:
        return Markup("\n").join(self.field(child, scope, base, firm=firm) for child in field.children)

    def _row(self, field: Field, outer: Scope) -> Markup:
        item = field.children[0]
        scope = outer.slots[outer.numbers[field.pointer]].row
        assert scope is not None  # noqa: S101 - a list's slot has its row
        heading = row_heading(field, self.texts)
        if item.kind == "group":
            children = self._children(item, scope, item.pointer, firm=True)
        else:
            children = self.field(item, scope, item.pointer, firm=True, heading=heading)
        number = self.visibility.scopes.get(field.pointer)
        ink = Ink(item, scope, item.pointer, self.texts, True, heading)
        return self._render(
            "row",
            f=ink,
            children=children,
            short=item.kind != "group",
            sorts=field.ui.reorder,
            scope=attributes(data_row=number),
        )

    def _wrapper(self, field: Field) -> dict[str, Markup]:
        return {"wrapper": attributes(data_when=self.visibility.hidden.get(field.pointer))}

    def _own(self, field: Field, ink: Ink) -> Markup:
        """The attributes of the control itself."""
        tested = attributes(data_if=self.visibility.tested.get(field.pointer), required=ink.required)
        if field.kind in ("radio", "checkboxes"):
            return tested if field.kind == "radio" else Markup()
        return tested + ink.limits + ink.described + ink.invalid

    def body(self, form: Form, names: Sequence[str], drawn: Mapping[str, Markup]) -> Markup:
        """These top-level fields, on their cards."""
        laid_out = sections(names, form.ui)
        return Markup().join(self.section(form.root, part, drawn, n) for n, part in enumerate(laid_out))

    def section(self, root: Field, part: Section, drawn: Mapping[str, Markup], number: int) -> Markup:
        """Neighbouring fields on a card; it comes and goes with them when they share their condition."""
        hidden = {self.visibility.hidden.get(root.children_by_name[name].pointer) for name in part.names}
        when = hidden.pop() if len(hidden) == 1 else None
        group = part.group
        return self._render(
            "section",
            group=group,
            number=number,
            title=self.texts.resolve(group.title) if group else "",
            help=self.texts.resolve(group.help) if group and group.help else "",
            wrapper=attributes(data_when=when),
            children=Markup("\n").join(drawn[name] for name in part.names),
        )

    def start(self, form: Form, actions: Sequence[Action]) -> Markup:
        """The form's tag, its key, and the button that Enter presses: never one that decides."""
        return self._start(form, _enter(actions))

    def _start(self, form: Form, enter: Markup) -> Markup:
        return self._render(
            "start",
            url=self.extra + URL,
            key=self.extra + KEY,
            manner=self.extra + SHOWN,
            enter=enter,
            enctype=attributes(enctype="multipart/form-data" if form.takes_files else None),
        )

    def languages(self, locales: Sequence[str], enter: Markup, *, buttons: bool) -> Markup:
        """The other languages. The buttons stand before the form's; none of them is what Enter presses."""
        if len(locales) < 2:
            return Markup()
        choices = languages(locales)
        return self._render("languages", languages=choices, buttons=buttons, enter=enter)

    def step_start(self, form: Form) -> Markup:
        return self._start(form, _GO_ON)

    def end(self, saves: bool) -> Markup:
        """What the page carries along, the way to come back later, and the form's end."""
        return self._render(
            "end",
            carried=self.extra + CARRIED,
            autosave=self.extra + AUTOSAVE,
            sign_in=self.extra + SIGN_IN,
            saves=saves,
        )

    def errors(self) -> Markup:
        return self._render("errors", summary=self.extra + SUMMARY, intro=self.extra + INTRO)

    def actions(self, actions: Sequence[Action]) -> Markup:
        buttons = [self._button(action) for action in actions]
        if not buttons:
            buttons = [
                {"style": "primary", "title": self.texts("submit"), "attributes": self.texts.lang("submit")}
            ]
        return self._render("actions", actions=buttons)

    def _button(self, action: Action) -> dict[str, Any]:
        title = self.texts.resolve(action.title or f"t:actions.{action.id}")
        given = attributes(name="action", value=action.id)
        if action.confirm:
            given += attributes(
                data_confirm=self.texts("form.confirm.text"),
                data_confirm_title=self.texts("form.confirm.title"),
                data_confirm_cancel=self.texts("form.confirm.cancel"),
                data_confirm_lang="en" if self.texts.lang("form.confirm.text") else None,
            )
        return {"style": action.style, "title": title, "attributes": given}

    def _render(self, name: str, **values: Any) -> Markup:
        html = environment().get_template(f"{name}.html").render(t=self.texts, hole=_HOLE, **values)
        return Markup(html)  # noqa: S704 - drawn with autoescape from our own templates


_GO_ON = attributes(name="$go", value="next")


def _enter(actions: Sequence[Action]) -> Markup:
    """What Enter presses: the one harmless button, or one that only draws the page again."""
    if len(actions) > 1 or any(action.confirm or action.style == "danger" for action in actions):
        return attributes(name="$op", value=STAY, formnovalidate=True)
    return attributes(name="action", value=actions[0].id) if actions else Markup()


_HOLE = Hole()


@cache
def environment() -> Environment:
    """The templates of widgets are ours; they see authors' texts, and escape them."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        bytecode_cache=KeptBytecode("drawn"),
        finalize=lambda value: value if isinstance(value, Markup) else plain(str(value)),
    )
    environment.globals["end"] = hole("end")
    return environment
