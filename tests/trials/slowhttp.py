"""Row 14 with slowhttptest's three modes against a production edge: slow headers, slow bodies, slow reading.
Meanwhile somebody opens their task again and again."""

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import httpx2

from tests.api.origin import package_files
from tests.trials.place import Place, place
from tests.trials.table import Row

MODES = {
    "header": ("-H", "-i", "2"),
    "body": ("-B", "-i", "2", "-s", "100000"),
    "reading": ("-X", "-w", "256", "-y", "512", "-n", "2", "-z", "64", "-k", "5"),
}
LARGE = "assets/large.png"  # asked for five times: more than the kernel keeps, so that it is us who wait
RATE = 200  # connections a second
CLOSED, P99 = 35, 0.3  # seconds


def slowhttp(times: int) -> Row:
    """`times` connections in each mode."""
    name = "14 slowhttptest in three modes"
    if not shutil.which("slowhttptest"):
        return Row(name, 0, 0, "it is not installed: apt-get install slowhttptest")
    with place() as ground:
        url, asset, token = _published(ground)
        targets = {"header": url, "body": url, "reading": asset}
        found = [_mode(mode, targets[mode], (url, token), times) for mode in MODES]
    told = "; ".join(f"{mode}: {each}" for mode, (_, each) in zip(MODES, found, strict=True))
    return Row(name, times * len(MODES), sum(wrong for wrong, _ in found), told)


def _published(ground: Place) -> tuple[str, str, str]:
    """A task, a large asset of its release, and the token of somebody who may open it."""
    large = b"\x89PNG\r\n\x1a\n" + os.urandom(1_900_000)
    for branch in ("main", "dev"):
        commit = ground.origin.commit({**package_files("2.0.0"), LARGE: large}, branch)
    api = ground.api()
    edge, people = ground.edge(api), ground.people(api)
    task, token = people.task(), ground.issuer.mint.mint("member")
    asset = f"{edge.url}/i/-/{ground.origin.digest(commit)}/large.png"
    url = f"{edge.url}/i/{task.workflow}/{task.node}/{task.execution}"
    assert httpx2.get(url, headers=_cookie(token)).status_code == 200
    assert len(httpx2.get(asset).content) > 1_900_000
    return url, asset, token


def _as_our_page(url: str, token: str) -> tuple[str, ...]:
    """Signed in and from our own page: a body from anybody else is refused before it is read. The tool knows
    no option for Origin, and writes the type of the content as it is given."""
    origin = "/".join(url.split("/")[:3])
    form = f"application/x-www-form-urlencoded\r\nOrigin: {origin}"
    return "-j", _cookie(token)["Cookie"], "-f", form


def _cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"interfaces_token={token}"}


def _mode(mode: str, target: str, person: tuple[str, str], times: int) -> tuple[int, str]:
    """How much was wrong, and what was seen."""
    took: list[float] = []
    held = [0.0]
    over = threading.Event()
    watching = [
        threading.Thread(target=_ask, args=(*person, took, over)),
        threading.Thread(target=_watch, args=(int(target.split(":")[2].split("/")[0]), held, over)),
    ]
    for each in watching:
        each.start()
    options = ("-c", str(times), "-r", str(RATE), "-l", "90", "-p", "5")
    command = ["slowhttptest", *MODES[mode], *_as_our_page(*person), *options, "-u", target]
    subprocess.run(command, capture_output=True, check=False, timeout=300)
    over.set()
    for each in watching:
        each.join()
    lived = held[-1] - times / RATE
    p99 = sorted(took)[int(len(took) * 0.99)]
    wrong = took.count(float("inf")) + (p99 > P99) + (lived > CLOSED)
    return wrong, f"closed after {max(lived, 0):.0f} s, p99 of {len(took):,} pages {p99 * 1000:.0f} ms"


def _ask(url: str, token: str, took: list[float], over: threading.Event) -> None:
    """Seconds that each page took; infinite for one that was refused."""
    with httpx2.Client(headers=_cookie(token), timeout=30) as client:
        while not over.wait(0.05):
            begun = time.monotonic()
            status = client.get(url).status_code
            took.append(time.monotonic() - begun if status == 200 else float("inf"))


def _watch(port: int, held: list[float], over: threading.Event) -> None:
    """The seconds at which the edge held more connections than that of the one who asks for pages.

    The tool itself goes on for as long as there is something in its own buffers, whatever we did.
    """
    begun = time.monotonic()
    while not over.wait(0.5):
        if _established(port) > 1:
            held.append(time.monotonic() - begun)


def _established(port: int) -> int:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)
