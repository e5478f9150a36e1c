"""The name-value pairs of a posted form, as the standard library reads them."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.errors import BadRequest
from router.form_post import _pairs

ODD = st.text(st.sampled_from("ab=&+%2B41c3;é\0 "), max_size=20).filter(str.isascii)


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_what_a_browser_encodes_is_read_back(pairs: list[tuple[str, str]]) -> None:
    assert _pairs(urlencode(pairs).encode()) == pairs


@given(ODD)
def test_whatever_is_posted_is_read_as_usual(body: str) -> None:
    try:
        expected = parse_qsl(body, keep_blank_values=True, errors="strict")
    except ValueError:
        with pytest.raises(BadRequest):
            _pairs(body.encode())
    else:
        assert _pairs(body.encode()) == expected
