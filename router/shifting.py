"""Calls for operators, with the router's own token: how target groups are, and moving traffic."""

from dataclasses import asdict
from typing import Annotated, Any

import orjson
from starlette.types import ASGIApp

from identity.shared_secret import opens
from router.errors import BadRequest, NotFound
from router.reply import NO_STORE, Reply, reply
from router.request import EdgeRequest
from router.request_body import read_body
from router.targets.groups import Groups
from router.targets.shift import Plan, Shift, threshold
from typed.model import Model
from typed.notes import Limits, Must
from typed.wrong import WrongValues, words_of

_MOST = 4096  # bytes of a wish


def _readable(text: str) -> str:
    threshold(text)
    return text


class Wish(Model):
    """What POST /-/shifts takes: percent, seconds, and "5xx>1%"."""

    group: str
    to: str
    by: Annotated[float, Limits(0.01, 100)] = 10
    every: Annotated[float, Limits(0.1, 86_400)] = 30
    abort_on: Annotated[str, Must(_readable)] = "5xx>1%"


async def groups(request: EdgeRequest) -> ASGIApp:
    """All target groups as they are now."""
    told = [asdict(group) for group in _allowed(request).snapshot()]
    return _json(200, {"groups": told})


async def begin(request: EdgeRequest) -> ASGIApp:
    """Starts to move a group's traffic. It goes on by itself."""
    known = _allowed(request)
    try:
        wish = Wish.model_validate(orjson.loads(await read_body(request.receive, _MOST)))
    except orjson.JSONDecodeError:
        raise BadRequest("The body is no JSON.") from None
    except WrongValues as error:
        first = error.found[0]
        raise BadRequest(f"{'.'.join(map(str, first.path)) or 'The body'} {words_of(first)}.") from None
    if known.get(wish.to) is None or wish.group == wish.to or not known.has(wish.group):
        raise BadRequest("Name two groups of the rules file: traffic moves to one that is declared there.")
    plan = Plan(wish.group, wish.to, wish.by, wish.every, threshold(wish.abort_on))
    try:
        return _json(202, _told(known.shifts.begin(plan)))
    except OSError as error:
        raise BadRequest(f"The rules file's folder must be writable, to keep it: {error.strerror}.") from None


async def show(request: EdgeRequest) -> ASGIApp:
    """How far one is."""
    return _json(200, _told(_shift(request)))


async def take_back(request: EdgeRequest) -> ASGIApp:
    """Everything to where the rules say, at once."""
    shift = _shift(request)
    shift.take_back("taken back", "somebody asked for it")
    return _json(200, _told(shift))


def _allowed(request: EdgeRequest) -> Groups:
    """Raises NotFound for whoever does not know the token."""
    edge = request.resources
    if not opens(edge.settings.router_token, request.scope["headers"]):
        raise NotFound
    return edge.groups


def _shift(request: EdgeRequest) -> Shift:
    shifts = _allowed(request).shifts
    shifts.look()  # another process may know more
    shift = shifts.get(request.params["group"])
    if shift is None:
        raise NotFound
    return shift


def _told(shift: Shift) -> dict[str, Any]:
    now = shift.standing
    return {
        "group": now.plan.group,
        "to": now.plan.to,
        "share": now.share,
        "state": now.state,
        "reason": now.reason,
    }


def _json(status: int, told: dict[str, Any]) -> Reply:
    return reply(status, b"application/json", orjson.dumps(told) + b"\n", [NO_STORE])
