"""Where a provider's endpoints are, as its own document says."""

import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from identity import strict_json
from identity.keyset import Clock, Fetch, FetchFailed
from typed.record import dataclass

FRESH = 3600.0  # seconds


@dataclass(frozen=True)
class Endpoints:
    """URLs; empty where the provider has none."""

    authorization: str
    token: str
    end_session: str = ""
    revocation: str = ""


class Discovery:
    """The endpoints of one issuer: read when first needed, and again after an hour."""

    def __init__(self, issuer: str, fetch: Fetch, clock: Clock = time.monotonic) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._known: Endpoints | None = None
        self._read = float("-inf")

    async def endpoints(self) -> Endpoints:
        """Raises FetchFailed while none are known and the document cannot be read."""
        if self._known is None or self._clock() - self._read >= FRESH:
            try:
                document = await self._fetch(f"{self._issuer}/.well-known/openid-configuration")
                self._known = parse_endpoints(document, self._issuer)
            except FetchFailed:
                if self._known is None:
                    raise
            self._read = self._clock()
        return self._known


def parse_endpoints(document: bytes, issuer: str) -> Endpoints:
    """Raises FetchFailed when the document is another issuer's, or names no safe endpoints."""
    try:
        told = strict_json.loads(document)
    except ValueError as fault:
        raise FetchFailed(f"the provider's document is not JSON: {fault}") from None
    if not isinstance(told, dict) or told.get("issuer") != issuer:
        raise FetchFailed("the provider's document names another issuer")
    plain = issuer.startswith("http:")  # a provider on this machine
    endpoints = Endpoints(
        authorization=_endpoint(told, "authorization_endpoint", plain),
        token=_endpoint(told, "token_endpoint", plain),
        end_session=_endpoint(told, "end_session_endpoint", plain),
        revocation=_endpoint(told, "revocation_endpoint", plain),
    )
    if not endpoints.authorization or not endpoints.token:
        raise FetchFailed("the provider's document names no authorization or token endpoint")
    return endpoints


def _endpoint(told: Mapping[str, object], name: str, plain: bool) -> str:
    url = told.get(name, "")
    if not isinstance(url, str):
        return ""
    scheme = urlsplit(url).scheme
    return url if scheme == "https" or (plain and scheme == "http") else ""
