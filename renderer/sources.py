"""Where templates come from: the engine's own from its files, a package's over them."""

from collections.abc import Mapping, MutableMapping
from functools import cache
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import Any

from jinja2 import BaseLoader, Environment, Template, TemplateNotFound

from renderer.bytecode import KeptBytecode
from renderer.environment import compiled, compiler

_ENGINE = Path(__file__).parent / "templates"


class Sources(BaseLoader):
    """`texts` are a package's. The same text is compiled once in a process, whichever package brings it."""

    def __init__(self, texts: Mapping[str, str] = MappingProxyType({})) -> None:
        self._texts = texts

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        if name in self._texts:
            code = compiled(self._texts[name], name)
        elif name in engine_sources():
            code = engine_code(name)
        else:
            raise TemplateNotFound(name)
        return Template.from_code(environment, code, {} if globals is None else globals)


@cache
def engine_sources() -> Mapping[str, str]:
    """The engine's own templates by name: `base.html`, `page.html`, `done.html`, `site/error.html` ...

    A package's `done.html` hides ours and may want to add to it: as `engine/done.html` it is there too.
    """
    files = [*_ENGINE.glob("*.html"), *_ENGINE.glob("site/*.html")]
    named = {file.relative_to(_ENGINE).as_posix(): file.read_text("utf-8") for file in files}
    return {**named, "engine/page.html": named["page.html"], "engine/done.html": named["done.html"]}


@cache
def engine_code(name: str) -> CodeType:
    """The code of one of the engine's templates, kept from an earlier start if there was one."""
    text, kept = engine_sources()[name], _kept()
    bucket = kept.get_bucket(compiler(), name, None, text)
    if bucket.code is None:
        bucket.code = compiled(text, name)
        kept.set_bucket(bucket)
    return bucket.code


@cache
def _kept() -> KeptBytecode:
    return KeptBytecode("pages")
