"""A target's health, by a clock that the test turns."""

from dataclasses import dataclass

from router.targets.config import GroupConfig, HealthCheck, Target
from router.targets.health import Health


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def config(check: HealthCheck | None = None, slow_start: int = 0) -> GroupConfig:
    return GroupConfig("blue", (Target("http://127.0.0.1:1"),), check, slow_start=slow_start)


def nothing() -> None:
    """Nobody waits for it."""


def fail(health: Health, times: int) -> None:
    for _ in range(times):
        health.failed()


def test_failures_in_a_row_put_it_out_for_a_while() -> None:
    clock = Clock()
    health = Health(config(), clock, nothing)

    fail(health, 2)
    health.succeeded()
    fail(health, 2)
    states = [health.state]
    health.failed()
    states.append(health.state)
    clock.now = 10.0
    states.append(health.state)

    assert states == ["healthy", "ejected", "healthy"]


def test_each_time_it_is_out_for_longer_up_to_a_minute() -> None:
    clock = Clock()
    health = Health(config(), clock, nothing)
    fail(health, 3)
    out = []

    for _ in range(5):
        begun = clock.now
        while health.state == "ejected":
            clock.now += 1
        out.append(clock.now - begun)
        health.failed()

    assert out == [10, 20, 40, 60, 60]


def test_the_first_check_decides_and_then_it_takes_several() -> None:
    health = Health(config(HealthCheck(healthy=3, unhealthy=2)), Clock(), nothing)
    states = [health.state]

    for passed in (True, False, True, False, False, True, True, False, True, True, True):
        health.checked(passed)
        states.append(health.state)

    assert states == ["initial"] + ["healthy"] * 4 + ["unhealthy"] * 6 + ["healthy"]


def test_each_time_that_it_goes_out_is_told_once() -> None:
    told: list[str] = []
    clock = Clock()
    health = Health(config(HealthCheck(unhealthy=2)), clock, lambda: told.append(health.state))

    health.checked(True)
    fail(health, 5)
    clock.now = 10.0
    for _ in range(4):
        health.checked(False)

    assert told == ["ejected", "unhealthy"]


def test_a_slow_start_grows_to_the_whole_share() -> None:
    clock = Clock()
    health = Health(config(HealthCheck(), slow_start=10), clock, nothing)
    health.checked(True)
    paces = []

    for clock.now in (0.0, 5.0, 10.0, 20.0):
        paces.append(health.pace)

    assert paces == [0.05, 0.5, 1.0, 1.0]


def test_what_a_check_accepts() -> None:
    check = HealthCheck(matcher="200-204,404")

    assert [check.accepts(status) for status in (199, 200, 204, 205, 404)] == [False, True, True, False, True]
