"""Records keep states as they were; and the keys of builds."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.container.builds import deployment_key
from api.container.state import State

STATES = some.builds(State, when=some.datetimes(timezones=some.just(UTC)))


@given(STATES)
def test_a_state_survives_its_record(state: State) -> None:
    assert State.of(json.loads(json.dumps(state.record()))) == state


def test_other_records_are_refused() -> None:
    record = State("build", "done", "p", "built", datetime.now(UTC), "p:1").record()

    for wrong in ({"step": "flip"}, {"status": "perhaps"}, {"when": "soon"}):
        with pytest.raises(ValueError, match=r"."):
            State.of(record | wrong)


@given(some.tuples(some.text(), some.text()), some.tuples(some.text(), some.text()))
def test_keys_are_the_same_for_the_same_commit_and_token_only(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    commits = [(f"{len(commit):040x}", token) for commit, token in (one, other)]

    assert (deployment_key(*commits[0]) == deployment_key(*commits[1])) == (commits[0] == commits[1])
