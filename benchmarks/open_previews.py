"""What a save costs while many previews of its package are open.

    python -m benchmarks.open_previews [--saves N] [--package FOLDER] [--json]

`interfaces dev` runs as a process of its own. One program holds all streams of events; counted is the time
from before a label is saved until the last of them has been told.
"""

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import randrange
from urllib.parse import urlsplit

from benchmarks.browser import PACKAGES, serving
from benchmarks.figures import of_package, parser, tell
from benchmarks.save_to_screen import label
from deploy.ports import free_port
from identity.issuer import DevIssuer
from router.registry import workspace_uuid

OPEN = (1, 50, 200)
WARM_UP = 3  # saves that are not counted
PATIENCE = 20.0  # seconds
Readers = list[asyncio.StreamReader]


async def measure(
    url: str, path: str, token: str, count: int, save: Callable[[str], None], saves: int
) -> float:
    """The median of milliseconds until the last of `count` streams told of a save."""
    address = urlsplit(url)
    lines = (f"GET {path} HTTP/1.1", f"Host: {address.netloc}", f"Cookie: interfaces_token={token}")
    connect = partial(asyncio.open_connection, address.hostname, address.port, limit=1_000_000)
    streams = [await connect() for _ in range(count)]
    for _, writer in streams:
        writer.write("\r\n".join((*lines, "", "")).encode())
    readers = [reader for reader, _ in streams]
    await asyncio.gather(*(_told(reader, b"event: ") for reader in readers))
    took = [await _save(readers, save) for _ in range(saves + WARM_UP)]
    for _, writer in streams:
        writer.close()
    return round(statistics.median(took[WARM_UP:]) * 1000, 2)


async def _save(readers: Readers, save: Callable[[str], None]) -> float:
    mark = f"save-{randrange(10**9)}"
    began = time.monotonic()
    save(mark)
    await asyncio.gather(*(_told(reader, mark.encode()) for reader in readers))
    took = time.monotonic() - began
    await asyncio.sleep(0.1)
    return took


async def _told(reader: asyncio.StreamReader, what: bytes) -> None:
    async with asyncio.timeout(PATIENCE):
        while what not in await reader.readline():
            pass


def run(package: str, saves: int) -> dict[str, float]:
    """Number of open previews -> milliseconds until the last was told of a save."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        state, packages = Path(folder, "state"), Path(folder, "packages")
        shutil.copytree(PACKAGES / package, packages / package)
        url = f"http://127.0.0.1:{(port := free_port())}"
        command = ["dev", str(packages), "--port", str(port), "--no-browser", "--state", str(state)]
        path = f"/{workspace_uuid(f'@webapp/{package}')}/events?locale=en&parts=yes"
        for count in OPEN:
            with serving(command, f"{url}/livez"):
                token = DevIssuer(state / "issuer", f"{url}/issuer").mint("author")
                save = label(packages / package)
                told = asyncio.run(measure(url, path, token, count, save, saves))
            found[str(count)] = told
    return found


def main() -> None:
    chosen = of_package(parser("What a save costs while many previews are open.", "saves", 20)).parse_args()
    results = run(chosen.package, chosen.saves)
    tell(
        results,
        chosen.json,
        [f"{count:>4} open: {told:.2f} ms until the last was told" for count, told in results.items()],
    )


if __name__ == "__main__":
    main()
