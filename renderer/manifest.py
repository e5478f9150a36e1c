"""The parts of a package that its author declares, as values."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from renderer.shape import Shape

Locale = Annotated[str, Shape(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", '"en" or "de-AT"')]
Origin = Annotated[str, Shape(r"https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?", '"https://portal.example.com"')]


class Declared(BaseModel):
    """Frozen, and a key nobody knows is a fault: a misspelt option never passes in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Action(Declared):
    """One submit button; its id is stored as `response.action`."""

    id: Annotated[str, Shape(r"[a-z][a-z0-9_-]{0,39}", '"approve"')]
    title: str = ""  # empty: the text `actions.<id>`
    style: Literal["primary", "secondary", "danger"] = "primary"
    confirm: bool = False


class Task(Declared):
    autosave: bool = True
    open_tasks: Literal["pin", "migrate-if-compatible"] = "pin"
    self_approval: bool = False


class AfterSubmit(Declared):
    mode: Literal["page", "redirect", "next-task"] = "page"
    url: str = ""


class Embed(Declared):
    frame_ancestors: tuple[Origin, ...] = ()


class Manifest(Declared):
    """`interface.toml`."""

    format: Literal[1]
    name: Annotated[
        str, Shape(r"@[a-z0-9-]+/interface-[a-z0-9-]{1,60}", '"@webapp/interface-expense-approval"')
    ]
    title: str
    version: Annotated[str, Shape(r"[0-9]+\.[0-9]+\.[0-9]+", '"1.4.0"')]
    locales: Annotated[tuple[Locale, ...], Field(min_length=1)]
    actions: tuple[Action, ...] = ()
    task: Task = Task()
    after_submit: AfterSubmit = AfterSubmit()
    embed: Embed = Embed()

    @property
    def folder(self) -> str:
        """The package's folder in `packages/`: the name without its scope."""
        return self.name.partition("/")[2]
