"""`interface.toml`: what a package is called, speaks and does."""

from typing import Annotated, Literal

import babel

from renderer.declared import declared
from renderer.documents import Documents
from typed.model import Model
from typed.notes import Length, Shape

_FILE = "interface.toml"

Locale = Annotated[str, Shape(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", '"en" or "de-AT"')]
Origin = Annotated[str, Shape(r"https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?", '"https://portal.example.com"')]


class Action(Model):
    """One submit button; its id is stored as `response.action`."""

    id: Annotated[str, Shape(r"[a-z][a-z0-9_-]{0,39}", '"approve"')]
    title: str = ""  # empty: the text `actions.<id>`
    style: Literal["primary", "secondary", "danger"] = "primary"
    confirm: bool = False


class Task(Model):
    autosave: bool = True
    open_tasks: Literal["pin", "migrate-if-compatible"] = "pin"
    self_approval: bool = False


class AfterSubmit(Model):
    mode: Literal["page", "redirect", "next-task"] = "page"
    url: Annotated[str, Shape(r"(https?://[^\s/]+(/\S*)?)?", '"https://portal.example.com/done"')] = ""


class Embed(Model):
    frame_ancestors: tuple[Origin, ...] = ()


class Content(Model):
    sources: tuple[Origin, ...] = ()  # whose images and documents a page may show


class Manifest(Model):
    """`interface.toml`."""

    format: Literal[1]
    name: Annotated[
        str, Shape(r"@[a-z0-9-]+/interface-[a-z0-9-]{1,60}", '"@webapp/interface-expense-approval"')
    ]
    title: str
    version: Annotated[str, Shape(r"[0-9]+\.[0-9]+\.[0-9]+", '"1.4.0"')]
    locales: Annotated[tuple[Locale, ...], Length(least=1)]
    actions: tuple[Action, ...] = ()
    task: Task = Task()
    after_submit: AfterSubmit = AfterSubmit()
    embed: Embed = Embed()
    content: Content = Content()

    @property
    def folder(self) -> str:
        """The package's folder in `packages/`: the name without its scope."""
        return self.name.partition("/")[2]


def read_manifest(documents: Documents, folder: str) -> Manifest | None:
    """The manifest of the package in `folder`. None when it is missing or at fault."""
    tables = documents.toml(_FILE)
    manifest = declared(Manifest, documents, _FILE, tables) if tables is not None else None
    if manifest is None:
        return None
    if manifest.folder != folder:
        message = f"the package '{manifest.name}' lies in the folder '{folder}'."
        documents.fault_at(
            _FILE, ("name",), message, f"Rename the folder to '{manifest.folder}', or the package."
        )
    for index, locale in enumerate(manifest.locales):
        if locale in manifest.locales[:index]:
            documents.fault_at(_FILE, ("locales",), f"the locale '{locale}' is there twice.", "Remove one.")
        if not _is_known(locale):
            message = f"nothing is known about the locale '{locale}'."
            documents.fault_at(_FILE, ("locales",), message, "Correct it, or name the language alone.")
    if manifest.after_submit.mode == "redirect" and not manifest.after_submit.url:
        message = "redirects after submission, but does not say where to."
        documents.fault_at(_FILE, ("after_submit", "mode"), message, "Add 'url' to [after_submit].")
    return manifest


def _is_known(locale: str) -> bool:
    """Whether dates and numbers can be written in this locale."""
    try:
        babel.Locale.parse(locale, sep="-")
    except (babel.UnknownLocaleError, ValueError):
        return False
    return True
