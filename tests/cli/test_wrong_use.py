"""Exit code 2 is wrong use, and the answer names the right one."""

import pytest

from tests.cli.conftest import Interfaces

COMMANDS = ["demo", "dev", "serve", "new", "check", "test", "token", "migrate", "doctor"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(interfaces: Interfaces, command: str) -> None:
    done = interfaces(command, "--help")

    assert done.returncode == 0
    assert f"interfaces {command}" in done.stdout or f"{command} [" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Commands"),
        (("dmeo",), "No such command 'dmeo'"),
        (("serve",), "Missing argument"),
        (("serve", "web"), "'router', 'production', 'preview', 'api'"),
        (("serve", "api", "--port", "many"), "should be a valid integer"),
        (("demo", "--port", "70000"), "less than or equal to 65535"),
        (("token", "boss"), "'author', 'member', 'machine'"),
        (("migrate", "now"), "'pre', 'post', 'all'"),
        (("new",), "Missing argument"),
        (("check", "--yaml"), "No such option"),
    ],
)
def test_wrong_use(interfaces: Interfaces, arguments: tuple[str, ...], told: str) -> None:
    done = interfaces(*arguments)

    assert done.returncode == 2
    assert told in " ".join((done.stdout + done.stderr).replace("│", " ").split())


def test_a_process_exits_with_the_same_code_and_tells_it_on_the_stream_for_errors(
    process: Interfaces,
) -> None:
    done = process("dmeo")

    assert (done.returncode, done.stdout) == (2, "")
    assert "No such command 'dmeo'" in done.stderr
