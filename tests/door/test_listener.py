"""Callers are taken in together, however busy the server is."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

import pytest
import uvloop

from door.listener import AT_ONCE, UNSENT, Listener
from tests.support.serving import DEADLINE, free_socket

LARGE = 16 * 1024 * 1024  # bytes; more than the system would take by itself
ON_ITS_WAY = 1024 * 1024  # bytes that the caller's side may hold unread
CROWD = 20  # who come at once; fewer than are taken in at once


class Guests(list[asyncio.BaseTransport]):
    """Who is in."""

    def protocol(self) -> asyncio.Protocol:
        guests = self

        class Guest(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                guests.append(transport)

        return Guest()


class Full(socket.socket):
    """As if the process had as many files open as it may, the first time somebody comes."""

    is_full = True

    def accept(self) -> tuple[socket.socket, Any]:
        if self.is_full:
            self.is_full = False
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


@contextmanager
def crowd(bound: socket.socket, size: int = CROWD) -> Iterator[None]:
    """Callers whose connections the system has made, and whom nobody took in yet."""
    with ExitStack() as stack:
        for _ in range(size):
            stack.enter_context(socket.socket()).connect(bound.getsockname())
        yield


def test_a_crowd_is_in_after_a_few_turns_of_the_loop_and_not_one_a_turn() -> None:
    async def turns() -> int:
        bound, guests, turn = free_socket(), Guests(), 0
        listener = Listener(bound, 100, guests.protocol)
        with crowd(bound):
            while len(guests) < CROWD and turn < CROWD:
                await asyncio.sleep(0)
                turn += 1
            listener.close()
        await listener.wait_closed()
        return turn

    assert CROWD < AT_ONCE
    assert uvloop.run(turns()) < CROWD // 2


def test_nobody_is_taken_in_after_the_end() -> None:
    async def refusal() -> int:
        bound = free_socket()
        address, listener = bound.getsockname(), Listener(bound, 100, Guests().protocol)
        listener.close()
        listener.close()
        await listener.wait_closed()
        with socket.socket() as late:
            return late.connect_ex(address)

    assert uvloop.run(refusal()) == errno.ECONNREFUSED


def test_who_comes_when_no_file_can_be_opened_is_in_once_one_can() -> None:
    async def taken_in() -> int:
        bound, guests = Full(fileno=free_socket().detach()), Guests()
        listener = Listener(bound, 100, guests.protocol, pause=0.01)
        with crowd(bound, 1):
            while not guests:
                await asyncio.sleep(0.01)
            listener.close()
        return len(guests)

    assert uvloop.run(asyncio.wait_for(taken_in(), DEADLINE)) == 1


@pytest.mark.skipif(not hasattr(socket, "TCP_NOTSENT_LOWAT"), reason="only some systems know such a bound")
def test_the_system_takes_little_for_whoever_reads_nothing() -> None:
    async def taken() -> int:
        bound, guests = free_socket(), Guests()
        listener = Listener(bound, 100, guests.protocol)
        with crowd(bound, 1):
            while not guests:
                await asyncio.sleep(0.001)
            guest = cast(asyncio.WriteTransport, guests[0])
            guest.write(b"x" * LARGE)
            await asyncio.sleep(0.05)
            left = guest.get_write_buffer_size()
            listener.close()
        return LARGE - left

    took = uvloop.run(taken())

    assert UNSENT <= took < UNSENT + ON_ITS_WAY
