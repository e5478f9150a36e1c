"""The secrets that edges share: with the API, which is asked whether it has the same, and with GitHub."""

import os
from uuid import uuid4

import httpx2

from deploy.faults import Refused

SHORTEST = 20  # characters
SECONDS = 5

_MAKE = "Make one: openssl rand -hex 32"


def line_to_api(secret: str) -> None:
    """Says something harmless on the line, as an edge would. Raises `Refused`."""
    api = os.environ.get("INTERFACES_API_URL", "").rstrip("/")
    if not api:
        raise Refused("INTERFACES_EDGE_SECRET is of no use alone.", "Set INTERFACES_API_URL as well.")
    url, body = f"{api}/edges/{uuid4()}/loaded", {"preparation": str(uuid4())}
    try:
        answer = httpx2.post(
            url, json=body, headers={"Authorization": f"Bearer {secret}"}, timeout=SECONDS, trust_env=False
        )
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as fault:
        raise Refused(f"{api} does not answer ({type(fault).__name__}).", "Start the API first.") from None
    if answer.status_code == 404:
        raise Refused("The API has no INTERFACES_EDGE_SECRET.", "Give it the same one.")
    if answer.status_code == 401:
        raise Refused("The API has another INTERFACES_EDGE_SECRET.", "Give both the same one.")
    if answer.status_code != 204:
        raise Refused(f"The API answers {answer.status_code}.", "Its log says why.")


def webhook_secret(secret: str) -> None:
    """Raises `Refused` for one that could be guessed, and where it is of no use."""
    if len(secret) < SHORTEST:
        raise Refused(f"INTERFACES_WEBHOOK_SECRET has less than {SHORTEST} characters.", _MAKE)
    if os.environ.get("INTERFACES_PACKAGES"):
        raise Refused(
            "Deliveries are of no use: INTERFACES_PACKAGES makes previews show a folder.",
            "Unset INTERFACES_PACKAGES to have them follow the branch dev, or unset the secret.",
        )
