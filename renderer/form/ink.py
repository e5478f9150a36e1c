"""What a field's template sees when a form is drawn: texts as they are, holes where requests differ."""

import json
from collections.abc import Callable

from markupsafe import Markup, escape

from renderer.form.computed import digits_of
from renderer.form.file_words import file_help_key, file_values
from renderer.form.files import accept_attribute
from renderer.form.holes import MARK, plain
from renderer.form.kinds import posted_text
from renderer.form.manner import Manner
from renderer.form.model import SEVERAL, Field, FileRule, Option
from renderer.form.names import element_id, input_name, unescaped
from renderer.form.slots import Scope
from renderer.form.spoken import write
from renderer.texts import Texts
from typed.record import dataclass

_TYPES = {
    "number": "text", "money": "text", "duration": "text",  # as people of any locale write them
    "datetime": "datetime-local", "checkboxes": "checkbox",
}  # fmt: skip
_CONTROLS = {
    "textarea": "textarea", "lines": "textarea", "select": "select", "multiselect": "select",
    "computed": "output",
}  # fmt: skip
_EXEMPLARY = {"text", "textarea", "number", "money", "email", "url", "tel"}
_LONG_LIST = 10  # choices from which a list can be searched
_NO_HEADING = Markup()


def hole(operation: str, *arguments: int) -> Markup:
    """The mark of an operation of `renderer.form.holes`."""
    argument = ",".join(map(str, arguments))
    return Markup(f"{MARK}{operation}:{argument}{MARK}" if argument else f"{MARK}{operation}{MARK}")  # noqa: S704


END = hole("end")


class Hole:
    """The operations that templates write themselves, on the frames they loop over."""

    def value(self, slot: int) -> Markup:
        return hole("value", slot)

    def if_(self, slot: int) -> Markup:
        return hole("if", slot)

    def unless(self, slot: int) -> Markup:
        return hole("unless", slot)

    def each(self, slot: int) -> Markup:
        return hole("each", slot)


def attributes(**given: object) -> Markup:
    """HTML attributes, each after a space. True stands alone; False, None and "" are left out."""
    written = Markup()
    for name, value in given.items():
        if value is True:
            written += Markup(" {}").format(name.replace("_", "-"))
        elif value is not False and value not in (None, ""):
            written += Markup(' {}="{}"').format(name.replace("_", "-"), value)
    return written


@dataclass(frozen=True)
class InkOption:
    posted: str
    title: str
    lang: Markup
    if_chosen: Markup


