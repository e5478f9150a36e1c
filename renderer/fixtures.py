"""Named examples of a package: what the preview shows, what tests try, what the publish gate asks."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from renderer.declared import declared
from renderer.documents import Documents
from renderer.form.manner import UTC, is_zone
from renderer.position import from_pointer
from renderer.schema import Schema
from renderer.ui import Pointer
from typed.model import Model
from typed.notes import Length, Must


def _known_zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("Name a time zone such as Europe/Berlin")
    return name


class Viewer(Model):
    """The person who looks at the page."""

    name: str = ""
    email: str = ""
    zone: Annotated[str, Must(_known_zone)] = UTC  # a name of the time zone database


class ExpectedError(Model):
    pointer: Pointer
    keyword: str


class Submission(Model):
    """Answers and the verdict they must get; `errors` names the errors that must be among those found."""

    name: str
    data: dict[str, Any]
    valid: bool
    errors: tuple[ExpectedError, ...] = ()


class _Written(Model):
    title: Annotated[str, Length(least=1)]
    viewer: Viewer = Viewer()
    context: dict[str, Any] = {}
    draft: dict[str, Any] | None = None
    submissions: tuple[Submission, ...] = ()


class Fixture(_Written):
    """`fixtures/<id>.json`. `draft` is what the form starts from."""

    id: str


def read_fixtures(
    documents: Documents, context_schema: Schema | None, kept: Mapping[str, Fixture] = MappingProxyType({})
) -> Mapping[str, Fixture]:
    """Every fixture by its id, in the order of names. Their contexts must be what the workflow may send.

    Those in `kept` were read before from the same bytes.
    """
    names = sorted(documents.below("fixtures/"))
    if not names:
        documents.fault(
            "fixtures/default.json", 0, "is missing.", "Give at least one example to show and test."
        )
    fixtures = (
        kept.get(name.removesuffix(".json")) or _read(documents, name, context_schema) for name in names
    )
    return MappingProxyType({fixture.id: fixture for fixture in fixtures if fixture})


def _read(documents: Documents, name: str, context_schema: Schema | None) -> Fixture | None:
    file = f"fixtures/{name}"
    if not name.endswith(".json") or "/" in name:
        documents.fault(file, 0, "is no fixture.", "Fixtures are fixtures/<id>.json.")
        return None
    values = documents.json(file)
    written = declared(_Written, documents, file, values) if values is not None else None
    if written is None:
        return None
    for error in context_schema.errors(written.context) if context_schema else ():
        path = ("context", *(int(key) if key.isdigit() else key for key in from_pointer(error.pointer)))
        message = f"the context at '{error.pointer}': {error.message}."
        documents.fault_at(file, path, message, "Correct it, or context.schema.json.")
    for index, submission in enumerate(written.submissions):
        if submission.valid and submission.errors:
            path = ("submissions", index, "errors")
            documents.fault_at(
                file, path, f"'{submission.name}' is valid and has errors.", "Remove one of them."
            )
    return Fixture(id=name.removesuffix(".json"), **written.model_dump())
