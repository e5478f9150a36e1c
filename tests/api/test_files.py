"""Files beside answers: stored in pieces, read back, refused, submitted, cleaned up."""

import hashlib
from collections.abc import Iterator
from urllib.parse import quote

import httpx2
import pytest

from api import files
from api.queries import SQL
from tests.api.origin import SCHEMA, Origin, package_files
from tests.api.running import Issuer, RunningApi, Task, running_api, settings_of
from tests.support.postgres import Databases

LIMIT = 3 * files.CHUNK
FILE = {
    "type": "object",
    "format": "file",
    "properties": {"media_type": {"enum": ["application/pdf"]}, "size": {"maximum": LIMIT}},
}
WITH_FILE = {**SCHEMA, "properties": {**SCHEMA["properties"], "receipt": FILE}}
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 2500  # 640 KB: three pieces


@pytest.fixture(scope="module")
def api(
    issuer: Issuer, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApi]:
    """An API whose package asks for a receipt, and that takes files of up to 768 KiB."""
    folder = tmp_path_factory.mktemp("files")
    origin = Origin(folder / "origin")
    changed = package_files("1.1.0", WITH_FILE)
    origin.commit({path: changed[path] for path in ("schema.json", "interface.toml")}, "dev")
    with databases.fresh() as url:
        settings = settings_of(issuer.url, url, origin.url, folder / "mirror.git", max_file_bytes=LIMIT)
        with running_api(issuer, settings) as api:
            yield api


@pytest.fixture(scope="module")
def interface(api: RunningApi) -> str:
    return api.published()


@pytest.fixture
def task(api: RunningApi, interface: str) -> Task:
    return api.task(interface)


def send(
    client: httpx2.Client, task: Task, body: bytes = PDF, name: str = "März/../Beleg 1.pdf"
) -> httpx2.Response:
    headers = {"X-File-Name": quote(name), "Content-Type": "application/octet-stream"}
    return client.post(f"{task.path}/files", content=body, headers=headers)


def answer(reference: object) -> dict[str, object]:
    return {"response_data": {"action": "approve", "note": "see receipt", "receipt": reference}}


