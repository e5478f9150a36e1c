"""Where workflows are told to go on: places that the settings name; no caller sends answers elsewhere."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from api.delivery import Target
from api.step_functions import StepFunctions
from api.webhook import Webhook, parse_secrets

_NAME = re.compile(r"[a-z0-9-]{1,40}")
_REGION = re.compile(r"stepfunctions:([a-z]{2}(-[a-z]+)+-\d)")


class TargetFault(ValueError):
    """The setting does not hold together."""


def parse_targets(setting: str) -> Mapping[str, str]:
    """Name -> URL or `stepfunctions:REGION`, of `name=place,name=place`. Raises TargetFault."""
    pairs = [part.strip().partition("=") for part in setting.split(",") if part.strip()]
    for name, _, place in pairs:
        if not _NAME.fullmatch(name):
            raise TargetFault(f"{name!r} is no name: write name=https://... or name=stepfunctions:REGION")
        if not _REGION.fullmatch(place) and not is_web(place):
            raise TargetFault(f"{name} is neither a URL nor stepfunctions:REGION")
    if len({name for name, _, _ in pairs}) != len(pairs):
        raise TargetFault("names a target twice")
    return {name: place for name, _, place in pairs}


def is_web(place: str) -> bool:
    """Whether it is an endpoint that can be called as it stands."""
    parts = urlsplit(place)
    plain = parts.scheme in ("https", "http") and parts.hostname and not parts.username
    return bool(plain) and not re.search(r"[\s#]", place)


@dataclass(frozen=True)
class Targets:
    """By name; the first is for tasks that name none."""

    by_name: Mapping[str, Target]

    @property
    def first(self) -> str | None:
        return next(iter(self.by_name), None)

    def fault_of(self, continuation: Mapping[str, Any] | None, reminds: bool) -> str | None:
        """Why a task with this continuation could not go on; None when it can."""
        told = continuation or {}
        name = told.get("target", self.first)
        if name is None:
            return None  # nothing is configured: the message waits until something is
        if not isinstance(name, str) or name not in self.by_name:
            return f"must name as target one of: {', '.join(self.by_name) or 'none is configured'}"
        return self.by_name[name].fault_of(told, reminds)


def targets_of(setting: str, secrets: str) -> Targets:
    """The targets with what they need to be reached."""
    keys = parse_secrets(secrets)
    return Targets({name: _target(name, place, keys) for name, place in parse_targets(setting).items()})


def _target(name: str, place: str, secrets: Sequence[bytes]) -> Target:
    region = _REGION.fullmatch(place)
    return StepFunctions(name, region[1]) if region else Webhook(name, place, secrets)
