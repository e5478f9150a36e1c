"""What a page shows of steps and answers beside the fields: progress, buttons, the answers to read."""

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from renderer.bytecode import KeptBytecode
from renderer.form.copy import Part, Reader
from renderer.form.layout import sections
from renderer.form.manner import Manner
from renderer.form.response import Response
from renderer.form.stage import Stage
from renderer.form.validate import FieldError
from renderer.package import Package
from renderer.texts import Texts

_TEMPLATES = Path(__file__).parent.parent / "templates" / "form"


class Request(Protocol):
    """`stage` is None for a form on one page, `response` what there is to read, if any."""

    @property
    def context(self) -> Mapping[str, Any]: ...
    @property
    def stage(self) -> Stage | None: ...
    @property
    def response(self) -> Response | None: ...
    @property
    def errors(self) -> Sequence[FieldError]: ...


class Staged:
    """Of one request; `renderer.page.View` is one."""

    def __init__(self, package: Package, texts: Texts, manner: Manner, request: Request) -> None:
        self.stage = request.stage
        self._package = package
        self._texts = texts
        self._manner = manner
        self._request = request

    @cached_property
    def answers(self) -> Markup:
        """The answers as a list, empty where there are none; on the check with ways to change them."""
        if self._request.response is None:
            return Markup()
        changing = self.stage if self.stage and self.stage.is_check else None
        parts = [part for part in self._parts(self._request.response) if part.blocks]
        return self._render("answers", parts=parts, stage=changing)

    @cached_property
    def _reader(self) -> Reader:
        actions = self._package.manifest.actions
        titles = {a.id: self._texts.resolve(a.title or f"t:actions.{a.id}") for a in actions}
        checked = self._request.errors if self.stage and self.stage.is_check else ()
        wrong = {error.pointer: error.message for error in checked}
        return Reader(self._request.context, self._texts, self._manner, titles, wrong)

    @property
    def progress(self) -> Markup:
        return self._render("progress", stage=self.stage)

    @property
    def buttons(self) -> Markup:
        """On to the next step, and back to the one before."""
        return self._render("step-actions", stage=self.stage)

    def _parts(self, response: Response) -> list[Part]:
        root = self._package.form.root.children_by_name
        steps = self.stage.flow.steps if self.stage else self._package.ui.steps
        if steps:
            named = [(step.title, step.fields, step.id) for step in steps]
        else:
            names = [name for name, field in root.items() if field.kind != "action"]
            laid_out = sections(names, self._package.ui)
            named = [(part.group.title if part.group else "", part.names, "") for part in laid_out]
        asks = self.stage is not None and self.stage.is_check  # its buttons are on the page
        if not asks and "action" in root and "action" in response and root["action"].kind == "action":
            named.append(("", ("action",), ""))
        return [
            self._reader.part(
                self._texts.resolve(title), [root[name] for name in names if name in root], response, at
            )
            for title, names, at in named
        ]

    def _render(self, name: str, **values: Any) -> Markup:
        template = environment().get_template(f"{name}.html")
        return Markup(template.render(t=self._texts, **values))  # noqa: S704 - drawn with autoescape


@cache
def environment() -> Environment:
    """Our own templates, filled for each request."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        bytecode_cache=KeptBytecode("staged"),
    )
