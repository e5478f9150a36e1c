"""The front page of development: what is in the workspace, and tasks to try."""

import json
from pathlib import Path

import httpx2
import pytest

from router.registry import workspace_uuid
from tests.router.conftest import RunningEdge, StartEdge
from tests.router.sample import FILES, FOLDER

pytestmark = pytest.mark.anyio


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    for path, body in FILES.items():
        (folder / FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / FOLDER / path).write_bytes(body)
    return folder


async def gallery(edge: RunningEdge) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=edge.url) as http:
        return await http.get("/", headers=edge.browser("author"))


async def test_every_package_is_linked_to_its_preview(start_edge: StartEdge, packages: Path) -> None:
    edge = start_edge(role="preview", packages=packages)

    got = await gallery(edge)

    assert got.status_code == 200
    assert "Sample approval" in got.text
    assert f'href="/{workspace_uuid("@webapp/interface-sample")}"' in got.text
    assert "Signed in as author" in got.text


async def test_a_package_that_never_could_be_loaded_shows_its_faults(
    start_edge: StartEdge, packages: Path
) -> None:
    (packages / FOLDER / "schema.json").write_text("{")
    edge = start_edge(role="preview", packages=packages)

    got = await gallery(edge)

    assert got.status_code == 200
    assert "schema.json:1" in got.text


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tasks") / "tasks.json"


@pytest.fixture(scope="module")
def tasked(start_edges: StartEdge, api_url: str, tasks: Path) -> RunningEdge:
    """An edge that shows the tasks of a file; it reads it each time."""
    return start_edges(api_url=api_url, tasks_file=tasks)


async def test_the_sample_tasks_are_linked(tasked: RunningEdge, tasks: Path) -> None:
    tasks.unlink(missing_ok=True)
    before = await gallery(tasked)
    row = {"title": "Invoice <4711>", "url": "http://127.0.0.1/i/a/b/c", "assigned_to": "member"}
    tasks.write_text(json.dumps([row]))

    got = await gallery(tasked)

    assert "Invoice" not in before.text
    assert "Invoice &lt;4711&gt;" in got.text
    assert 'href="http://127.0.0.1/i/a/b/c"' in got.text


@pytest.mark.parametrize("content", ["", "{", "[", "\xff", "7", "[7]", '{"a": 1}'])
async def test_an_unreadable_tasks_file_is_no_task(tasked: RunningEdge, tasks: Path, content: str) -> None:
    tasks.write_text(content, "latin-1")

    got = await gallery(tasked)

    assert got.status_code == 200
