"""Row 18: a template that takes too much is stopped and told as a fault; nobody else notices.

Times here are generous, since others use the machine; `scripts/trials 18` measures them exactly.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

from api.gate_inside import Trial, verdict
from renderer.child import Child
from renderer.faults import Fault, PackageFaults
from renderer.too_much import Pace
from tests.renderer.good import FILES, FOLDER, write
from tests.support.previewing import preview_path, previewing
from tests.support.serving import wait_until
from tests.trust.runaways import LINE, PAGE_TOO_LARGE, RUNAWAYS, with_page


@pytest.fixture
def child() -> Iterator[Child]:
    started = Child("api.gate_inside", forgets=True)
    yield started
    started.kill()


def judged(child: Child, files: dict[str, str]) -> list[Fault]:
    """The faults that the gate finds in a package."""
    content = {path: text.encode() for path, text in files.items()}
    try:
        found = child.ask(FOLDER, verdict, Trial(FOLDER, None, content, {}, {}))
    except PackageFaults as broken:
        return list(broken.faults)
    return [Fault(**fault) for fault in found["faults"]]


@pytest.mark.parametrize("name", RUNAWAYS)
def test_18_a_runaway_is_stopped_and_told(name: str, child: Child) -> None:
    faults = judged(child, with_page(RUNAWAYS[name]))

    assert any("takes longer than 2 s" in fault.message or "512 MB" in fault.message for fault in faults)
    assert not child.alive, "what ran away leaves nothing behind"


def test_18_the_line_is_named(child: Child) -> None:
    [fault] = judged(child, with_page(RUNAWAYS["loops in loops"]))

    assert (fault.file, fault.line) == ("templates/page.html", LINE)


def test_18_a_page_has_at_most_5_mb(child: Child) -> None:
    assert any("more than 5 MB" in fault.message for fault in judged(child, with_page(PAGE_TOO_LARGE)))
    assert judged(child, FILES) == [], "the child goes on"


def secrets(_pace: Pace) -> list[str]:
    return [name for name in os.environ if not name.startswith(("PYTHON", "LC_"))]


def test_18_the_child_knows_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERFACES_EDGE_SECRET", "x")
    child = Child(__name__)
    try:
        assert child.ask(FOLDER, secrets) == []
    finally:
        child.kill()


def vanish(_pace: Pace) -> None:
    os._exit(1)


def test_18_a_child_that_vanishes_is_a_fault() -> None:
    child = Child(__name__)

    with pytest.raises(PackageFaults):
        child.ask(FOLDER, vanish)

    assert not child.alive


def spoil(_pace: Pace) -> bool:
    """Whether somebody was here before."""
    before = "SPOILED" in os.environ
    os.environ["SPOILED"] = "yes"
    return before


def test_18_what_forgets_is_as_new_for_each_work() -> None:
    child = Child(__name__, forgets=True)
    try:
        assert [child.ask(FOLDER, spoil), child.ask(FOLDER, spoil)] == [False, False]
        with pytest.raises(PackageFaults):
            child.ask(FOLDER, vanish)
        assert not child.alive
    finally:
        child.kill()


def stay(_pace: Pace, place: str) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    Path(place, str(os.getpid())).touch()
    time.sleep(600)


def test_18_a_fork_is_killed_with_its_child(tmp_path: Path) -> None:
    child = Child(__name__, forgets=True)

    with pytest.raises(PackageFaults):
        child.ask(FOLDER, stay, str(tmp_path))

    [fork] = [int(path.name) for path in tmp_path.iterdir()]
    wait_until(lambda: is_gone(fork))


def is_gone(pid: int) -> bool:
    """Also when it stays listed, for want of somebody who collects orphans."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.anyio
async def test_18_a_preview_that_runs_away_says_so_while_others_are_served(tmp_path: Path) -> None:
    packages, other = tmp_path / "packages", "interface-other"
    write(packages, with_page(RUNAWAYS["loops in loops"]))
    write(packages, FILES | {"interface.toml": FILES["interface.toml"].replace(FOLDER, other)}, other)
    with previewing(packages, tmp_path / "issuer") as edge:
        async with httpx2.AsyncClient(base_url=edge.url, headers=edge.browser(), timeout=60) as http:
            bad = await http.get(preview_path(FOLDER))
            good = await http.get(preview_path(other))

    assert bad.status_code == 422
    assert "takes longer than 2 s to draw" in bad.text
    assert f"templates/page.html:{LINE}" in bad.text
    assert good.status_code == 200
