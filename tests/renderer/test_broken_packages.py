"""One planted fault each: it is named with file, line and words that lead out. Then all of them at once."""

from dataclasses import dataclass

import pytest

from renderer.faults import PackageFaults
from renderer.package import load
from tests.renderer.good import FILES, FOLDER, as_bytes


@dataclass(frozen=True)
class Plant:
    """In `file`, `old` becomes `new` (the whole file when `old` is empty); the fault is told at its line."""

    file: str
    old: str
    new: str
    line: int
    words: str
    told_in: str = ""

    def into(self, files: dict[str, bytes]) -> dict[str, bytes]:
        before = files.get(self.file, b"")
        assert self.old.encode() in before
        after = before.replace(self.old.encode(), self.new.encode(), 1) if self.old else self.new.encode()
        return {**files, self.file: after}

    @property
    def place(self) -> tuple[str, int]:
        return self.told_in or self.file, self.line


PLANTS = {
    "manifest: misspelt key": Plant(
        "interface.toml", "autosave", "autosav",
        17, "unknown key 'task.autosav'. Did you mean 'autosave'?"),
    "manifest: not TOML": Plant(
        "interface.toml", 'title = "t:title"', "title = t:title", 3, "is not TOML: invalid value."),
    "manifest: wrong version": Plant(
        "interface.toml", "1.0.0", "1.0", 4, "'version' is '1.0'. Write it like \"1.4.0\"."),
    "manifest: another folder's name": Plant(
        "interface.toml", "leave-request", "leave",
        2, "lies in the folder 'interface-leave-request'. Rename"),
    "manifest: unknown style": Plant(
        "interface.toml", '"danger"', '"dangerous"', 13, "Did you mean 'danger'?"),
    "manifest: an action the schema does not allow": Plant(
        "interface.toml", 'id = "reject"', 'id = "rejekt"',
        11, "does not allow 'rejekt'. Did you mean 'reject'?"),
    "manifest: unknown text": Plant(
        "interface.toml", '"t:title"', '"t:titel"',
        3, "the text 'titel' is in no locales/en.json. Did you mean"),
    "manifest: a page that frames needs an origin": Plant(
        "interface.toml", "https://portal.example.com", "portal.example.com/",
        20, "Write it like \"https://portal"),
    "manifest: no such language": Plant(
        "interface.toml", '"de"]', '"de", "xx"]', 5, "nothing is known about the locale 'xx'."),
    "manifest: redirects nowhere": Plant(
        "interface.toml", "[embed]", '[after_submit]\nmode = "redirect"\n[embed]',
        20, "does not say where to."),
    "schema: a key twice": Plant(
        "schema.json", '"maximum": 30', '"maximum": 30, "minimum": 2', 11, "has the key 'minimum' twice."),
    "schema: misspelt keyword": Plant(
        "schema.json", '"minLength"', '"minLenght"', 27, "Did you mean 'minLength'?"),
    "schema: no such type": Plant(
        "schema.json", '"type": "integer"', '"type": "number of days"', 8, "is not a type."),
    "schema: reaches out": Plant(
        "schema.json", '"format": "email"', '"$ref": "https://schemas.example.com/a"',
        16, "nothing outside a schema"),
    "schema: reserved name": Plant(
        "schema.json", '"deputy": {', '"$deputy": {', 13, "the form needs such names for itself"),
    "schema: no control": Plant(
        "schema.json", '"type": "integer",\n', '"type": ["integer", "string"],\n',
        7, "there is no control for"),
    "schema: no button": Plant(
        "schema.json", '["approve", "reject"]', '["approve", "reject", "ask"]',
        6, "no button gives 'ask'."),
    "schema: pattern that looks around": Plant(
        "schema.json", '"format": "email"', '"pattern": "^(?!no)"', 16, "looks around or back"),
    "context schema: is missing": Plant(
        "context.schema.json", "", "", 1, "is not JSON"),
    "ui: no such property": Plant(
        "ui.json", '"/days": {', '"/dais": {', 4, "'/dais' is no property. Did you mean '/days'?"),
    "ui: order of no property": Plant(
        "ui.json", '["kind", "days"]', '["kind", "day"]', 2, "'day' is no property. Did you mean 'days'?"),
    "ui: no such data": Plant(
        "ui.json", '"prefill": "/days"', '"prefill": "/holidays"',
        4, "nothing context.schema.json describes"),
    "ui: no such widget": Plant(
        "ui.json", '"textarea"', '"textaera"', 9, "Did you mean 'textarea'?"),
    "ui: no such value": Plant(
        "ui.json", '"holiday":', '"hollyday":', 7, "'hollyday' is no value. Did you mean 'holiday'?"),
    "ui: NaN": Plant(
        "ui.json", '"radio",', 'NaN,', 6, "holds NaN, which is not a JSON number."),
    "branding: faint": Plant(
        "branding.json", "#0a6c56", "#8ac6b6", 4, "below 4.5. Make it darker, for example #"),
    "branding: no logo": Plant(
        "branding.json", "logo.svg", "logo.png", 3, "assets/logo.png is missing. Did you mean 'logo.svg'?"),
    "locale: a key is missing": Plant(
        "locales/de.json", '  "fields.kind": "Art",\n', "",
        1, "has no 'fields.kind', which en.json has. Translate it."),
    "locale: a key too many": Plant(
        "locales/de.json", '"title"', '"heading": "x",\n  "title"',
        2, "has 'heading', which en.json has not."),
    "locale: another placeholder": Plant(
        "locales/de.json", "{name}", "{nmae}", 3, "'greeting' has other placeholders. en.json has {name}."),
    "locale: byte order mark": Plant(
        "locales/en.json", "{\n", "\ufeff{\n", 1, "starts with a byte order mark."),
    "locale: not JSON": Plant(
        "locales/en.json", '"Approve",', '"Approve"', 5, "is not JSON: expecting ',' delimiter."),
    "locale: an action without text": Plant(
        "locales/en.json", '"actions.reject"', '"actions.rejekt"',
        11, "the text 'actions.reject' is in no", "interface.toml"),
    "fixture: not what the workflow sends": Plant(
        "fixtures/default.json", '"days": 5 },\n  "sub', '"days": "five" },\n  "sub',
        4, "the context at '/days'"),
    "fixture: misspelt key": Plant(
        "fixtures/default.json", '"valid": true', '"vaild": true', 9, "Did you mean 'valid'?"),
    "template: not Jinja": Plant(
        "templates/page.html", "", "<p>\n{% if %}\n{% endif %}", 2, "Expected an expression"),
    "template: named like the engine's": Plant(
        "templates/base.html", "", '{% extends "base.html" %}',
        0, "has the name of a template of the engine."),
    "template: of another kind": Plant(
        "templates/page.htm", "", "<p>", 0, "is no template. Templates end in .html."),
    "asset: of no kind we serve": Plant(
        "assets/page.php", "", "<?php", 0, "is of a kind (.php) we do not serve."),
    "a file nobody reads": Plant(
        "shcema.json", "", "{}", 0, "is no file a package has. Did you mean 'schema.json'?"),
}  # fmt: skip


