"""Compiled templates that are kept: used again, never when anything changed, and never needed."""

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from renderer import bytecode, sources
from renderer.bytecode import KeptBytecode
from renderer.form import draw, staged
from renderer.warm import warm


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a module, in place of ours."""
    (tmp_path / "module.py").write_text("a = 1")
    monkeypatch.setattr(bytecode, "_HERE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def drawn(text: str) -> str:
    """By an environment as a new process has it."""
    return (
        Environment(loader=DictLoader({"a": text}), bytecode_cache=KeptBytecode("a"))
        .get_template("a")
        .render()
    )


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("__pycache__/a-*/*.bin"))


def test_what_was_compiled_is_used_again(code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn("one {{ 1 + 1 }}") == "one 2"
    monkeypatch.setattr(Environment, "compile", None)

    assert drawn("one {{ 1 + 1 }}") == "one 2"
    assert len(kept(code)) == 1


def test_another_text_is_compiled_again(code: Path) -> None:
    drawn("one")

    assert drawn("two") == "two"
    assert len(kept(code)) == 1


def test_other_code_leaves_nothing_of_what_was_kept(code: Path) -> None:
    drawn("one")
    before = kept(code)
    (code / "module.py").write_text("another = 1")
    drawn("one")

    assert len(kept(code)) == 1
    assert kept(code) != before


def test_what_is_broken_is_compiled_again(code: Path) -> None:
    drawn("one")
    for file in kept(code):
        file.write_bytes(b"no code")

    assert drawn("one") == "one"


def test_nothing_is_kept_where_python_keeps_nothing(code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert drawn("one") == "one"
    assert not kept(code)


def test_where_nothing_can_be_written_everything_works(code: Path) -> None:
    (code / "__pycache__").write_text("a file in the way")

    assert drawn("one") == "one"


def test_an_image_has_every_template_compiled(code: Path) -> None:
    for cached in (draw.environment, staged.environment, sources.engine_code, sources._kept):
        cached.cache_clear()
    try:
        warm()
    finally:
        for cached in (draw.environment, staged.environment, sources.engine_code, sources._kept):
            cached.cache_clear()

    found = {folder.name.partition("-")[0]: len([*folder.iterdir()]) for folder in code.glob("__pycache__/*")}
    forms = len([*Path(draw.__file__).parent.with_name("templates").glob("form/*.html")])
    assert found == {"pages": len(sources.engine_sources()), "drawn": forms, "staged": forms}
