"""The laws are no decoration: a form that is drawn wrongly, in a way seldom seen, is found out by them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from renderer.form import frames
from renderer.form.manner import Manner
from renderer.form.model import Field
from renderer.form.spoken import write
from tests.renderer.form.law import law
from tests.renderer.form.making import draw, make, send
from tests.renderer.form.shapes import SCALARS


def _loses_seconds(field: Field, answer: str, manner: Manner) -> str:
    """Writes times like a control that knows minutes only."""
    shown = write(field, answer, manner)
    return shown[:5] if field.kind == "time" else shown


@pytest.mark.parametrize("seeded", [True, False])
def test_a_seeded_failure_is_found(seeded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [(make({"properties": {"x": schema}}), values) for schema, values in SCALARS]
    if seeded:
        monkeypatch.setattr(frames, "write", _loses_seconds)

    @settings(law, max_examples=200, database=None, derandomize=True)
    @given(st.data())
    def answers_come_back(data: st.DataObject) -> None:
        package, values = data.draw(st.sampled_from(made))
        answers = {"x": data.draw(values)}
        assert send(package, draw(package, answers)) == answers

    if seeded:
        with pytest.raises(AssertionError):
            answers_come_back()
    else:
        answers_come_back()
