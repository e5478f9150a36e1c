"""Where a request comes from: an id that is sane or new, a trace that is well formed or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.origin import origin_of

TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_sane_id_and_a_trace_are_taken_over_and_told_on() -> None:
    found = origin_of([(b"x-request-id", b"mine"), (b"traceparent", TRACE)], "203.0.113.7")

    assert found.request_id == "mine"
    assert found.trace_id == "0af7651916cd43dd8448eb211c80319c"
    assert found.headers == {"X-Forwarded-For": "203.0.113.7", "traceparent": TRACE.decode()}


@pytest.mark.parametrize(
    "traces",
    [
        [],
        [TRACE, TRACE],
        [TRACE.upper()],
        [b"01" + TRACE[2:]],
        [TRACE + b"-more"],
        [b"00-" + b"0" * 32 + TRACE[35:]],
        [TRACE[:36] + b"0" * 16 + b"-01"],
        [b""],
    ],
)
def test_a_malformed_trace_is_left_out(traces: list[bytes]) -> None:
    found = origin_of([(b"traceparent", value) for value in traces], "")

    assert found.traceparent is None
    assert found.headers == {}


@given(st.lists(st.binary(max_size=130), max_size=2))
def test_whatever_is_sent_the_id_is_one_that_logs_can_hold(ids: list[bytes]) -> None:
    found = origin_of([(b"x-request-id", value) for value in ids], "")

    assert found.request_id.isascii()
    assert 1 <= len(found.request_id) <= 128
    assert " " not in found.request_id
