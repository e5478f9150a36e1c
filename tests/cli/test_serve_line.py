"""`serve` is read without the commands' library: the same meaning, or none at all."""

import pytest

from deploy.serve_line import Wish, serve_wish


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("serve production", Wish("production")),
        ("serve api --workers 2", Wish("api", {}, 2)),
        ("serve router --port 0 --host ::1", Wish("router", {"port": 0, "host": "::1"})),
        ("serve preview --port 1 --port 65535", Wish("preview", {"port": 65535})),
    ],
)
def test_what_containers_start_is_understood(line: str, wish: Wish) -> None:
    assert serve_wish(line.split()) == wish


@pytest.mark.parametrize(
    "line",
    [
        "",
        "serve",
        "dev packages",
        "serve nobody",
        "serve --help",
        "serve production --help",
        "serve production --port",
        "serve production --port 65536",
        "serve production --port=3000",
        "serve production --port -1",
        "serve production --port ٣",
        "serve production --workers 0",
        "serve production --host --port",
        "serve production --colour red",
        "--port 1 serve production",
    ],
)
def test_everything_else_is_left_to_the_commands(line: str) -> None:
    assert serve_wish(line.split()) is None
