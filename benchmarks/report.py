"""What was measured, as a page to read: the generated part of RESULTS.md, beside what is kept by hand."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.goals import GOALS, Goal, Told

RESULTS = Path(__file__).with_name("RESULTS.md")
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


def write(told: Told, file: Path = RESULTS) -> None:
    """Puts the generated part in its place; everything else in the file stays."""
    text = file.read_text("utf-8")
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2]
    generated = "\n".join(lines(told))
    file.write_text(f"{before}{_BEGIN}\n{generated}\n{_END}{after}", "utf-8")


def lines(told: Told) -> Iterator[str]:
    machine = told["machine"]
    yield f"Measured on {machine['date']}, {machine['cores']} cores, {machine['memory_gb']} GB; one run of"
    yield f"`{told['command']}` in {told['minutes']:.0f} minutes. Versions: {_versions(told)}."
    yield from _table(
        ("work", "against", "goal", "measured", "reached"), [_goal(goal, told) for goal in GOALS], "lllrl"
    )
    for work, row in told.get("loads", {}).items():
        yield from _load(work, row)
    yield from _facts("Memory after load (proportional set)", told.get("memory_after_load_mb", {}), "MB")
    for name, what in (("start", "page"), ("dev-start", "preview of dev, next dev")):
        if name in told:
            yield from _table(
                (f"from process start to first {what}", "ms", "MB"),
                [(who, f"{one['ms']:,.0f}", f"{one['mb']:,.0f}") for who, one in told[name].items()], "lrr",
            )  # fmt: skip
    for what, costs in told.get("growth", {}).items():
        yield from _table((f"page by number of {what}", "us"), _items(costs), "rr")
    for name, said in told.get("screens", {}).items():
        yield from _screen(name, said)
    if told.get("missed"):
        yield from ("", "Not measured:", "")
        yield from (f"- {name}: {why.strip().splitlines()[-1][:300]}" for name, why in told["missed"].items())


def _goal(goal: Goal, told: Told) -> tuple[str, ...]:
    value = goal.value(told)
    wanted = f"{goal.side} {goal.limit:g} {goal.unit}"
    if value is None:
        return goal.work, goal.against, wanted, "not measured", "-"
    return (
        goal.work,
        goal.against,
        wanted,
        f"{value:.2f} {goal.unit}",
        "yes" if goal.reached(value) else "**no**",
    )


def _load(work: str, row: Told) -> Iterator[str]:
    cells = [
        (
            who,
            f"{one['per_second']:,.0f}",
            f"{one['p50_ms']:.2f}",
            f"{one['p99_ms']:.2f}",
            f"{one['spread']:.2f}",
            str(one["failed"]),
        )
        for who, one in row.items()
    ]
    yield from _table((work, "requests/s", "p50 ms", "p99 ms", "spread", "failed"), cells, "lrrrrr")


def _screen(name: str, said: Told) -> Iterator[str]:
    """Whatever the benchmark said, flat."""
    flat = {
        f"{key}.{inner}" if inner else key: value
        for key, told in said.items()
        for inner, value in (told.items() if isinstance(told, dict) else [("", told)])
    }
    yield from _table((name, ""), _items(flat), "lr")


def _facts(title: str, facts: Told, unit: str) -> Iterator[str]:
    if facts:
        yield from _table((title, unit), _items(facts), "lr")


def _items(facts: Told) -> list[tuple[str, ...]]:
    return [
        (name, f"{value:,}" if isinstance(value, int | float) else str(value))
        for name, value in facts.items()
    ]


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], sides: str) -> Iterator[str]:
    yield ""
    for row in (head, tuple("---:" if side == "r" else "---" for side in sides), *rows):
        yield f"| {' | '.join(row)} |"


def _versions(told: Told) -> str:
    known = {
        name: value for name, value in told["machine"].items() if isinstance(value, str) and name != "date"
    }
    return ", ".join([*(f"{name} {value}" for name, value in known.items()), *told["peers"]])
