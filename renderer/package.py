"""A package, read and compiled: a frozen snapshot from which any process can draw pages."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
from markupsafe import Markup

from renderer.around import Around, Shape, draw_around
from renderer.assets import Asset, read_assets
from renderer.blocks_check import check_blocks
from renderer.branding import Branding, read_branding
from renderer.compiled import Templates, compile_templates, template_faults
from renderer.customise import customise
from renderer.documents import Documents
from renderer.faults import PackageFaults
from renderer.files import Files, read_folder, without_ignored
from renderer.fixtures import Fixture, read_fixtures
from renderer.form.build import build_form
from renderer.form.model import Form
from renderer.kept import Kept, changed_styles
from renderer.layout import check_layout
from renderer.manifest import Manifest, read_manifest
from renderer.position import from_pointer
from renderer.references import check_references
from renderer.schema import Schema
from renderer.schema_check import read_schema
from renderer.steps_check import check_steps
from renderer.style import BLOCKS, FORM, inlined
from renderer.texts import Texts, read_texts
from renderer.tree import tree_digest
from renderer.ui import Ui, read_ui
from typed.record import dataclass

MAX_TEMPLATE = 256 * 1024  # characters: what that takes to compile is known
_MAX_CUSTOMISED = 32
_MAX_AROUND = 64  # shapes of the page around a form, a few KB each


@dataclass(frozen=True, eq=False)
class Package:
    """Everything known about one version of one package. `digest` names its content."""

    digest: str
    files: Files = field(repr=False)  # what it was made of, without what editors and systems leave
    manifest: Manifest
    ui: Ui
    schema: Schema
    context_schema: Schema
    branding: Branding
    texts: Mapping[str, Texts]
    fixtures: Mapping[str, Fixture]
    assets: Mapping[str, Asset]
    form: Form
    templates: Templates = field(repr=False)
    _customised: dict[bytes, "Package"] = field(default_factory=dict, init=False, repr=False)
    _around: dict[Shape, Around] = field(default_factory=dict, init=False, repr=False)

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def folder(self) -> str:
        """Its folder in `packages/`."""
        return self.manifest.folder

    @property
    def sources(self) -> Mapping[str, str]:
        """The templates as written."""
        return self.templates.sources

    @property
    def default_locale(self) -> str:
        return self.manifest.locales[0]

    @property
    def default_fixture(self) -> Fixture:
        """`default.json`, or else the first by name."""
        return self.fixtures.get("default") or next(iter(self.fixtures.values()))

    @cached_property
    def engine_style(self) -> Markup:
        """The engine's stylesheet in this package's colours."""
        blocks = BLOCKS if self.ui.blocks or self.form.signs else ""
        return Markup(FORM + blocks + self.branding.css + self.templates.css)  # noqa: S704 - all of it escaped

    @cached_property
    def style(self) -> Markup:
        """The same and the package's own, where that need not be linked."""
        return self.engine_style + self.inlined_style

    @cached_property
    def encoded_style(self) -> bytes:
        return self.style.encode()

    @cached_property
    def inlined_style(self) -> Markup:
        asset = self.assets.get("style.css")
        return Markup(inlined(asset.body if asset else b""))  # noqa: S704 - it holds no tag

    def around(self, shape: Shape) -> Around:
        """The page around a form, drawn when a shape is first asked for."""
        found = self._around.get(shape)
        if found is None:
            found = draw_around(self, shape)
            if len(self._around) >= _MAX_AROUND:
                self._around.clear()
            self._around[shape] = found
        return found

    def customised(self, config: Mapping[str, Any], branding: Mapping[str, Any]) -> "Package":
        """This package with the registry's title, texts and branding; unknown keys are left out.

        The same contents give the same Package again. Raises PackageFaults for wrong values of known keys.
        """
        if not config and not branding:
            return self
        key = orjson.dumps([config, branding], option=orjson.OPT_SORT_KEYS)
        found = self._customised.get(key)
        if found is None:
            found = customise(self, config, branding)
            if len(self._customised) >= _MAX_CUSTOMISED:
                self._customised.clear()
            self._customised[key] = found
        return found