class Ink:
    """One field for its template.

    `base` is the pointer of the row it stands in, or empty. `firm`: it applies whatever is chosen.
    `heading` stands for the title of a row.
    """

    def __init__(
        self, field: Field, scope: Scope, base: str, texts: Texts, firm: bool, heading: Markup = _NO_HEADING
    ) -> None:
        self._field = field
        self._texts = texts
        self._base = base
        self._heading = heading
        self._slot = scope.numbers[field.pointer]
        self._beside = scope.beside.get(field.pointer)
        self.kind = field.kind
        self.control = _CONTROLS.get(field.kind, "input")
        secret = field.kind == "text" and field.schema.get("writeOnly") is True
        self.type = "password" if secret else _TYPES.get(field.kind, field.kind)
        self.name = self._address(input_name, "name", "/")
        self.id = self._address(element_id, "id", "-")
        self.width = field.ui.width
        self.rows = field.ui.rows
        unticked_is_an_answer = field.kind == "checkbox" and field.keeps_false
        self.required = field.required and firm and not unticked_is_an_answer
        self.asked = field.required or field.asked

    @property
    def title(self) -> Markup:
        return self._heading or escape(plain(self._texts.resolve(self._field.title)))

    @property
    def optional(self) -> Markup:
        """What follows the title: for which actions it is, that it is not needed any more, or optional."""
        if self._field.for_actions:
            actions = (self._action(action) for action in self._field.for_actions)
            return self._remark("form.for_action", actions=", ".join(actions))
        if self._field.schema.get("deprecated") is True:
            return self._remark("form.deprecated")
        return Markup() if self.asked or self.kind == "computed" else self._remark("form.optional")

    def _remark(self, key: str, **values: object) -> Markup:
        told = plain(self._texts(key, **values))
        return Markup(' <span class="optional"{}>({})</span>').format(self._texts.lang(key), told)

    def _action(self, action: str) -> str:
        key = f"actions.{action}"
        return self._texts(key) if key in self._texts else action

    @property
    def help(self) -> Markup:
        told = escape(plain(self._texts.resolve(self._field.help))) if self._field.help else Markup()
        if self._field.file:
            return self._file_help(self._field.file, told)
        limit = self._field.schema.get("maxLength")
        if self.kind in ("duration", "lines"):
            hint = f"form.{self.kind}"
            return told or Markup("<span{}>{}</span>").format(self._texts.lang(hint), self._texts(hint))
        example = self._example
        if example and self.kind in _EXEMPLARY:
            given = self._texts("form.example", example=example)
            shown = Markup("<span{}>{}</span>").format(self._texts.lang("form.example"), given)
            told = Markup(" ").join(filter(None, (told, shown)))
        if self.kind != "textarea" or limit is None:
            return told
        up_to = Markup("<span{}>{}</span>").format(
            self._texts.lang("form.up_to"), self._texts("form.up_to", limit=limit)
        )
        return Markup(" ").join(filter(None, (told, up_to)))

    @property
    def _example(self) -> str:
        """The schema's first example, as it would be typed."""
        first = next(iter(self._field.schema.get("examples", ())), None)
        if first is None or isinstance(first, dict | list):
            return ""
        return plain(write(self._field, posted_text(first), Manner(self._texts.locale)))

    def _file_help(self, rule: FileRule, told: Markup) -> Markup:
        key = file_help_key(rule)
        limits = self._texts.marked(key, **file_values(rule, self._texts.locale)) if key else ""
        return Markup(" ").join(filter(None, (told, limits)))

    @property
    def affix(self) -> Markup:
        """What stands beside the control: the currency, or the zone of a time."""
        if self._beside is not None:
            return hole("value", self._beside)
        return escape(self._field.ui.currency) if self.kind in ("money", "computed") else Markup()

    @property
    def many(self) -> bool:
        return self._field.file is not None and self._field.file.many

    @property
    def accept(self) -> Markup:
        return attributes(accept=accept_attribute(self._field.file) if self._field.file else None)

    @property
    def search(self) -> Markup:
        """Lets the page's script make a long list searchable; the text says that nothing was found."""
        is_long = self.kind == "select" and (self.offered or len(self._field.options) >= _LONG_LIST)
        return attributes(data_search=self._texts("form.nothing_found") if is_long else None)

    @property
    def formula(self) -> Markup:
        """What the page's script needs in order to follow along; the server calculates by itself."""
        return attributes(
            data_computed=json.dumps(self._field.formula, separators=(",", ":")),
            data_digits=digits_of(self._field),
        )

    # Holes

    @property
    def value(self) -> Markup:
        return Markup() if self.type == "password" else hole("value", self._slot)

    @property
    def error(self) -> Markup:
        return hole("error", self._slot)

    @property
    def if_wrong(self) -> Markup:
        return hole("if-error", self._slot)

    @property
    def if_value(self) -> Markup:
        return hole("if", self._slot)

    @property
    def each(self) -> Markup:
        """For each row, or each option that the context offers."""
        return hole("each", self._slot)

    @property
    def unless_value(self) -> Markup:
        return hole("unless", self._slot)

    @property
    def if_room(self) -> Markup:
        return hole("fewer", self._slot, self._field.most_rows)

    # Choices and rows

    @property
    def offered(self) -> bool:
        return bool(self._field.ui.options_from)

    @property
    def options(self) -> list[InkOption]:
        if self.offered:
            return []
        operation = "has" if self.kind in SEVERAL else "is"
        return [
            InkOption(
                o.posted,
                self._option_title(o),
                self._texts.lang_of(o.title),
                hole(operation, self._slot, number),
            )
            for number, o in enumerate(self._field.options)
        ]

    @property
    def add(self) -> str:
        return self._texts.resolve(self._field.ui.add or "t:form.add")

    @property
    def add_lang(self) -> Markup:
        return self._texts.lang_of(self._field.ui.add or "t:form.add")

    def _option_title(self, option: Option) -> str:
        """The author's title, or else the text `options.<field>.<value>`, or else the value."""
        path = [unescaped(part) for part in self._field.pointer.split("/") if part not in ("", "*")]
        key = ".".join(("options", *path, option.posted))
        if option.title == option.posted and key in self._texts:
            return self._texts(key)
        return self._texts.resolve(option.title)

    # Attributes

    @property
    def described(self) -> Markup:
        """`aria-describedby`: help and affix always, the error where there is one."""
        wrong = Markup("e-{}").format(self.id)
        always = [Markup("h-{}").format(self.id)] if self.help else []
        always += [Markup("u-{}").format(self.id)] if self.affix else []
        if not always:
            return self.if_wrong + Markup(' aria-describedby="{}"').format(wrong) + END
        both = (Markup(" ").join(always), self.if_wrong, wrong, END)
        return Markup(' aria-describedby="{}{} {}{}"').format(*both)

    @property
    def invalid(self) -> Markup:
        return self.if_wrong + attributes(aria_invalid="true") + END

    @property
    def limits(self) -> Markup:
        """What helps to fill the control in. What it may hold is told by the server alone."""
        free = self.kind in ("text", "textarea", "lines")
        return attributes(
            inputmode=self._keyboard,
            autocomplete=self._field.ui.autocomplete or ("off" if self._field.is_number else None),
            step="any" if self.type in ("time", "datetime-local") else None,  # seconds are allowed
            # Names and notes may be in any script, addresses are in one.
            dir="auto" if free else "ltr" if self.kind in ("email", "url", "tel") else None,
        )

    @property
    def _keyboard(self) -> str | None:
        """A telephone's keyboard for numbers has no minus."""
        if not (self._field.is_number or self.kind == "money"):
            return None
        lowest = self._field.schema.get("minimum", self._field.schema.get("exclusiveMinimum", -1))
        if lowest < 0:
            return None
        return "numeric" if self._field.scalar == "integer" else "decimal"

    def _address(self, spell: Callable[[str], str], operation: str, joint: str) -> Markup:
        """The field's name or id; inside a row it begins with a hole for the row's own."""
        if not self._base:
            return escape(spell(self._field.pointer))
        rest = self._field.pointer[len(self._base) :]
        return hole(operation) + escape(joint + spell(rest) if rest else "")


def row_heading(field: Field, texts: Texts) -> Markup:
    """The heading of each row of a list, with a hole for the row's number."""
    written = field.ui.row or "t:form.row"
    heading = Markup(escape(plain(texts.resolve(written))).replace("{number}", hole("number")))  # noqa: S704
    lang = texts.lang_of(written)
    return Markup("<span{}>{}</span>").format(lang, heading) if lang else heading