def faults_of(files: dict[str, bytes]) -> list[tuple[tuple[str, int], str]]:
    with pytest.raises(PackageFaults) as caught:
        load(files, FOLDER)
    return [((fault.file, fault.line), str(fault)) for fault in caught.value.faults]


def named(plant: Plant, faults: list[tuple[tuple[str, int], str]]) -> bool:
    return any(place == plant.place and plant.words in words for place, words in faults)


def test_the_package_without_a_plant_has_no_fault() -> None:
    load(as_bytes(FILES), FOLDER)


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_the_planted_fault_is_named_with_its_line(plant: Plant) -> None:
    faults = faults_of(plant.into(as_bytes(FILES)))

    assert named(plant, faults), faults


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_one_fault_does_not_draw_others_after_it(plant: Plant) -> None:
    assert len(faults_of(plant.into(as_bytes(FILES)))) <= 3


def test_faults_in_many_files_are_told_at_once() -> None:
    together = [
        "manifest: misspelt key", "schema: misspelt keyword", "ui: no such widget", "branding: faint",
        "locale: a key is missing", "fixture: not what the workflow sends", "asset: of no kind we serve",
        "a file nobody reads",
    ]  # fmt: skip
    files = as_bytes(FILES)
    for name in together:
        files = PLANTS[name].into(files)

    faults = faults_of(files)

    assert [name for name in together if not named(PLANTS[name], faults)] == []
    assert [place for place, _ in faults] == sorted(place for place, _ in faults)


@pytest.mark.parametrize("file", ["interface.toml", "schema.json", "context.schema.json", "locales/de.json"])
def test_a_missing_file_is_named(file: str) -> None:
    files = {path: body for path, body in as_bytes(FILES).items() if path != file}

    assert [(place, "is missing" in words) for place, words in faults_of(files)][:1] == [((file, 0), True)]


def test_a_file_that_is_not_utf8_is_named_with_its_line() -> None:
    files = as_bytes(FILES) | {"ui.json": b'{\n "order": ["\xe4"]}'}

    assert [place for place, words in faults_of(files) if "is not UTF-8" in words] == [("ui.json", 2)]


def test_nothing_at_all_is_told_without_a_traceback() -> None:
    missing = [place[0] for place, words in faults_of({}) if "is missing" in words]

    assert missing == [
        "context.schema.json",
        "fixtures/default.json",
        "interface.toml",
        "locales/en.json",
        "schema.json",
    ]
