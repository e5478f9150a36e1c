"""An earlier release is published again at once; nobody's open form notices."""

from collections.abc import Mapping

import pytest

from tests.api.origin import SCHEMA, Origin, package_files
from tests.api.running import Publication, RunningApi, Task

STRICTER = {**SCHEMA, "required": ["action", "note", "amount"]}
SHORT = {"action": "approve", "note": "x"}
UNKNOWN = "11111111-2222-4333-8444-555555555555"


def two_releases(api: RunningApi, origin: Origin) -> tuple[str, Publication, Publication]:
    """An interface, its first publication, and the second, which also wants an amount."""
    interface = api.published()
    first = api.author.get(f"/interfaces/{interface}/publications").json()["publications"][0]
    origin.commit(package_files("2.0.0", STRICTER), "dev")
    return interface, first, api.publish(interface)


def roll_back(api: RunningApi, interface: str, **body: object) -> Publication:
    answer = api.author.post(f"/interfaces/{interface}/rollback", json={"reason": "it is wrong", **body})
    assert answer.status_code == 202, answer.text
    told: Publication = answer.json()
    return told


def status_of_answer(api: RunningApi, task: Task, answer: Mapping[str, object]) -> int:
    return api.member.patch(f"{task.path}/submit", json={"response_data": answer}).status_code


@pytest.mark.parametrize("by", ["digest", "publication_id"])
def test_an_earlier_release_goes_live_again(shared_api: RunningApi, shared_origin: Origin, by: str) -> None:
    interface, first, second = two_releases(shared_api, shared_origin)

    told = roll_back(shared_api, interface, **{by: first[by]})

    assert (told["state"], told["kind"], told["reason"], told["live"]) == (
        "done",
        "rollback",
        "it is wrong",
        True,
    )
    assert (told["previous_digest"], told["digest"]) == (second["digest"], first["digest"])
    assert told["version"] == "1.0.0"
    shown = shared_api.author.get(f"/interfaces/{interface}").json()
    assert (shown["interface_version"], shown["git_commit_hash"]) == ("1.0.0", first["commit"])
    assert shown["schema"] == SCHEMA


def test_it_needs_no_repository(api: RunningApi, origin: Origin) -> None:
    interface, first, _ = two_releases(api, origin)
    origin.folder.rename(origin.folder.with_name("away"))

    assert roll_back(api, interface, digest=first["digest"])["state"] == "done"


def test_an_open_task_stays_on_its_release_through_publish_and_rollback(
    shared_api: RunningApi, shared_origin: Origin
) -> None:
    interface = shared_api.published()
    first = shared_api.author.get(f"/interfaces/{interface}").json()["live"]["digest"]
    tasks = [shared_api.task(interface) for _ in range(2)]
    for task in tasks:
        shared_api.member.get(task.read_path)
    shared_origin.commit(package_files("2.0.0", STRICTER), "dev")
    second = shared_api.publish(interface)["digest"]
    later = [shared_api.task(interface) for _ in range(2)]
    for task in later:
        assert shared_api.member.get(task.read_path).json()["release"]["digest"] == second

    assert status_of_answer(shared_api, later[0], SHORT) == 422  # its own schema wants an amount
    assert status_of_answer(shared_api, tasks[0], SHORT) == 200
    roll_back(shared_api, interface, digest=first)

    assert shared_api.member.get(tasks[1].read_path).json()["release"]["digest"] == first
    assert shared_api.member.get(later[1].read_path).json()["release"]["digest"] == second
    assert status_of_answer(shared_api, tasks[1], SHORT) == 200
    assert status_of_answer(shared_api, later[1], SHORT) == 422
    assert status_of_answer(shared_api, later[1], {**SHORT, "amount": 3}) == 200
    newest = shared_api.task(interface)
    assert shared_api.member.get(newest.read_path).json()["release"]["digest"] == first


def test_a_publication_on_its_way_does_not_arrive_after_a_rollback(
    shared_api: RunningApi, shared_origin: Origin
) -> None:
    interface, first, _ = two_releases(shared_api, shared_origin)
    shared_origin.commit(package_files("3.0.0", STRICTER), "dev")
    with shared_api.holding("merge", "done"):
        running = shared_api.author.post(f"/interfaces/{interface}/publish").json()["publication_url"]
        shared_api.wait_for_held()
        roll_back(shared_api, interface, digest=first["digest"])

    told = shared_api.ended(running)

    assert told["state"] == "failed"
    assert "author rolled back" in told["steps"][-1]["detail"]
    assert shared_api.author.get(f"/interfaces/{interface}").json()["live"]["digest"] == first["digest"]
    assert shared_api.publish(interface)["version"] == "3.0.0"  # asked for again it does


def test_the_same_key_rolls_back_once(shared_api: RunningApi, shared_origin: Origin) -> None:
    interface, first, _ = two_releases(shared_api, shared_origin)
    body = {"digest": first["digest"], "reason": "wrong"}
    told = [
        shared_api.author.post(
            f"/interfaces/{interface}/rollback", json=body, headers={"Idempotency-Key": "k"}
        )
        for _ in range(2)
    ]

    assert told[0].json()["publication_id"] == told[1].json()["publication_id"]
    assert len(shared_api.author.get(f"/interfaces/{interface}/publications").json()["publications"]) == 3


def test_what_was_never_live_here_is_refused(shared_api: RunningApi) -> None:
    interface, other = shared_api.published(), shared_api.published()
    foreign = shared_api.author.get(f"/interfaces/{other}/publications").json()["publications"][0][
        "publication_id"
    ]

    for target in ({"digest": "0" * 40}, {"publication_id": UNKNOWN}, {"publication_id": foreign}):
        refused = shared_api.author.post(f"/interfaces/{interface}/rollback", json={"reason": "x", **target})

        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == f"/{next(iter(target))}"


@pytest.mark.parametrize("body", [{}, {"reason": "x"}, {"digest": "0" * 40}, {"digest": "x", "reason": "y"}])
def test_an_unclear_wish_is_refused(shared_api: RunningApi, body: dict[str, str]) -> None:
    refused = shared_api.author.post(f"/interfaces/{shared_api.published()}/rollback", json=body)

    assert refused.status_code == 422


def test_an_archived_interface_does_not_go_back(shared_api: RunningApi, shared_origin: Origin) -> None:
    interface, first, _ = two_releases(shared_api, shared_origin)
    shared_api.author.post(f"/interfaces/{interface}/archive")

    refused = shared_api.author.post(
        f"/interfaces/{interface}/rollback", json={"reason": "x", "digest": first["digest"]}
    )

    assert refused.json()["type"] == "/problems/archived"
    assert len(shared_api.author.get(f"/interfaces/{interface}/publications").json()["publications"]) == 2
