"""A package, read and compiled: a frozen snapshot from which any process can draw pages."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from renderer.assets import Asset, make_assets
from renderer.branding import Branding
from renderer.compiled import Templates, compile_templates
from renderer.files import Files, read_folder
from renderer.fixtures import Fixture
from renderer.form.build import build_form
from renderer.form.model import Form
from renderer.manifest import Manifest
from renderer.schema import Schema
from renderer.texts import Texts, built_in
from renderer.tree import tree_digest
from renderer.ui import Ui


@dataclass(frozen=True, eq=False)
class Package:
    """Everything known about one version of one package. `digest` names its content."""

    name: str
    folder: str
    digest: str
    manifest: Manifest
    ui: Ui
    schema: Schema
    context_schema: Schema
    branding: Branding
    texts: Mapping[str, Texts]
    fixtures: Mapping[str, Fixture]
    assets: Mapping[str, Asset]
    form: Form
    templates: Templates

    @property
    def default_locale(self) -> str:
        return self.manifest.locales[0]

    @property
    def default_fixture(self) -> Fixture | None:
        """`default.json`, or else the first by name."""
        return self.fixtures.get("default") or next(iter(self.fixtures.values()), None)

    def customised(self, config: Mapping[str, Any], branding: Mapping[str, Any]) -> "Package":
        """This package with the registry's title, texts and branding. Raises PackageFaults."""
        raise NotImplementedError


def load_folder(folder: Path) -> Package:
    """Read and compile a folder of `packages/`. Raises PackageFaults."""
    return load(read_folder(folder), folder.name)


def load(files: Files, folder: str) -> Package:
    """Compile a package's files. Raises PackageFaults with every fault there is."""
    manifest = Manifest.model_validate(tomllib.loads(files["interface.toml"].decode()))
    ui = Ui.model_validate(_json(files, "ui.json", {}))
    schema = Schema(_json(files, "schema.json", {}))
    form = build_form(schema.document, ui, tuple(action.id for action in manifest.actions))
    texts = {locale: _texts(files, locale) for locale in manifest.locales}
    sources = {path: body.decode() for path, body in _below(files, "templates/").items()}
    return Package(
        name=manifest.name,
        folder=folder,
        digest=tree_digest(files),
        manifest=manifest,
        ui=ui,
        schema=schema,
        context_schema=Schema(_json(files, "context.schema.json", {})),
        branding=Branding.model_validate(_json(files, "branding.json", {})),
        texts=MappingProxyType(texts),
        fixtures=MappingProxyType(_fixtures(files)),
        assets=make_assets(_below(files, "assets/")),
        form=form,
        templates=compile_templates(sources, manifest, form, texts),
    )


def _json(files: Files, path: str, otherwise: Any) -> Any:
    return json.loads(files[path]) if path in files else otherwise


def _texts(files: Files, locale: str) -> Texts:
    return Texts(locale, {**built_in(locale), **_json(files, f"locales/{locale}.json", {})})


def _fixtures(files: Files) -> dict[str, Fixture]:
    stems = sorted(path.removesuffix(".json") for path in _below(files, "fixtures/"))
    return {
        stem: Fixture.model_validate({"id": stem, **_json(files, f"fixtures/{stem}.json", {})})
        for stem in stems
    }


def _below(files: Files, folder: str) -> dict[str, bytes]:
    return {path.removeprefix(folder): body for path, body in files.items() if path.startswith(folder)}
