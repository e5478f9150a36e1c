"""Named examples of a package: what the preview shows, what tests try, what the publish gate asks."""

from typing import Annotated, Any

from pydantic import Field

from renderer.manifest import Declared
from renderer.ui import Pointer


class Viewer(Declared):
    """The person who looks at the page."""

    name: str = ""
    email: str = ""


class ExpectedError(Declared):
    pointer: Pointer
    keyword: str


class Submission(Declared):
    """Answers and the verdict they must get; `errors` names the errors that must be among those found."""

    name: str
    data: dict[str, Any]
    valid: bool
    errors: tuple[ExpectedError, ...] = ()


class Fixture(Declared):
    """`fixtures/<id>.json`. `draft` is what the form starts from."""

    id: str
    title: Annotated[str, Field(min_length=1)]
    viewer: Viewer = Viewer()
    context: dict[str, Any] = {}
    draft: dict[str, Any] | None = None
    submissions: tuple[Submission, ...] = ()
