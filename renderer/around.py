"""The page around a form, drawn once for all requests that differ in values only.

A `Shape` is everything that may be drawn into what requests share; all else a page shows stands in holes.
So nothing of one person reaches another's page, whatever somebody forgets here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import quote

from jinja2 import Template
from jinja2.runtime import Context
from markupsafe import Markup

from renderer.assets import ENGINE
from renderer.form.holes import MARK, Program, compile_holes, fill, plain
from renderer.form.ink import END, hole
from renderer.form.runs import Frame
from renderer.style import FLOW, icon
from typed.record import dataclass

if TYPE_CHECKING:
    from renderer.package import Package

Switch = Literal["links", "switch", "step_switch"]
Pieces = Callable[[], Iterable[bytes]]

# What is in the holes: values of the request, then blocks that a template brings instead of the base page's.
_VALUES = ("nonce", "style", "signed_in")
_FORM_ERRORS = "form.errors"  # drawn when the block that shows it is the base page's
BLOCKS = ("content", "title", "head", "errors", "intro", "before", "after", "footer")
_SLOTS = {name: number for number, name in enumerate((*_VALUES, _FORM_ERRORS, *BLOCKS))}
_FILLING = " filling"  # in a template's context; no template can write a name like this


class Step(NamedTuple):
    """The step a page is about: its title and help, and the how-manieth of how many it is."""

    title: str
    help: str
    number: int
    steps: int

    @property
    def seen(self) -> dict[str, Any]:
        """What templates see as `page.step`."""
        return {"title": self.title, "help": self.help, "number": self.number, "count": self.steps}


class Shape(NamedTuple):
    """What requests have in common that share the page around their forms."""

    locale: str
    mode: Literal["production", "preview"]
    theme: str
    switch: Switch  # which of the ways to another language
    has_errors: bool
    has_flow: bool  # steps, or answers to read
    is_signed_in: bool
    step: Step | None
    notices: tuple[str, ...]
    asset_root: str
    asset_digest: str
    is_plain: bool  # nothing but the form is brought into it


@dataclass(frozen=True, eq=False)
class Around:
    """One shape of one package. `page`: the shape's share of what templates see as `page`."""

    page: Mapping[str, Any]
    style: bytes
    program: Program


class Filling(NamedTuple):
    """What goes into the holes: the request's values, and the summary of the form's errors."""

    around: Around
    nonce: str
    signed_in: str
    form_errors: Pieces | None

    def pieces(self, brought: Iterable[Pieces | None]) -> list[bytes]:
        """The page, with the blocks that are brought in the place of the base page's, in the order of BLOCKS;
        into the page of a plain shape only the first can be."""
        values = (self.nonce, self.around.style, self.signed_in, self.form_errors, *brought)
        out: list[bytes] = []
        fill(self.around.program, Frame(values, ()), out)
        return out


def asset_url(package: "Package", root: str, path: str) -> str:
    """The URL of a file below `assets/`. `root`: what those of the package begin with."""
    if path not in package.assets:
        raise LookupError(f"page.asset('{path}'): there is no assets/{path}")
    return root + quote(path)


def page_around(package: "Package", shape: Shape) -> dict[str, Any]:
    """The share of `page` that the shape alone decides, without the stylesheet."""
    texts = package.texts[shape.locale]
    root = f"{shape.asset_root}{shape.asset_digest}/"
    linked = "style.css" in package.assets and not _is_inline(package, shape)
    return {
        "title": texts.resolve(package.manifest.title),
        "step": shape.step.seen if shape.step else None,
        "intro": texts.resolve(package.schema.document.get("description", "")),
        "mode": shape.mode,
        "languages": getattr(package.templates.forms[shape.locale], shape.switch),
        "theme": shape.theme,
        "version": package.manifest.version,
        "notices": [texts.marked(f"notice.{notice}") for notice in shape.notices],
        "has_errors": shape.has_errors,
        "stylesheet": asset_url(package, root, "style.css") if linked else "",
        "script": asset_url(package, root, "enhance.js") if "enhance.js" in package.assets else "",
        "icon": icon(package.branding.primary, package.branding.name or package.name),
        "engine": f"{shape.asset_root}{ENGINE.digest}/",
    }


def style_of(package: "Package", shape: Shape) -> Markup:
    """The stylesheet that the page carries; pages with steps or answers to read need more of it."""
    style = package.style if _is_inline(package, shape) else package.engine_style
    return Markup(FLOW) + style if shape.has_flow else style  # noqa: S704 - our own


def _encoded_style(package: "Package", shape: Shape) -> bytes:
    """The same as it is sent: most shapes of a package share it."""
    common = package.encoded_style if _is_inline(package, shape) and not shape.has_flow else b""
    return common or style_of(package, shape).encode()


def branding_of(package: "Package", root: str) -> dict[str, str]:
    """What templates see as `branding`."""
    logo = package.branding.logo
    return {"name": package.branding.name, "logo": asset_url(package, root, logo) if logo else ""}


def draw_around(package: "Package", shape: Shape) -> Around:
    """The base page of a shape, with holes."""
    page = page_around(package, shape)
    texts = package.texts[shape.locale]
    entries = {key: plain(text) for key, text in texts.entries.items()}
    seen = {
        "t": replace(texts, entries=entries),
        "page": {
            **_plain(page),
            "nonce": _hole("nonce"),
            "style": _hole("style"),
            "signed_in": _hole("signed_in") if shape.is_signed_in else "",
            "saved": None,
            "preview": None,
        },
        "branding": _plain(branding_of(package, f"{shape.asset_root}{shape.asset_digest}/")),
        "form": {"errors": _hole(_FORM_ERRORS) + END if shape.has_errors else ""},
    }
    base = package.templates.base
    context = base.new_context(seen)
    for name in ("content",) if shape.is_plain else BLOCKS:
        context.blocks[name] = [partial(_marked, name, base.blocks[name])]
    program = compile_holes("".join(base.root_render_func(context)))
    return Around(page, _encoded_style(package, shape), program)


def fold(base: Template) -> None:
    """Let the base page fill what was drawn before, where its context has a filling; else it draws itself."""
    draw, own = base.root_render_func, base.blocks

    def root(context: Context) -> Iterator[str]:
        filling: Filling | None = context.parent.get(_FILLING)
        if filling is None:
            return draw(context)
        given = {name: context.blocks[name][0] for name in own}
        brought = {
            name: partial(_encoded, block, context) for name, block in given.items() if block is not own[name]
        }
        return map(bytes.decode, filling.pieces(map(brought.get, BLOCKS)))

    base.root_render_func = root


def filled(template: Template, context: Mapping[str, Any], filling: Filling) -> list[bytes]:
    """The pieces of a template that extends the base page."""
    return list(map(str.encode, template.generate({**context, _FILLING: filling})))


def _encoded(block: Callable[[Context], Iterator[str]], context: Context) -> Iterator[bytes]:
    return map(str.encode, block(context))


def _is_inline(package: "Package", shape: Shape) -> bool:
    """A preview links the stylesheet: so a change of it arrives without the page being drawn again."""
    return shape.mode == "production" and package.inlined_style != ""


def _hole(name: str) -> Markup:
    return hole("value" if name in _VALUES else "brought", _SLOTS[name])


def _marked(name: str, block: Callable[[Context], Iterator[str]], context: Context) -> Iterator[str]:
    yield _hole(name)
    yield from block(context)
    yield END


def _plain(value: Any) -> Any:
    """The same without what could be taken for a hole."""
    if isinstance(value, str):
        return value.replace(MARK, "")
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, Sequence) else value
