"""A request whose answer has not begun: it may be taken to another target."""

from collections.abc import Callable
from dataclasses import dataclass

from client.wire import Wire
from router.targets.member import Member


@dataclass(slots=True, eq=False)
class Waiting:
    """`may_move`: whether nothing is lost by it and another target has a place."""

    member: Member
    wire: Wire
    may_move: Callable[[], bool]

    def move(self) -> bool:
        """Gives the target up, so that another one is asked. Whether it did."""
        return self.may_move() and self.wire.give_up()

    def late(self) -> bool:
        """The same, when the target took too long: it has failed then."""
        if moved := self.move():
            self.member.health.failed()
        return moved
