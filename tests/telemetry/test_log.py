"""The log: one JSON object a line, and of libraries what may be told."""

import json
import logging
from io import BytesIO
from typing import Any

from telemetry.log import LibraryLog, Log


def lines(stream: BytesIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_its_moment_level_and_facts_and_lesser_ones_are_left_out() -> None:
    stream = BytesIO()
    log = Log("warning", stream)

    log.info("unseen")
    log.error("seen", reason="this\nand that")

    (line,) = lines(stream)
    assert line.pop("time").endswith("Z")
    assert line == {"level": "error", "event": "seen", "reason": "this\nand that"}


def test_what_a_library_filled_in_is_told_only_where_it_may_be() -> None:
    for verbatim, event in ((True, "took canary"), (False, "took %s")):
        stream = BytesIO()
        handler = LibraryLog(Log("info", stream), verbatim=verbatim)
        handler.emit(logging.LogRecord("lib", logging.INFO, "", 0, "took %s", ("canary",), None))

        assert [(line["event"], line["logger"]) for line in lines(stream)] == [(event, "lib")]
