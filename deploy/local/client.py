"""The API as the demo's author and the workflow engine use it: over HTTP, like everybody else."""

from collections.abc import Mapping
from typing import Any

import httpx2

from deploy.faults import Refused


class Client:
    """Calls with one token. Anything but success is a `Refused` that tells what the API said."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=30, trust_env=False)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def opens(self, url: str) -> bool:
        """Whether this URL gives a page."""
        try:
            return self._http.get(url).is_success
        except httpx2.HTTPError:
            return False

    def get(self, path: str) -> Any:
        return self._call("GET", path, None)

    def find(self, path: str) -> Any | None:
        """Like `get`, but None for what is not there or not for this person."""
        return self._call("GET", path, None, absent=404)

    def post(self, path: str, body: Mapping[str, object] | None = None) -> Any:
        return self._call("POST", path, body)

    def delete(self, path: str) -> Any:
        return self._call("DELETE", path, None)

    def drop(self, path: str) -> Any | None:
        """Like `delete`, but None for what is not there."""
        return self._call("DELETE", path, None, absent=404)

    def _call(self, method: str, path: str, body: Mapping[str, object] | None, absent: int = 0) -> Any:
        try:
            answer = self._http.request(method, path, json=body)
        except httpx2.HTTPError as fault:
            raise Refused(f"The API did not answer {method} {path}: {fault}.", "Its log says why.") from fault
        if answer.status_code == absent:
            return None
        if not answer.is_success:
            raise Refused(f"The API refused {method} {path}: {answer.text[:2000]}", "Its log says more.")
        return answer.json() if answer.content else None
