"""From a JSON Schema and `ui.json` to the field model."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from renderer.form.computed import unknown_names
from renderer.form.entries import entry, free_values
from renderer.form.files import is_file, rule_of
from renderer.form.gather import Gathered, gather
from renderer.form.kinds import (
    NoControl,
    formula_of,
    is_nullable,
    json_type,
    line_of,
    options_of,
    scalar_kind,
    several_kind,
)
from renderer.form.layout import sections
from renderer.form.matches import ANNOTATIONS, rules_of
from renderer.form.merged import merged
from renderer.form.model import ROWS, SEVERAL, Branch, Condition, Field, Form, Rule, Scalar, Undrawable
from renderer.form.names import element_id
from renderer.form.signature import is_signature, signed
from renderer.form.source import Circle, Place, Source
from renderer.keywords import LEVELS
from renderer.position import to_pointer
from renderer.ui import FieldUi, Ui


def build_form(document: Mapping[str, Any], ui: Ui, actions: Sequence[str] = ()) -> Form:
    """The form of a response schema. With `actions`, the property `action` is drawn as the buttons."""
    builder = _Builder(Source(document), ui, actions)
    root = builder.root(Place(document))
    return Form(root, ui, tuple(builder.undrawable))


class Depth(Exception):
    """A schema that contains itself is drawn this far, and no further."""


class _Builder:
    """Walks the schema once, noting what has no control."""

    def __init__(self, source: Source, ui: Ui, actions: Sequence[str]) -> None:
        self.source = source
        self.ui = ui
        self.actions = actions
        self.undrawable: list[Undrawable] = []
        self.trail: list[str] = []  # the places we are inside of
        self.ids: set[str] = set()

    def root(self, place: Place) -> Field:
        common = {"name": "", "pointer": "", "schema": place.schema, "ui": FieldUi(), "required": True}
        return self._group([place], common)

    def _field(self, places: Sequence[Place], common: dict[str, Any]) -> Field | None:
        """The field of a value that all `places` describe; None, with a note, when it has no control."""
        depth = len(self.trail)
        try:
            parts = [part for place in places for part in self.source.parts(place)]
            if any(self.trail.count(part.at) >= LEVELS for part in parts):
                raise Depth
            self.trail += [part.at for part in parts]
            return self._drawn(places, parts, common)
        except Depth:
            if common["name"] == "*":
                raise
            if common["required"]:
                self._note(places[0].at, "it asks for itself without end: do not require it")
        except Circle:
            self._note(places[0].at, "it refers to itself: say what it is")
        except NoControl as reason:
            self._note(places[0].at, str(reason))
        finally:
            del self.trail[depth:]
        return None

    def _drawn(self, places: Sequence[Place], parts: Sequence[Place], common: dict[str, Any]) -> Field:
        schema = merged(parts)
        ui: FieldUi = common["ui"]
        common = common | {
            "schema": schema,
            "title": schema.get("title") or _humanised(common["name"]),
            "help": ui.help or places[0].schema.get("description", ""),
            "nullable": is_nullable(schema),
        }
        self._claim_id(common["pointer"])
        if self.actions and common["pointer"] == "/action":
            return Field("action", **common, options=options_of(schema, ui))
        if "const" in schema and schema["const"] is not True:
            return Field("constant", **common)
        if is_file(schema) and ui.widget != "hidden":
            return Field("files", **common, file=rule_of(schema, many=False))
        kind = "boolean" if schema.get("const") is True else json_type(schema)
        if kind == "object" and ui.widget != "hidden":
            group = self._map(parts, common) or self._group(places, common)
            return signed(group) if is_signature(schema) else group
        if kind == "array" and ui.widget != "hidden":
            return self._list(parts, common)
        return self._scalar(kind, common)

    def _scalar(self, kind: str, common: dict[str, Any]) -> Field:
        schema, ui = common["schema"], common["ui"]
        scalar = cast(Scalar, kind)
        if scalar == "boolean" and common["name"] == "*" and ui.widget is None:
            ui = ui.model_copy(update={"widget": "select"})  # an unticked box would be a row without answer
        if ui.computed:
            return Field("computed", **common, scalar=scalar, formula=formula_of(ui, kind))
        options = options_of(schema, ui)
        control = scalar_kind(schema, scalar, ui, len(options), "*" in common["pointer"])
        if schema.get("readOnly") is True and control != "constant":
            if not (ui.prefill or "default" in schema):
                raise NoControl("nothing gives what is readOnly: add 'default', or 'prefill' in ui.json")
            control = "fixed"
        return Field(control, **common, scalar=scalar, options=options)

    def _list(self, parts: Sequence[Place], common: dict[str, Any]) -> Field:
        if "prefixItems" in common["schema"]:
            return self._tuple(parts, common)
        items = next((part.below("items") for part in parts if "items" in part.schema), None)
        if items is None:
            raise NoControl("what its items are is not stated: add 'items'")
        ui: FieldUi = common["ui"]
        item = merged(list(self.source.parts(items)))
        if is_file(item):
            return Field("files", **common, file=rule_of(item, many=True))
        choices = options_of(item, ui)
        if choices or ui.options_from:
            return Field(several_kind(ui), **common, options=choices, scalar="string")
        row = self._row(items, common["pointer"])
        if ui.widget == "lines":
            return Field("lines", **common, scalar=line_of(row), children=(row,))
        if ui.widget is not None:
            raise NoControl(f"the widget '{ui.widget}' does not fit a list: remove it from ui.json")
        return Field("list", **common, children=(row,))

    def _row(self, place: Place, pointer: str) -> Field:
        """What each entry of a list or a map is. Raises NoControl, or Depth where it goes too deep."""
        at = f"{pointer}/*"
        row = self._field([place], {"name": "*", "pointer": at, "ui": self.ui.field(at), "required": True})
        if row is None:
            raise NoControl("its items have no control")
        return row

    def _tuple(self, parts: Sequence[Place], common: dict[str, Any]) -> Field:
        """A list whose places differ: a group of fields named by their places."""
        part = next(part for part in parts if "prefixItems" in part.schema)
        if part.schema.get("items", False) is not False:
            raise NoControl("what follows its fixed places has no control: write 'items': false")
        least, children = part.schema.get("minItems", 0), []
        for number in range(len(part.schema["prefixItems"])):
            pointer = f"{common['pointer']}/{number}"
            child = self._field([part.below("prefixItems", number)], {
                "name": str(number), "pointer": pointer, "ui": self.ui.field(pointer),
                "required": number < least, "asked": number < least,
            })  # fmt: skip
            if child is None or child.kind in ("group", *ROWS):
                raise NoControl("a place of it is more than one value: use an object with named properties")
            children.append(child if "title" in child.schema else replace(child, title=str(number + 1)))
        return Field("group", **common, children=tuple(children), is_tuple=True)

    def _map(self, parts: Sequence[Place], common: dict[str, Any]) -> Field | None:
        """An object whose names are free: rows of a name and a value. None when it has other properties."""
        values = free_values(parts)
        if values is None:
            return None
        value = self._row(values, common["pointer"])
        if value.kind in ("group", "constant", "checkbox", *ROWS, *SEVERAL):
            raise NoControl("its values are more than one answer each: use a list of objects")
        return Field("map", **common, children=(entry(value),))

    def _group(self, places: Sequence[Place], common: dict[str, Any]) -> Field:
        gathered = gather(self.source, places)
        self.undrawable += gathered.undrawable
        names = list(gathered.properties)
        if not common["pointer"]:
            names = [name for section in sections(names, self.ui) for name in section.names]
        children = [self._property(name, common["pointer"], gathered) for name in names]
        drawn = tuple(child for child in children if child is not None)
        if not gathered.properties and common["pointer"]:
            raise NoControl("its properties are not named: list them under 'properties'")
        rules = rules_of(self.source, gathered, {child.name: child for child in drawn})
        if not common["pointer"]:
            drawn = tuple(replace(child, for_actions=self._actions_of(child, rules)) for child in drawn)
        group = Field("group", **common, children=drawn, rules=rules)
        for child, why in unknown_names(group):
            self._note(gathered.properties[child.name][0][0].at, why)
        return group

    def _actions_of(self, field: Field, rules: Sequence[Rule]) -> tuple[str, ...]:
        """The actions a field is for; empty when it is for all, or more than the action decides."""
        terms = [term for branch in (*field.condition.when, *field.condition.unless) for term in branch]
        if not terms or any(rules[number].asks != {"action"} for number, _ in terms):
            return ()
        fitting = [
            action for action in self.actions
            if field.condition.holds([rule.is_true({"action": action}) for rule in rules])
        ]  # fmt: skip
        return tuple(fitting) if len(fitting) < len(self.actions) else ()

    def _property(self, name: str, parent: str, gathered: Gathered) -> Field | None:
        found = gathered.properties[name]
        never = gathered.never.get(name, [])
        firm = [place for place, branch in found if not branch and not _says_nothing(place)]
        places = firm or [place for place, _ in found]
        if () in never:
            return None
        if name.startswith("$") or name in ("", "*"):
            self._note(places[0].at, "the form needs such names for itself: choose another")
            return None
        when = [()] if firm else [branch for place, branch in found if branch] or [()]
        required = gathered.required.get(name, [])
        pointer = parent + to_pointer([name])
        field = self._field(places, {
            "name": name, "pointer": pointer, "ui": self.ui.field(pointer),
            "required": all(_covered(branch, required) for branch in when), "asked": bool(required),
            "keeps_false": name not in gathered.triggers and self._allows_false(places),
            "condition": Condition(tuple(when), tuple(never)),
        })  # fmt: skip
        self._check_additions(field, [place for place, branch in found if branch and firm])
        return field

    def _allows_false(self, places: Sequence[Place]) -> bool:
        return all(self.source.validator(place).is_valid(False) for place in places)

    def _check_additions(self, field: Field | None, conditional: Sequence[Place]) -> None:
        """A condition may ask more of an object inside, but what it adds to it would not be drawn."""
        names = set(field.children_by_name) if field else set()
        for place in conditional:
            for name in set(place.schema.get("properties", ())) - names:
                self._note(
                    f"{place.at}{to_pointer(['properties', name])}",
                    "a condition adds it to an object inside: put the condition into that object",
                )

    def _claim_id(self, pointer: str) -> None:
        identifier = element_id(pointer)
        if identifier in self.ids:
            raise NoControl("its name is too like another: '-' and '/' look the same in a page")
        self.ids.add(identifier)

    def _note(self, at: str, why: str) -> None:
        self.undrawable.append(Undrawable(at, why))


def _says_nothing(place: Place) -> bool:
    return set(place.schema) <= ANNOTATIONS


def _covered(branch: Branch, required: Sequence[Branch]) -> bool:
    return any(set(other) <= set(branch) for other in required)


def _humanised(name: str) -> str:
    words = re.sub(r"[_\-]+|(?<=[a-z])(?=[A-Z])", " ", name).strip()
    return words[:1].upper() + words[1:] if words != "*" else ""
