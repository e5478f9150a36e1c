"""Rows 5, 11, 12, 13, 14 and 40 of the threats, also for what stands behind a router."""

from tests.door.test_identity_headers import (
    test_05_identity_headers_of_a_stranger_reach_no_handler,
    test_a_caller_cannot_pretend_to_be_the_balancer,
)
from tests.door.test_limits import (
    test_11_a_host_that_is_missing_repeated_or_malformed_reaches_no_handler,
    test_13_the_number_of_fields_is_limited_to_the_field,
    test_13_the_size_of_the_head_is_limited_to_the_byte,
    test_13_what_never_ends_is_not_collected,
    test_14_a_body_that_stops_is_refused,
    test_14_an_answer_that_nobody_reads_is_dropped,
    test_14_headers_that_take_too_long_are_refused,
    test_40_a_connection_is_used_again_and_kept_longer_than_the_load_balancer_keeps_it,
    test_a_good_request_before_a_bad_one_is_not_answered_twice,
    test_many_requests_in_one_packet_are_each_answered,
    test_trailers_and_underscores_say_nothing,
)

__all__ = [
    "test_05_identity_headers_of_a_stranger_reach_no_handler",
    "test_11_a_host_that_is_missing_repeated_or_malformed_reaches_no_handler",
    "test_13_the_number_of_fields_is_limited_to_the_field",
    "test_13_the_size_of_the_head_is_limited_to_the_byte",
    "test_13_what_never_ends_is_not_collected",
    "test_14_a_body_that_stops_is_refused",
    "test_14_an_answer_that_nobody_reads_is_dropped",
    "test_14_headers_that_take_too_long_are_refused",
    "test_40_a_connection_is_used_again_and_kept_longer_than_the_load_balancer_keeps_it",
    "test_a_caller_cannot_pretend_to_be_the_balancer",
    "test_a_good_request_before_a_bad_one_is_not_answered_twice",
    "test_many_requests_in_one_packet_are_each_answered",
    "test_trailers_and_underscores_say_nothing",
]
