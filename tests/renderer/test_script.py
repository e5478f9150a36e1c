"""Our own scripts: small on the wire, in one file each, and the same as in the source."""

import re
from pathlib import Path

import pytest

import renderer
from renderer.assets import ENGINE
from renderer.script import joined, slim

STATIC = Path(renderer.__file__).parent / "static"
MODULES = {path.name: path.read_text() for path in STATIC.glob("*.js")}
KB = 1024


def size(name: str) -> int:
    return len(ENGINE.assets[name].variants["br"])


def test_the_scripts_of_a_form_are_small() -> None:
    assert size("form.js") <= 6 * KB
    assert size("form.js") + size("controls.js") <= 10 * KB  # with every control there is


def test_each_script_is_one_file() -> None:
    scripts = {path: asset.body.decode() for path, asset in ENGINE.assets.items() if path.endswith(".js")}

    assert scripts.keys() == {"form.js", "controls.js", "preview.js", "handover.js"}
    for text in scripts.values():
        assert not re.findall(r"^import |from \"", text, re.MULTILINE)
        assert set(re.findall(r'import\("\./(.*?)"\)', text)) <= scripts.keys()


@pytest.mark.parametrize(
    "name", sorted(MODULES.keys() - {"form.js", "preview.js", "handover.js", "controls.js"})
)
def test_every_module_is_part_of_a_script(name: str) -> None:
    imported = {other for text in MODULES.values() for other in re.findall(r'"\./([\w.]+)"', text)}

    assert name in imported


@pytest.mark.parametrize("text", MODULES.values(), ids=MODULES)
def test_modules_are_written_so_that_they_can_be_joined(text: str) -> None:
    imports = r'^import (?:\{ [\w, ]+ \} from )?"\./[\w.]+";$'
    exports = r"^export (?:async )?(?:function|const|class) "

    assert len(re.findall(r"^import\b", text, re.MULTILINE)) == len(re.findall(imports, text, re.MULTILINE))
    assert len(re.findall(r"^export\b", text, re.MULTILINE)) == len(re.findall(exports, text, re.MULTILINE))
    assert " as " not in "".join(re.findall(r"^import .*", text, re.MULTILINE))


def test_a_module_comes_once_before_all_that_import_it() -> None:
    modules = {
        "a.js": 'import { b } from "./b.js";\nimport { c } from "./c.js";\nimport "./d.js";\nb(c);\n',
        "b.js": 'import { c } from "./c.js";\n\nexport function b() {\n  c;\n}\n',
        "c.js": "let own = 1;\nexport const c = own;\n",
        "d.js": "let own = 2;\n",
    }

    assert joined("a.js", modules).splitlines() == [
        *("const { c } = (() => {", "let own = 1;", "const c = own;", "return { c };", "})();"),
        *("const { b } = (() => {", "function b() {", "c;", "}", "return { b };", "})();"),
        *("const {  } = (() => {", "let own = 2;", "return {  };", "})();"),
        "b(c);",
    ]


def test_comments_and_what_only_lays_out_goes() -> None:
    script = '// why\nconst a = "http://x"; // here\n/**\n * Told.\n */\n\n  function b() {}\n'

    assert slim(script) == 'const a = "http://x";\nfunction b() {}\n'
