"""The templates of a package, compiled at load: its form in every locale, its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from jinja2 import Template, TemplateSyntaxError

from renderer.around import fold
from renderer.environment import Sandbox, compiled, file_of
from renderer.faults import Fault, PackageFaults
from renderer.form.draw import DrawnForm, draw_form
from renderer.form.model import Form
from renderer.form.slots import Scope, plan
from renderer.form.visibility import Visibility
from renderer.manifest import Manifest
from renderer.sources import Sources
from renderer.texts import Texts
from typed.record import dataclass


@dataclass(frozen=True, eq=False)
class Templates:
    """Ready to be filled by `renderer.page`."""

    sources: Mapping[str, str] = field(repr=False)  # as written, by path below `templates/`
    base: Template  # what the others extend
    page: Template
    done: Template
    confirm: Template
    scope: Scope
    visibility: Visibility
    forms: Mapping[str, DrawnForm]

    @property
    def has_own_page(self) -> bool:
        """Otherwise the base page with the form, and nothing else."""
        return "page.html" in self.sources

    @property
    def css(self) -> str:
        return self.visibility.css


def compile_templates(
    sources: Mapping[str, str],
    manifest: Manifest,
    form: Form,
    texts: Mapping[str, Texts],
    before: Templates | None = None,
) -> Templates:
    """Compile `templates/*.html` (path below `templates/` -> text) and draw the form once per locale.

    `before` are those of the same form, drawn with other texts.
    Raises PackageFaults with every template that does not compile.
    """
    if faults := template_faults(sources):
        raise PackageFaults(manifest.folder, faults)
    visibility = before.visibility if before else Visibility(form)
    scope = before.scope if before else plan(form.root)
    drawn = {
        locale: draw_form(
            form,
            scope,
            visibility,
            manifest.actions,
            own,
            before.forms.get(locale) if before else None,
            manifest.locales,
            saves=manifest.task.autosave,
        )
        for locale, own in texts.items()
    }
    if before and before.sources == sources:
        return replace(before, forms=drawn)
    base, page, done, confirm = _pages(sources)
    return Templates(sources, base, page, done, confirm, scope, visibility, drawn)


def _pages(sources: Mapping[str, str]) -> Sequence[Template]:
    """The base page, folded, and what extends it."""
    sandbox = Sandbox(Sources(sources))
    pages = [sandbox.get_template(f"{name}.html") for name in ("base", "page", "done", "confirm")]
    fold(pages[0])
    return pages


def template_faults(sources: Mapping[str, str]) -> list[Fault]:
    """Every template that does not compile, with its line."""
    return [fault for name, text in sources.items() for fault in _faults(name, text)]


def _faults(name: str, text: str) -> list[Fault]:
    try:
        compiled(text, name)
    except TemplateSyntaxError as error:
        message = f"the template cannot be read: {(error.message or 'it ends too early').rstrip('.')}."
        fix = "Correct the template at this line; the engine's templates show the syntax."
        return [Fault(file_of(name), error.lineno, message, fix)]
    return []
