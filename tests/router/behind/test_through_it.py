"""Rows 10, 12, 21 and 34 of the threats, also for an edge that stands behind a router."""

import pytest

from tests.router.test_api_faults import (
    test_a_form_seen_before_comes_back_as_a_form,
    test_a_proxied_request_is_never_repeated,
    test_a_truncated_answer_is_not_passed_off_as_whole,
    test_an_api_that_fails_at_the_submission_keeps_the_form,
    test_nobody_listens,
)
from tests.router.test_assets import test_no_traversal_reads_anything
from tests.router.test_proxy import (
    test_no_path_leaves_the_upstream,
    test_redirects_are_handed_on_and_not_followed,
    test_when_the_caller_hangs_up_the_api_is_let_go,
)
from tests.router.test_server import test_requests_with_two_ends_are_refused

pytestmark = pytest.mark.anyio

__all__ = [
    "test_a_form_seen_before_comes_back_as_a_form",
    "test_a_proxied_request_is_never_repeated",
    "test_a_truncated_answer_is_not_passed_off_as_whole",
    "test_an_api_that_fails_at_the_submission_keeps_the_form",
    "test_no_path_leaves_the_upstream",
    "test_no_traversal_reads_anything",
    "test_nobody_listens",
    "test_redirects_are_handed_on_and_not_followed",
    "test_requests_with_two_ends_are_refused",
    "test_when_the_caller_hangs_up_the_api_is_let_go",
]
