"""The line to the edges: what one API process is told through Postgres, all edges hear from the process they
are connected to."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal
from uuid import UUID

import orjson

from api.pool import Connection
from api.queries import SQL

CHANNEL = "interfaces_edges"
WAITING = 100  # messages for one edge; one that does not read them is better off connecting again

Kind = Literal["load", "loaded", "pushed"]
Message = tuple[str, Mapping[str, Any]]
Mailbox = asyncio.Queue[Message | None]  # None: the line is about to end


class Edges:
    """Edges that are connected to this process, and reports that somebody here waits for. `on_push` is called
    when a preview found a push."""

    def __init__(self, on_push: Callable[[], None]) -> None:
        self._on_push = on_push
        self._mailboxes: set[Mailbox] = set()
        self._reports: dict[str, asyncio.Queue[UUID]] = {}

    @contextmanager
    def mailbox(self) -> Iterator[Mailbox]:
        """What one edge is to be told, for as long as the block runs."""
        mailbox: Mailbox = asyncio.Queue(WAITING + 1)
        self._mailboxes.add(mailbox)
        try:
            yield mailbox
        finally:
            self._mailboxes.discard(mailbox)

    @contextmanager
    def reports(self, preparation: UUID) -> Iterator[asyncio.Queue[UUID]]:
        """The edges that have done what this preparation asks, as they say so to any process."""
        reports = self._reports[str(preparation)] = asyncio.Queue()
        try:
            yield reports
        finally:
            del self._reports[str(preparation)]

    def hear(self, notice: str) -> None:
        """Pass a notice on. What makes no sense is passed over: anybody may notify anything."""
        try:
            told = orjson.loads(notice)
            kind, data = str(told["kind"]), dict(told["data"])
            if kind == "loaded" and (reports := self._reports.get(data["preparation"])):
                reports.put_nowait(UUID(data["edge"]))
        except (ValueError, KeyError, TypeError):
            return
        if kind == "pushed":
            self._on_push()
        if kind in ("load", "pushed"):
            for mailbox in tuple(self._mailboxes):
                self._drop_in(mailbox, (kind, data))

    def missed(self) -> None:
        """Some notices may have been lost: let every edge connect again, which tells it where things are."""
        for mailbox in tuple(self._mailboxes):
            self._hang_up(mailbox)

    def _drop_in(self, mailbox: Mailbox, message: Message) -> None:
        if mailbox.qsize() < WAITING:
            mailbox.put_nowait(message)
        else:
            self._hang_up(mailbox)

    def _hang_up(self, mailbox: Mailbox) -> None:
        self._mailboxes.discard(mailbox)
        mailbox.put_nowait(None)


async def tell(connection: Connection, kind: Kind, data: Mapping[str, object]) -> None:
    """Send a message to every process, this one too; with a transaction, when it is committed."""
    message = orjson.dumps({"kind": kind, "data": data}).decode()
    await connection.execute(SQL["tell_edges"], {"message": message})
