"""The templates of a package, compiled at load: its form in every locale, its pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from renderer.form.model import Form
from renderer.manifest import Manifest
from renderer.texts import Texts


@dataclass(frozen=True, eq=False)
class Templates:
    """Ready to be filled by `renderer.page`."""


def compile_templates(
    sources: Mapping[str, str], manifest: Manifest, form: Form, texts: Mapping[str, Texts]
) -> Templates:
    """Compile `templates/*.html` (path below `templates/` -> text) and draw the form once per locale.

    Raises PackageFaults with every template that does not compile.
    """
    return Templates()
