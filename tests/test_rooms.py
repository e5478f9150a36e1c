"""Imports go one way: cli -> deploy -> router | api -> identity -> client -> door; router and api also
-> telemetry | mirror -> renderer."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BELOW = {"door", "client", "mirror", "renderer", "identity", "telemetry", "typed"}
MAY_IMPORT = {
    "cli": {"deploy"},
    "deploy": {"deploy", "router", "api", *BELOW},
    "router": {"router", *BELOW},
    "api": {"api", *BELOW},
    "door": {"door", "typed"},
    "client": {"client", "door", "typed"},
    "mirror": {"mirror", "renderer", "typed"},
    "renderer": {"renderer", "typed"},
    "typed": {"typed"},
    "identity": {"identity", "client", "typed"},
    "telemetry": {"telemetry", "typed"},
}


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_lies_below_it(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py")) or [ROOT / f"{room}.py"]
    wrong = {str(file): imported(file) & set(MAY_IMPORT) - MAY_IMPORT[room] for file in files}

    assert {file: found for file, found in wrong.items() if found} == {}


def test_the_renderer_knows_no_http_sql_clock_or_environment() -> None:
    foreign = {"aiohttp", "httpx2", "starlette", "fastapi", "psycopg", "time", "socket", "asyncio"}

    for file in (ROOT / "renderer").rglob("*.py"):
        assert not imported(file) & foreign, file.name
        assert "os.environ" not in file.read_text(), file.name
