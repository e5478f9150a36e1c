"""The order of the form: sections of `ui.json`'s groups, and fields outside of any group."""

from collections.abc import Sequence

from renderer.ui import Group, Ui
from typed.record import dataclass


@dataclass(frozen=True)
class Section:
    """Neighbours on the page; `group` is None for fields that belong to no group."""

    group: Group | None
    names: tuple[str, ...]


def sections(names: Sequence[str], ui: Ui) -> list[Section]:
    """Lay out the top-level properties `names`: a group stands where its first field would stand."""
    ordered = [name for name in dict.fromkeys([*ui.order, *names]) if name in names]
    group_of = {name: group for group in ui.groups for name in group.fields if name in names}
    laid_out: list[Section] = []
    for name in ordered:
        group = group_of.get(name)
        if group is None and laid_out and laid_out[-1].group is None:
            laid_out[-1] = Section(None, (*laid_out[-1].names, name))
        elif group is None:
            laid_out.append(Section(None, (name,)))
        elif all(section.group is not group for section in laid_out):
            laid_out.append(Section(group, tuple(n for n in group.fields if group_of.get(n) is group)))
    return _in_order(laid_out, ui)


def _in_order(laid_out: list[Section], ui: Ui) -> list[Section]:
    """The groups in the order of `ui.json`, at the places where groups stand; `order` goes before that."""
    if ui.order:
        return laid_out
    groups = (
        next(s for s in laid_out if s.group is g) for g in ui.groups if any(s.group is g for s in laid_out)
    )
    return [next(groups) if section.group else section for section in laid_out]
