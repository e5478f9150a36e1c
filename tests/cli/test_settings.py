"""Wrong settings and missing neighbours are told at once, in words that help, with exit code 1."""

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Interfaces

API = {
    "issuer": "http://127.0.0.1:9/issuer",
    "client_ids": "interfaces-dev",
    "dev_issuer": "issuer",
    "database_url": "postgresql://reader:hidden-word@127.0.0.1:9/none",
    "keys": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "public_url": "http://127.0.0.1:9",
    "git_url": "file:///nowhere/at/all.git",
}


@pytest.mark.parametrize("role", ["api", "router", "production", "preview"])
def test_serve_tells_every_missing_setting(interfaces: Interfaces, role: str) -> None:
    done = interfaces("serve", role)

    assert done.returncode == 1
    assert "INTERFACES_ISSUER is not set" in done.stderr
    assert "INTERFACES_CLIENT_IDS is not set" in done.stderr
    assert ("INTERFACES_DATABASE_URL is not set" in done.stderr) == (role == "api")


def test_all_wrong_values_are_told_in_one_message_and_none_is_shown(process: Interfaces) -> None:
    wrong = {"issuer": "cognito", "keys": "k1:c2VjcmV0LXdvcmQ=", "database_url": "mysql://x:hidden-word@y"}

    done = process("serve", "api", **API | wrong)

    assert done.returncode == 1
    for name in ("ISSUER", "KEYS", "DATABASE_URL"):
        assert f"INTERFACES_{name} " in done.stderr
    assert "c2VjcmV0" not in done.stderr
    assert "hidden-word" not in done.stderr


@pytest.mark.parametrize("role", ["api", "preview"])
def test_a_port_in_use_is_told(interfaces: Interfaces, tmp_path: Path, role: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = interfaces("serve", role, "--port", port, **API, packages=str(tmp_path))

    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize("command", [("migrate",), ("doctor",), ("token", "author")])
def test_a_state_without_a_demo_is_told(interfaces: Interfaces, command: tuple[str, ...]) -> None:
    done = interfaces(*command, "--state", "nowhere")

    assert done.returncode == 1
    assert "scripts/demo" in done.stderr


def test_doctor_tells_every_neighbour_that_is_not_there(process: Interfaces, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = process("doctor", **API, api_url="http://127.0.0.1:9", mirror_dir="file/mirror.git")

    assert done.returncode == 1
    assert "✓ settings" in done.stdout
    for neighbour in ("database", "key set of the issuer", "git origin", "API", "mirror folder"):
        assert f"✗ {neighbour}: " in done.stdout
    assert "hidden-word" not in done.stdout


def test_doctor_looks_only_at_what_the_role_needs(interfaces: Interfaces) -> None:
    done = interfaces("doctor", "production", **API, api_url="http://127.0.0.1:9")

    assert "✗ API: " in done.stdout
    assert "database" not in done.stdout


def test_doctor_goes_on_to_the_neighbours_when_settings_are_wrong(interfaces: Interfaces) -> None:
    done = interfaces("doctor", **API | {"keys": "none"})

    assert "✗ setting: INTERFACES_KEYS" in done.stdout
    assert "✗ git origin: " in done.stdout
