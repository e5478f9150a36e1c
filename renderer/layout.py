"""Which files a package is made of. Anything else is most likely a misspelt name."""

from difflib import get_close_matches

from renderer.documents import Documents
from renderer.sources import engine_sources

_FILES = ("interface.toml", "schema.json", "context.schema.json", "ui.json", "branding.json")
_OWN = ("page.html", "done.html")  # take the place of the engine's
_FOLDERS = ("templates", "locales", "fixtures", "assets")


def check_layout(documents: Documents) -> None:
    """Files that no part of a package reads are faults; notes in Markdown and a LICENSE may lie about."""
    for path in documents.files:
        top, _, rest = path.partition("/")
        known = _FOLDERS if rest else _FILES
        if top in known or (not rest and (path.endswith(".md") or path == "LICENSE")):
            continue
        close = get_close_matches(top, known, n=1)
        way_out = f"Did you mean '{close[0]}'?" if close else f"Known: {', '.join(_FILES + _FOLDERS)}."
        documents.fault(path, 0, "is no file a package has.", way_out)
    for path in documents.below("templates/"):
        if not path.endswith(".html"):
            documents.fault(f"templates/{path}", 0, "is no template.", "Templates end in .html.")
        elif path in engine_sources() and path not in _OWN:
            message = "has the name of a template of the engine."
            documents.fault(f"templates/{path}", 0, message, "Choose another, and extend the engine's.")
