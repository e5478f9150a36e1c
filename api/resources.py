"""What a running API has open: made once at start, handed to every request."""

from dataclasses import dataclass
from typing import Annotated, TypedDict

from fastapi import Depends, Request

from api.access import Access
from api.cipher import Cipher
from api.database import Database
from api.edges import Edges
from api.events import Changes
from api.judge import Judge
from api.releases import Releases
from api.settings import Settings
from api.targets import Targets
from api.turns import Turns
from identity.authenticator import Authenticator
from telemetry.metrics import Metrics


@dataclass(frozen=True)
class Resources:
    settings: Settings
    database: Database
    cipher: Cipher
    access: Access
    authenticator: Authenticator
    releases: Releases
    changes: Changes
    targets: Targets
    edges: Edges
    judge: Judge
    metrics: Metrics
    turns: Turns


class State(TypedDict):
    """What the lifespan puts into every request's state."""

    resources: Resources


async def _resources(request: Request) -> Resources:
    resources: Resources = request.state.resources
    return resources


Use = Annotated[Resources, Depends(_resources)]
