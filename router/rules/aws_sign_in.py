"""Rules of a load balancer that sign people in: what each does, and where all of them send people."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast, get_args

from router.rules.actions import Authenticate
from typed.record import dataclass

Json = Mapping[str, Any]

_ACTIONS = {
    "authenticate-oidc": "AuthenticateOidcConfig",
    "authenticate-cognito": "AuthenticateCognitoConfig",
}
_POOL = re.compile(r"arn:aws[a-z-]*:cognito-idp:([a-z0-9-]+):[0-9]{12}:userpool/([\w-]+)")


@dataclass(frozen=True)
class SignIn:
    """At which issuer, as which client: a router has it in its settings, a load balancer in each rule."""

    issuer: str
    client: str


def authenticate_of(actions: Sequence[Json]) -> Authenticate | None:
    """What becomes of a request of nobody; None where nobody is asked. Raises ValueError."""
    for config in _configs(actions):
        told = config.get("OnUnauthenticatedRequest") or "authenticate"
        if told not in get_args(Authenticate):
            raise ValueError(f"OnUnauthenticatedRequest {told}")
        return cast(Authenticate, told)
    return None


def sign_ins(listing: Json) -> list[SignIn]:
    """Where the rules of a listing sign people in, each place once. Raises ValueError or KeyError."""
    found = [_place(config) for entry in listing["Rules"] for config in _configs(entry["Actions"])]
    return list(dict.fromkeys(found))


def _configs(actions: Sequence[Json]) -> Iterator[Json]:
    for action in actions:
        if action["Type"] in _ACTIONS:
            yield action[_ACTIONS[action["Type"]]]


def _place(config: Json) -> SignIn:
    if "Issuer" in config:
        return SignIn(config["Issuer"], config["ClientId"])
    pool = _POOL.fullmatch(config["UserPoolArn"])
    if pool is None:
        raise ValueError(f"UserPoolArn {config['UserPoolArn']}")
    issuer = f"https://cognito-idp.{pool[1]}.amazonaws.com/{pool[2]}"
    return SignIn(issuer, config["UserPoolClientId"])
