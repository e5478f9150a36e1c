"""A request handed on to a target group: a target is chosen, and another one where that loses nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.types import Receive, Scope, Send

from client.faults import Broken, CannotConnect, Garbage, GivenUp, TargetFault
from client.wire import Head, Headers, Wire
from door.tunnel import SCOPE, Tunnelled
from router.errors import ApiGarbage, ApiTimedOut, ApiUnreachable, ClientGone, TargetUnavailable
from router.forwarding import request_headers
from router.relay.exchange import Exchange
from router.relay.patience import Patience
from router.relay.tunnel import SWITCH, tunnel, wants_switch
from router.relay.upload import Upload
from router.relay.waiting import Waiting
from router.targets.config import Timeouts
from router.targets.group import AllFull, Group, NoTarget
from router.targets.member import Member
from router.targets.sticky import marked, set_cookie

TARGETS = 2  # that a request is tried on at most
STAY = "interfaces_target"
_SAFE = ("GET", "HEAD", "OPTIONS")
_OUT_OF_ORDER = (502, 503, 504)  # a target that says so of itself has failed


@dataclass(slots=True)
class Relay:
    """An ASGI application for one group."""

    group: Group
    timeouts: Timeouts
    extra: Sequence[tuple[bytes, bytes]]  # what the target is told beside the caller's headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = dict(scope["headers"])
        upload = Upload(names, receive)
        try:
            with Patience(self.timeouts, self.group.clock) as patience:
                door: Tunnelled | None = scope.get(SCOPE)
                if door is not None:
                    door.when_gone(patience.hang_up)
                await _Attempts(self, scope, names, upload, patience).run(send)
        except (NoTarget, AllFull) as error:
            raise TargetUnavailable(type(error).__name__, 1) from None
        except Garbage as error:
            raise ApiGarbage(str(error)) from None
        except TargetFault as error:
            raise ApiUnreachable(str(error)) from None
        except TimeoutError:
            if patience.gone:
                raise ClientGone from None
            raise ApiTimedOut(self.group.config.name) from None


class _Attempts:
    """One request's: which targets it met, and whether it may meet another. `names`: its headers, the last
    of each name."""

    def __init__(
        self,
        relay: Relay,
        scope: Scope,
        names: Mapping[bytes, bytes],
        upload: Upload,
        patience: Patience,
    ) -> None:
        self._relay = relay
        self._group = relay.group
        self._scope = scope
        self._upload = upload
        self._patience = patience
        self._failed: list[Member] = []
        self._stays = relay.group.config.sticky_seconds
        # What may be said twice: reading, and what carries a key by which the target knows it again.
        self._repeatable = scope["method"] in _SAFE or b"idempotency-key" in names
        self._switches = b"upgrade" in names and wants_switch(scope, names)

    async def run(self, send: Send) -> None:
        if not (self._upload.is_whole or self._upload.expects):
            await self._upload.begin()
        stay = marked(self._scope["headers"], STAY) if self._stays else ""
        while True:
            member = await self._group.enter(self._failed, stay)
            try:
                if await self._on(member, send):
                    return
            finally:
                self._group.leave(member)

    async def _on(self, member: Member, send: Send) -> bool:
        """Whether it was answered. Raises what went wrong when another target must not be tried."""
        try:
            status = await self._served(member, send)
        except TargetFault as error:
            if self._patience.gone:
                raise
            if not isinstance(error, GivenUp):
                member.health.failed()
            self._failed.append(member)
            self._patience.rest()
            if self._may_go_on(error):
                return False
            self._group.count(failed=True)
            raise
        except asyncio.CancelledError:
            if self._patience.is_over and not self._patience.gone:
                member.health.failed()
                self._group.count(failed=True)
            raise
        self._group.count(failed=status >= 500)
        member.health.failed() if status in _OUT_OF_ORDER else member.health.succeeded()
        return True

    def _may_go_on(self, error: Exception) -> bool:
        """Whether it may be tried on another target: the caller has got nothing, and the target was sent
        nothing, or nothing that is done twice."""
        if len(self._failed) >= TARGETS or "status" in self._scope:
            return False
        if isinstance(error, CannotConnect):
            return True
        return self._repeatable and self._upload.can_repeat

    def _may_move(self, member: Member) -> bool:
        """Whether another target may be asked instead of this one, which is silent."""
        met = [*self._failed, member]
        return len(met) < TARGETS and self._upload.can_repeat and self._group.has_other(met)

    async def _served(self, member: Member, send: Send) -> int:
        """The status of the answer, handed on. A kept connection that was closed meanwhile is no fault."""
        if (wire := member.kept(self._repeatable)) is not None:
            try:
                return await self._exchange(member, wire, send)
            except Broken as broken:
                if broken.answered or not (self._repeatable and self._upload.can_repeat):
                    raise
        wire = await member.connect(self._relay.timeouts.connect)
        return await self._exchange(member, wire, send)

    async def _exchange(self, member: Member, wire: Wire, send: Send) -> int:
        exchange = Exchange(self._scope, wire, self._upload, self._patience)
        try:
            exchange.ask(self._request())
            others = self._group.size > 1 and self._repeatable
            head = await (self._movable(member, wire) if others else wire.head())
            if head.status == 101:
                await exchange.close()
                await self._switch(wire, head)
            else:
                await exchange.body(head, send, self._added(member) if self._stays else [])
        except BaseException:
            wire.is_usable = False
            raise
        finally:
            if not exchange.is_sent:
                await exchange.close()
            member.give_back(wire)
        return head.status

    async def _movable(self, member: Member, wire: Wire) -> Head:
        """The answer's head. Raises GivenUp when it is to be had from another target."""
        waiting = Waiting(member, wire, partial(self._may_move, member))
        member.waiting.add(waiting)
        self._patience.instead = waiting.late
        try:
            return await wire.head()
        finally:
            member.waiting.discard(waiting)
            self._patience.instead = None

    async def _switch(self, wire: Wire, head: Head) -> None:
        if not self._switches:
            raise Garbage("another protocol than was asked for")
        self._patience.rest()
        await tunnel(self._scope, wire, head)

    def _request(self) -> bytes:
        """The head of the request. The path is the caller's, behind nothing: it cannot name another host."""
        scope, client = self._scope, self._scope["client"]
        headers = request_headers(
            scope["headers"],
            scope["scheme"],
            client[0] if client else "",
            scope["request_id"],
            self._group.config.forwarded_for,
        )
        headers += self._relay.extra
        if self._upload.expects:
            headers.append((b"expect", b"100-continue"))
        if self._switches:
            headers += SWITCH
        if self._upload.is_chunked:
            headers += self._upload.framing()
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        lines = b"".join([b"%b: %b\r\n" % each for each in headers])
        return b"%b %b%b HTTP/1.1\r\n%b\r\n" % (scope["method"].encode(), scope["raw_path"], query, lines)

    def _added(self, member: Member) -> Headers:
        """The cookie that brings the caller back to this target."""
        if marked(self._scope["headers"], STAY) == member.mark:
            return []
        return [set_cookie(STAY, member.mark, self._stays)]
