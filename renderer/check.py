"""What `interfaces check` and `interfaces test` do with a package: draw its examples, try submissions."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jinja2 import nodes

from renderer.documents import Documents
from renderer.environment import Sandbox
from renderer.faults import Fault, PackageFaults
from renderer.fixtures import Fixture, Submission
from renderer.form.validate import FieldError, validate
from renderer.package import Package
from renderer.page import PageInfo, View, render_done, render_page
from renderer.too_much import Draw, Render, plainly
from typed.record import dataclass

_OPEN = PageInfo(url="", asset_root="/i/-/", nonce="check")
_DONE = replace(_OPEN, status="submitted")


@dataclass(frozen=True)
class Report:
    """How a package did. Without faults it is fit to be published."""

    package: str
    faults: tuple[Fault, ...]
    pages: int = 0
    submissions: int = 0


def check_package(package: Package, submissions: bool = True, drawing: Draw = plainly) -> Report:
    """Draw every fixture in every locale, open and done.

    With `submissions`, also try whether those of the fixtures get the verdict they name.
    """
    trial = _Trial(package, Documents(package.files), drawing)
    trial.look_up_texts()
    for fixture in package.fixtures.values():
        trial.draw_all(fixture)
        if submissions:
            trial.submit_all(fixture)
    return Report(package.folder, tuple(sorted(trial.faults)), trial.pages, trial.submissions)


class _Trial:
    """One package put to use, and what went wrong."""

    def __init__(self, package: Package, documents: Documents, drawing: Draw) -> None:
        self.package = package
        self._drawing = drawing
        self.documents = documents
        self.pages = 0
        self.submissions = 0
        self._failed: dict[tuple[str, int], Fault] = {}  # by template and line: the first example tells

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*self.documents.faults, *self._failed.values())

    def look_up_texts(self) -> None:
        """Texts that templates ask for by name, also where no fixture leads."""
        for name, source in self.package.sources.items():
            for line, key in _asked_texts(source):
                if key not in self.package.texts[self.package.default_locale]:
                    way_out = "Add it to every locale, or correct the key."
                    fault = Fault(f"templates/{name}", line, f"there is no text '{key}'.", way_out)
                    self._failed[fault.file, line] = fault

    def draw_all(self, fixture: Fixture) -> None:
        for locale in self.package.manifest.locales:
            view = View(locale, fixture.context, fixture.viewer, _OPEN, answers=fixture.draft)
            self._draw(render_page, view, f"fixture '{fixture.id}', {locale}")
            self._draw(render_done, replace(view, page=_DONE), f"fixture '{fixture.id}', {locale}, done")

    def submit_all(self, fixture: Fixture) -> None:
        for index, submission in enumerate(fixture.submissions):
            self.submissions += 1
            errors = validate(self.package, submission.data, fixture.context, self.package.default_locale)
            for message, fix in _complaints(submission, errors):
                place = ("submissions", index)
                self.documents.fault_at(f"fixtures/{fixture.id}.json", place, message, fix)
            if errors:
                self._draw_refused(fixture, submission, errors)

    def _draw_refused(self, fixture: Fixture, submission: Submission, errors: Sequence[FieldError]) -> None:
        """The page as a person sees it again, with their answers and what to correct."""
        view = View(
            self.package.default_locale, fixture.context, fixture.viewer, _OPEN, dict(submission.data), errors
        )
        self._draw(render_page, view, f"fixture '{fixture.id}', submission '{submission.name}'")

    def _draw(self, render: Render, view: View, example: str) -> None:
        self.pages += 1
        try:
            self._drawing(render, self.package, view)
        except PackageFaults as error:
            for fault in error.faults:
                told = replace(fault, message=f"{fault.message} ({example})")
                self._failed.setdefault((fault.file, fault.line), told)


def _complaints(submission: Submission, errors: Sequence[FieldError]) -> Iterator[tuple[str, str]]:
    """How the verdict differs from the one the fixture names."""
    found = ", ".join(f"{error.pointer or 'the whole'} ({error.keyword})" for error in errors)
    if submission.valid and errors:
        yield f"the submission '{submission.name}' is refused: {found}.", "Correct it, or the schema."
    if not submission.valid and not errors:
        message = f"the submission '{submission.name}' is accepted."
        yield message, "Correct it, or make the schema refuse it."
    for expected in submission.errors if errors else ():
        if not any(
            (error.pointer, error.keyword) == (expected.pointer, expected.keyword) for error in errors
        ):
            message = (
                f"the submission '{submission.name}' has no error {expected.pointer} ({expected.keyword})."
            )
            yield message, f"It has {found}."


def _asked_texts(source: str) -> Iterator[tuple[int, str]]:
    """The line and key of every `t("key")` in a template."""
    for call in Sandbox().parse(source).find_all(nodes.Call):
        key = call.args[0] if call.args else None
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and isinstance(key, nodes.Const):
            yield call.lineno, str(key.value)
