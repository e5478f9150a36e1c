"""Long trials of the laws end, and say so when they did not come to an end."""

import pytest

from tests.trials import laws as trial
from tests.trials.laws import laws
from tests.trials.named import named


def test_a_round_is_told_when_it_is_over(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trial, "LAWS", ("tests/renderer/form/test_laws.py::test_a_draft_may_hold_anything",))

    row = laws(3)

    assert (row.tried, row.wrong, row.holds) == (3, 0, True)
    assert capfd.readouterr().err.startswith("3 of 3 after ")


def test_what_does_not_end_is_wrong() -> None:
    row = named("laws", trial.LAWS, patience=0.01)

    assert not row.holds
    assert row.told == "not done after 0.01 s"
