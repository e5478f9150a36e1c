"""`interfaces dev`: previews of a folder, without API and database."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import httpx2
import pytest

from identity.issuer import DevIssuer

PACKAGES = Path(__file__).parents[2] / "packages"
INVOICE = uuid5(NAMESPACE_URL, "@webapp/interface-invoice")


@pytest.fixture
def dev(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    shutil.copytree(PACKAGES, tmp_path / "packages")
    command = [sys.executable, "-m", "cli", "dev", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def edge_of(process: subprocess.Popen[str]) -> str:
    """The URL it prints, once it answers."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return found[0]


def test_it_shows_every_package_and_its_preview(dev: subprocess.Popen[str], tmp_path: Path) -> None:
    edge = edge_of(dev)
    token = DevIssuer(tmp_path / ".interfaces" / "issuer", f"{edge}/issuer").mint("author")

    gallery = httpx2.get(f"{edge}/", trust_env=False)
    preview = httpx2.get(f"{edge}/{INVOICE}", headers={"Authorization": f"Bearer {token}"}, trust_env=False)

    assert gallery.text.count("@webapp/interface-") >= 4
    assert preview.status_code == 200
    assert "Approve an invoice" in preview.text


def test_ctrl_c_is_a_good_end(dev: subprocess.Popen[str]) -> None:
    edge_of(dev)
    dev.send_signal(signal.SIGINT)

    assert dev.wait(20) == 0
    assert dev.stdout is not None
    assert dev.stdout.read() == ""


def test_what_it_keeps_is_kept_out_of_git(dev: subprocess.Popen[str], tmp_path: Path) -> None:
    edge_of(dev)

    assert (tmp_path / ".interfaces" / ".gitignore").read_text() == "*\n"
