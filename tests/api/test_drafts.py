"""Saved answers: versions, so that one tab does not silently overwrite another."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.running import RunningApi


def if_match(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def test_each_saving_has_its_version(shared_api: RunningApi) -> None:
    task = shared_api.task()

    saved = [
        shared_api.member.put(f"{task.path}/draft", json={"draft": {"note": str(n)}}, headers=if_match(n))
        for n in range(3)
    ]

    assert [(answer.status_code, answer.headers["etag"]) for answer in saved] == [
        (204, '"1"'),
        (204, '"2"'),
        (204, '"3"'),
    ]
    told = shared_api.member.get(task.read_path).json()
    assert (told["draft"], told["draft_version"]) == ({"note": "2"}, 3)


@pytest.mark.parametrize("known", [0, 1, 3])
def test_another_version_is_not_overwritten(shared_api: RunningApi, known: int) -> None:
    task = shared_api.task()
    for note in ("first", "second"):
        shared_api.member.put(f"{task.path}/draft", json={"draft": {"note": note}})

    refused = shared_api.member.put(
        f"{task.path}/draft", json={"draft": {"note": "mine"}}, headers=if_match(known)
    )

    assert (refused.status_code, refused.json()["type"]) == (412, "/problems/draft-changed")
    assert refused.headers["etag"] == '"2"'
    assert shared_api.member.get(task.read_path).json()["draft"] == {"note": "second"}


def test_of_many_at_once_one_is_saved(shared_api: RunningApi) -> None:
    task = shared_api.task()

    def save(number: int) -> int:
        body = {"draft": {"note": str(number)}}
        return shared_api.member.put(f"{task.path}/draft", json=body, headers=if_match(0)).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(save, range(8)))

    assert statuses == [204] + [412] * 7
    assert shared_api.member.get(task.read_path).json()["draft_version"] == 1


def test_a_version_must_be_a_number(shared_api: RunningApi) -> None:
    refused = shared_api.member.put(
        f"{shared_api.task().path}/draft", json={"draft": {}}, headers={"If-Match": "3"}
    )

    assert refused.status_code == 422