def load_folder(folder: Path) -> Package:
    """Read and compile a folder of `packages/`. Raises PackageFaults."""
    return load(read_folder(folder), folder.name)


def load(files: Files, folder: str, previous: Package | None = None) -> Package:
    """Compile a package's files. Raises PackageFaults with every fault there is.

    `previous` is an earlier version of the same package; of what did not change its parts are used again.
    """
    documents = Documents(without_ignored(files))
    if previous and changed_styles(previous.files, documents.files):
        return _restyled(previous, documents, tree_digest(files))
    kept = Kept(previous, documents.files)
    check_layout(documents)
    manifest = kept.manifest or read_manifest(documents, folder)
    ui = kept.ui or read_ui(documents)
    schema = kept.schema or read_schema(documents, "schema.json")
    context_schema = kept.context_schema or read_schema(documents, "context.schema.json")
    locales = manifest.locales if manifest else _locales_present(documents) or ["en"]
    texts = read_texts(documents, locales, kept.texts)
    branding = kept.branding or read_branding(documents)
    assets = read_assets(documents, kept.assets)
    fixtures = read_fixtures(documents, context_schema, kept.fixtures)
    if not kept.agrees(first := next(iter(texts.values()))):
        check_references(documents, manifest, ui, schema, context_schema, first)
    form = kept.form or _form(documents, schema, ui, manifest)
    if ui and schema and not kept.fits:
        check_steps(documents, ui, form)
        check_blocks(documents, ui, form, manifest, context_schema, assets)
    sources = _read_templates(documents)
    if documents.faults or not (manifest and ui and schema and context_schema):
        raise PackageFaults(folder, documents.faults)
    return Package(
        digest=tree_digest(files),
        files=documents.files,
        manifest=manifest,
        ui=ui,
        schema=schema,
        context_schema=context_schema,
        branding=branding,
        texts=texts,
        fixtures=fixtures,
        assets=assets,
        form=form,
        templates=compile_templates(sources, manifest, form, texts, kept.templates(form)),
    )


def _restyled(package: Package, documents: Documents, digest: str) -> Package:
    """The same with other stylesheets. Raises PackageFaults."""
    assets = read_assets(documents, package.assets)
    if documents.faults:
        raise PackageFaults(package.folder, documents.faults)
    return replace(package, digest=digest, files=documents.files, assets=assets)


def _locales_present(documents: Documents) -> Sequence[str]:
    """The locales of a package whose manifest is at fault: those it names that are there, or all that are."""
    present = sorted(name.removesuffix(".json") for name in documents.below("locales/"))
    named = (documents.toml("interface.toml") or {}).get("locales")
    return [name for name in named if name in present] if isinstance(named, list) else present


def _form(documents: Documents, schema: Schema | None, ui: Ui | None, manifest: Manifest | None) -> Form:
    """The form, or as much of it as the parts that are not at fault give."""
    actions = [action.id for action in manifest.actions] if manifest else []
    form = build_form(schema.document if schema else {"type": "object"}, ui or Ui(), actions)
    for place in form.undrawable if ui else ():
        message = f"there is no control for {place.pointer}: {place.why}."
        documents.fault_at("schema.json", _path(place.pointer), message, "Change the schema, or its widget.")
    return form


def _path(pointer: str) -> list[str | int]:
    return [int(key) if key.isdigit() else key for key in from_pointer(pointer)]


def _read_templates(documents: Documents) -> Mapping[str, str]:
    """The templates by their paths below `templates/`. Those that do not compile are faults."""
    texts = {path: documents.text(f"templates/{path}") for path in documents.below("templates/")}
    sources = {path: text for path, text in texts.items() if text is not None}
    for path in [path for path, text in sources.items() if len(text) > MAX_TEMPLATE]:
        documents.fault(f"templates/{path}", 0, "is longer than 256 KB.", "Divide it, or show less.")
        del sources[path]
    documents.faults += template_faults(sources)
    return MappingProxyType(sources)
