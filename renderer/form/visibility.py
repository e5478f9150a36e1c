"""Conditions as style rules: fields come and go with the choices made, without a script.

The server decides alike when it prunes; browsers without `:has()` show every field.
"""

from renderer.form.model import ALWAYS, ROWS, Branch, Field, Form, Match

_NEVER = ":not(*)"


class Visibility:
    """`tested` and `hidden`: numbers of fields, for their attributes; `css`: the rules about them."""

    def __init__(self, form: Form) -> None:
        self.tested: dict[str, int] = {}
        self.hidden: dict[str, int] = {}
        self.scopes: dict[str, int] = {}
        rules: list[str] = []
        self._scope(form.root, "form", rules)
        self.css = "@supports selector(:has(*)){" + "".join(rules) + "}" if rules else ""

    def _scope(self, field: Field, scope: str, rules: list[str]) -> None:
        """Rules for the children of a group; `scope` selects the element whose choices count."""
        for child in field.children:
            shown = self._shown(field, child, ())
            if shown:
                number = self.hidden.setdefault(child.pointer, len(self.hidden))
                rules.append(f'{scope}:not({shown}) [data-when="{number}"]{{display:none}}')
            inner = scope
            if field.kind in ROWS:
                inner = f'[data-row="{self.scopes.setdefault(field.pointer, len(self.scopes))}"]'
            self._scope(child, inner, rules)

    def _shown(self, parent: Field, child: Field, seen: tuple[str, ...]) -> str:
        """What the scope must match for a field to be shown; empty when it always is."""
        if child.condition == ALWAYS or child.name in seen:
            return ""
        seen = (*seen, child.name)
        when = [self._branch(parent, branch, seen) for branch in child.condition.when]
        wanted = "" if "" in when else f":is({','.join(when)})"
        known = [branch for branch in child.condition.unless if _is_known(parent, branch)]
        return wanted + "".join(f":not({self._branch(parent, branch, seen) or '*'})" for branch in known)

    def _branch(self, parent: Field, branch: Branch, seen: tuple[str, ...]) -> str:
        return "".join(self._term(parent, number, wanted, seen) for number, wanted in branch)

    def _term(self, parent: Field, number: int, wanted: bool, seen: tuple[str, ...]) -> str:
        matches = parent.rules[number].matches
        if matches is None:
            return ""  # only the server can tell: show the field
        together = "".join(self._match(parent, match, seen) for match in matches)
        if wanted:
            return together
        return f":not({together})" if together else _NEVER

    def _match(self, parent: Field, match: Match, seen: tuple[str, ...]) -> str:
        field = parent.children_by_name[match.name]
        number = self.tested.setdefault(field.pointer, len(self.tested))
        answered = _state(field, number, match)
        shown = self._shown(parent, field, seen)
        if not shown:
            return answered
        return f":is({shown}{answered},:not({shown}))" if match.blank else shown + answered


def _is_known(parent: Field, branch: Branch) -> bool:
    return all(parent.rules[number].matches is not None for number, _ in branch)


def _state(field: Field, number: int, match: Match) -> str:
    """The scope in which a choice stands as the match wants it; empty when every choice does."""
    here = f'[data-if="{number}"]'
    posted = sorted(match.posted)
    if field.kind == "select":
        values = [*posted, *([""] if match.blank else [])]
        options = [f"{here} option[value={_string(value)}]:checked" for value in values]
        return f":has({','.join(options)})" if options else _NEVER
    if field.kind == "checkbox":
        checked = [f":has({here}:checked)"] if posted else []
    else:
        checked = [f":has({here}[value={_string(value)}]:checked)" for value in posted]
    states = [*checked, *([f":not(:has({here}:checked))"] if match.blank else [])]
    return f":is({','.join(states)})" if states else _NEVER


def _string(text: str) -> str:
    """A CSS string; whatever could end it, or the style element around it, is escaped."""
    plain = (c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text)
    return f'"{"".join(plain)}"'
