"""How runs become results."""

from benchmarks.load import Measured
from benchmarks.pairs import Contender, in_turn


def test_contenders_run_in_turn_and_the_first_run_of_each_does_not_count() -> None:
    order: list[str] = []

    def contender(name: str, *rates: float) -> Contender:
        left = iter(rates)

        def run() -> Measured:
            order.append(name)
            return Measured(per_second=next(left), p50_ms=1.0, p99_ms=2.0, failed=1)

        return run

    got, missing = in_turn(
        {"ours": contender("ours", 1, 100, 400, 200), "peer": contender("peer", 9, 10, 10, 10)}, 3
    )

    assert missing == {}
    assert order == ["ours", "peer"] * 4
    assert (got["ours"].per_second, got["ours"].spread, got["ours"].failed) == (200, 4.0, 3)
    assert (got["peer"].per_second, got["peer"].spread) == (10, 1.0)


def test_who_cannot_be_measured_is_told_and_the_others_go_on() -> None:
    def steady() -> Measured:
        return Measured(per_second=5, p50_ms=1.0, p99_ms=2.0, failed=0)

    def broken() -> Measured:
        raise RuntimeError("does not start")

    got, missing = in_turn({"ours": steady, "peer": broken, "limit": steady}, 2)

    assert list(got) == ["ours", "limit"]
    assert missing == {"peer": "RuntimeError: does not start"}
