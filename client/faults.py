"""What can go wrong between us and a target."""


class TargetFault(Exception):
    """The target did not do its part."""


class CannotConnect(TargetFault):
    """Nobody listens, or not within the limit. Nothing was sent."""


class Broken(TargetFault):
    """The connection ended before the answer did. `answered`: a part of the answer had come."""

    def __init__(self, answered: bool) -> None:
        super().__init__("after the answer began" if answered else "before any answer")
        self.answered = answered


class GivenUp(TargetFault):
    """We hung up before any answer began, to ask another target."""


class Garbage(TargetFault):
    """What came is no HTTP/1.1 that we understand, or its head is longer than we read."""


class TooLong(TargetFault):
    """More came than is read."""