def test_a_file_comes_back_as_it_was_sent(api: RunningApi, task: Task) -> None:
    sent = send(api.member, task)

    assert sent.status_code == 201, sent.text
    digest = hashlib.sha256(PDF).hexdigest()
    expected = {"digest": digest, "name": "Beleg 1.pdf", "size": len(PDF), "media_type": "application/pdf"}
    assert sent.json() == expected
    got = api.member.get(f"{task.path}/files/{digest}")
    assert (got.status_code, got.content) == (200, PDF)
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''Beleg%201.pdf"
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "size", [0, 1, files.CHUNK - 1, files.CHUNK, files.CHUNK + 1, 2 * files.CHUNK, LIMIT]
)
def test_every_size_up_to_the_limit_comes_back(api: RunningApi, task: Task, size: int) -> None:
    body = bytes(range(256)) * (size // 256) + bytes(size % 256)

    digest = send(api.member, task, body, "x.bin").json()["digest"]

    assert api.member.get(f"{task.path}/files/{digest}").content == body


def test_nothing_of_it_is_stored_in_clear(api: RunningApi, task: Task) -> None:
    send(api.member, task, b"%PDF- canary-7141 " * 20000, "canary-7141.pdf")

    rows = api.query("SELECT about FROM interface_files")
    pieces = api.query("SELECT content, position, is_last FROM interface_file_chunks ORDER BY position")

    assert len(pieces) > 1
    assert all(b"canary-7141" not in row[0] for row in [*rows, *pieces])


def test_too_large_is_refused_announced_or_not_and_leaves_nothing(api: RunningApi, task: Task) -> None:
    body = bytes(LIMIT + 1)
    unannounced = api.member.post(
        f"{task.path}/files", content=iter([body[:LIMIT], body[LIMIT:]]), headers={"X-File-Name": "x"}
    )

    for refused in (send(api.member, task, body), unannounced):
        assert (refused.status_code, refused.json()["type"]) == (413, "/problems/too-large")
    assert api.query("SELECT * FROM interface_files WHERE execution_uuid = %s", task.execution) == []


def test_only_the_person_who_sent_it_reads_it(api: RunningApi, task: Task) -> None:
    digest = send(api.member, task).json()["digest"]

    other = api.author.get(f"{task.path}/files/{digest}")

    assert other.status_code == 404
    assert api.member.get(f"{task.path}/files/{'0' * 64}").status_code == 404
    assert api.nobody.get(f"{task.path}/files/{digest}").status_code == 401


def test_a_task_takes_files_only_while_it_is_open_and_has_room(api: RunningApi, interface: str) -> None:
    closed, full = api.task(interface), api.task(interface)
    api.query("UPDATE interface_tasks SET status = 'cancelled' WHERE execution_uuid = %s", closed.execution)
    api.query(
        "INSERT INTO interface_files (file_uuid, execution_uuid, node_uuid)"
        " SELECT gen_random_uuid(), %s, %s FROM generate_series(1, %s)",
        full.execution,
        full.node,
        files.MOST,
    )

    assert send(api.member, closed).json()["type"] == "/problems/cancelled"
    assert send(api.member, full).json()["type"] == "/problems/too-many-files"


def test_an_answer_refers_to_what_its_person_sent(api: RunningApi, interface: str) -> None:
    task, other = api.task(interface), api.task(interface)
    sent = send(api.member, task).json()
    elsewhere = send(api.member, other, PDF + b"2").json()
    somebodys = send(api.author, task, PDF + b"3").json()
    wrong = [elsewhere, somebodys, {**sent, "size": 1}, {**sent, "digest": "0" * 64}, {**sent, "more": 1}]

    refused = [api.member.patch(f"{task.path}/submit", json=answer(one)) for one in [*wrong, "x"]]
    taken = api.member.patch(f"{task.path}/submit", json=answer({**sent, "name": "my own name.pdf"}))

    assert [one.status_code for one in refused] == [422] * 6
    assert {one.json()["errors"][0]["pointer"] for one in refused} == {"/receipt"}
    assert taken.status_code == 200, taken.text
    assert api.member.get(f"{task.path}/files/{sent['digest']}").content == PDF


def test_the_schema_decides_about_kind_and_size(api: RunningApi, task: Task) -> None:
    text = send(api.member, task, b"only a text", "receipt.pdf").json()

    refused = api.member.patch(f"{task.path}/submit", json=answer(text))

    assert text["media_type"] == "application/octet-stream"
    assert [e["pointer"] for e in refused.json()["errors"]] == ["/receipt/media_type"]


def test_what_no_answer_refers_to_is_cleaned_up(api: RunningApi, interface: str) -> None:
    done, still_open = api.task(interface), api.task(interface)
    kept = send(api.member, done).json()
    send(api.member, done, b"%PDF- taken back")
    send(api.member, still_open)
    api.member.patch(f"{done.path}/submit", json=answer(kept))
    api.query(
        "INSERT INTO interface_files (file_uuid, execution_uuid, node_uuid, created_at)"
        " VALUES (gen_random_uuid(), %s, %s, now() - interval '2 days')",
        still_open.execution,
        still_open.node,
    )

    api.query(SQL["purge_files"].decode().replace("%", "%%"))

    left = api.query(
        "SELECT execution_uuid::text FROM interface_files WHERE execution_uuid IN (%s, %s) ORDER BY kept",
        done.execution,
        still_open.execution,
    )
    assert left == [(still_open.execution,), (done.execution,)]
    assert api.member.get(f"{done.path}/files/{kept['digest']}").content == PDF


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE interface_file_chunks SET position = position + 1 WHERE position = 2",
        "DELETE FROM interface_file_chunks WHERE position = 2",
        "UPDATE interface_file_chunks SET is_last = true WHERE position = 1",
        "UPDATE interface_file_chunks SET content = set_byte(content, 100, get_byte(content, 100) # 1)",
    ],
)
def test_a_changed_moved_or_cut_file_is_never_read_whole(api: RunningApi, task: Task, harm: str) -> None:
    digest = send(api.member, task).json()["digest"]
    api.query(
        f"WITH mine AS (SELECT 1) {harm}"
        + (" AND" if "WHERE" in harm else " WHERE")
        + " file_uuid = (SELECT file_uuid FROM interface_files WHERE execution_uuid = %s)",
        task.execution,
    )

    with (
        pytest.raises(httpx2.RemoteProtocolError),
        api.member.stream("GET", f"{task.path}/files/{digest}") as got,
    ):
        got.read()
