"""When a flood of words is over, so that a machine that staggers under it takes no breath for the end."""

SECOND = 0.25  # seconds of silence that a second word within a second asks for
MOST = 2.0  # seconds of silence that is asked for at first, however much is said
LONGEST = 20.0  # seconds that words may keep us waiting at first
FLOOD = 3  # words lately
GROWTH = 5  # times more patience after each hearing in the middle of a flood, or at its end
PATIENCE = GROWTH**2  # times, at most
MEMORY = 20.0  # words that are remembered; one is forgotten every second


class Talk:
    """How much was said lately. Moments are seconds of one clock that only goes forward.

    Words a second apart are heard at once, each. Who is interrupted by a flood hears it three times at most,
    as long as it makes no pause of 10 seconds and ends within 100.
    """

    def __init__(self) -> None:
        self._level = self._last = 0.0
        self._first: float | None = None
        self._patience = 1

    def say(self, now: float) -> None:
        self._level = min(self._lately(now) + 1, MEMORY)
        self._last = now
        self._first = now if self._first is None else self._first

    def over(self) -> float:
        """The moment from which what was said may be taken as all, unless more is said before."""
        silence = min(MOST, SECOND * 8 ** (self._level - 2)) if self._level > 1 else 0.0
        first = self._last if self._first is None else self._first
        return min(self._last + silence * self._patience, first + LONGEST * self._patience)

    def heard(self, now: float) -> None:
        """Somebody listens to what was said until now."""
        flooded = self._lately(now) > FLOOD
        self._patience = min(self._patience * GROWTH, PATIENCE) if flooded else 1
        self._first = None

    def dismiss(self) -> None:
        """What was said until now was not worth listening to."""
        self._first = None

    def _lately(self, now: float) -> float:
        return max(0.0, self._level - (now - self._last))
