"""The blocks of `ui.json` can be drawn: each has what its type needs, and shows what is there."""

from collections.abc import Container, Iterator
from pathlib import PurePosixPath

from renderer.declared import near
from renderer.documents import Documents
from renderer.form.model import Form
from renderer.keywords import Described, described
from renderer.manifest import Manifest
from renderer.position import Path, from_pointer, to_pointer
from renderer.schema import Schema
from renderer.ui import Block, Ui, Value

_KEYS = {
    "table": ("rows", "columns"),
    "summary": ("entries",),
    "image": ("asset", "source", "alt"),
    "pdf": ("asset", "source"),
}
_OPTIONAL = ("asset", "source")  # one of them
_IMAGES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_NUMBERED = "Totals are for numbers: give the column the format 'number' or 'money'."

Complaint = tuple[Path, str, str]


def check_blocks(
    documents: Documents,
    ui: Ui,
    form: Form,
    manifest: Manifest | None,
    context: Schema | None,
    assets: Container[str],
) -> None:
    """A fault for everything a block asks for that is not there."""
    known = described(context.document) if context and ui.blocks else None
    drawn = [field.name for field in form.root.children if field.kind not in ("constant", "action")]
    for number, block in enumerate(ui.blocks):
        found = [*_keys(block), *_kind(block, assets)]
        if block.before not in drawn:
            found.append((("before",), f"'{block.before}' is no field.", near(block.before, drawn, "Fields")))
        if block.source and manifest and not manifest.content.sources:
            way_out = "Add the origin to 'sources' in [content] of interface.toml."
            found.append((("source",), "nothing may be shown from elsewhere.", way_out))
        if known is not None:
            found += _pointers(block, known)
        for path, message, way_out in found:
            documents.fault_at("ui.json", ("blocks", number, *path), message, way_out)


def _keys(block: Block) -> Iterator[Complaint]:
    """What the type needs and has not, and what it has no use for."""
    fitting = _KEYS[block.type]
    for key in dict.fromkeys(key for keys in _KEYS.values() for key in keys):
        is_set = bool(getattr(block, key)) or (key == "alt" and block.alt is not None)
        if is_set and key not in fitting:
            yield (key,), f"'{key}' says nothing about a block of the type {block.type}.", "Remove it."
        elif not is_set and key in fitting and key not in _OPTIONAL:
            yield (), f"a block of the type {block.type} has no '{key}'.", "Add it."
    if "asset" in fitting and bool(block.asset) == bool(block.source):
        yield (), "what it shows is not told.", "Give either 'asset' or 'source'."


def _kind(block: Block, assets: Container[str]) -> Iterator[Complaint]:
    """Assets of the right kind, totals and amounts that can be written."""
    wanted = (".pdf",) if block.type == "pdf" else _IMAGES
    if block.asset and block.asset not in assets:
        yield ("asset",), f"there is no assets/{block.asset}.", "Correct the name, or add the file."
    elif block.asset and PurePosixPath(block.asset).suffix.lower() not in wanted:
        yield ("asset",), f"'{block.asset}' is no {block.type}.", f"Name a file that ends in {wanted[0]}."
    for path, value in _values(block):
        if value.format == "money" and not (value.currency or value.currency_from):
            yield path, "is an amount of no currency.", "Add 'currency' or 'currency_from'."
        if value.total and not value.is_number:
            yield (*path, "total"), "cannot be added up.", _NUMBERED
    if block.columns and block.columns[0].total:
        yield ("columns", 0, "total"), "leaves no room to say 'Total'.", "Put another column first."


def _pointers(block: Block, known: Described) -> Iterator[Complaint]:
    """Pointers to what the context does not have."""
    row = (*from_pointer(block.rows), "*") if block.rows else ()
    places: list[tuple[Path, str | None, tuple[str, ...]]] = [
        (("rows",), block.rows, ()),
        (("source",), block.source, ()),
    ]
    for path, value in _values(block) if not row or row in known else ():
        places += [((*path, "value"), value.value, row), ((*path, "currency_from"), value.currency_from, ())]
    for path, pointer, inside in places:
        if pointer and (*inside, *from_pointer(pointer)) not in known:
            there = sorted(to_pointer(p[len(inside) :]) for p in known if p[: len(inside)] == inside and p)
            message = f"'{pointer}' is nothing context.schema.json describes."
            yield path, message, near(pointer, [place for place in there if place], "Described")


def _values(block: Block) -> Iterator[tuple[Path, Value]]:
    for key, values in (("columns", block.columns), ("entries", block.entries)):
        yield from (((key, number), value) for number, value in enumerate(values))
