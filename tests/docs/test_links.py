"""Links between our documents lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.docs.tables import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_relative_links_lead_to_files(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())

    for link in links:
        if not link.startswith("http"):
            assert (document.parent / link).exists(), link
