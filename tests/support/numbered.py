"""Releases that tell their number in words and in an asset, and visits to them as a browser makes them."""

import json
import re
from dataclasses import dataclass

import httpx2

from tests.api.origin import TEXTS, package_files
from tests.api.running import RunningApi, Task
from tests.support.forked import Forked

_LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Release {number}</title></svg>'
_NUMBER = re.compile(r"Release (\d+)")
_ASSET = re.compile(r'"(/i/-/[0-9a-f]{40}/[^"]+)"')
_PAGE = {"Accept": "text/html"}


def numbered(number: int) -> dict[str, str]:
    """The files of release `number`."""
    return {
        **package_files(f"{number}.0.0"),
        "locales/en.json": json.dumps(TEXTS | {"title": f"Release {number}"}),
        "branding.json": json.dumps({"name": "Acme", "logo": "logo.svg", "primary": "#0a5c4a"}),
        "assets/logo.svg": _LOGO.format(number=number),
    }


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser at the edge; their workflow asks the API."""

    api: RunningApi
    http: httpx2.Client  # at the edge, as the member

    def open(self, task: Task) -> str:
        """The page of a task. Raises httpx2.HTTPStatusError when it is not there."""
        path = f"/i/{task.workflow}/{task.node}/{task.execution}"
        return self.http.get(path, headers=_PAGE).raise_for_status().text

    def assets(self, page: str) -> list[str]:
        """Everything the page loads, as text. Raises httpx2.HTTPStatusError."""
        urls = sorted(set(_ASSET.findall(page)))
        return [self.http.get(url).raise_for_status().text for url in urls]


def visitor(api: RunningApi, edge: Forked) -> Visitor:
    """A new one; whoever asks closes `http`."""
    headers = {"Authorization": api.member.headers["authorization"]}
    return Visitor(api, httpx2.Client(base_url=edge.url, headers=headers, timeout=30, trust_env=False))


def number_in(text: str) -> int:
    """Which release it is of; 0 for none."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else 0
