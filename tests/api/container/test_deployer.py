"""From a commit to running services, and every way it can end before."""

import asyncio
from contextlib import aclosing

import pytest

from api.container.deployer import Deployer
from api.container.state import State
from tests.api.container.far_end import PROJECT, Aws

pytestmark = pytest.mark.anyio

COMMIT = "4f1c" * 10
LOG = "https://logs.example.com/build"
QUEUED = {"currentPhase": "QUEUED", "buildStatus": "IN_PROGRESS"}
BUILDING = {"currentPhase": "BUILD", "buildStatus": "IN_PROGRESS", "logs": {"deepLink": LOG}}
SUCCEEDED = {"currentPhase": "COMPLETED", "buildStatus": "SUCCEEDED"}
FAILED = {
    "currentPhase": "COMPLETED",
    "buildStatus": "FAILED",
    "logs": {"deepLink": LOG},
    "phases": [
        {"phaseType": "INSTALL", "phaseStatus": "SUCCEEDED"},
        {"phaseType": "BUILD", "phaseStatus": "FAILED", "contexts": [{"message": "docker build: exit 1"}]},
    ],
}


async def states(deployer: Deployer, token: str = "t1", known: list[State] | None = None) -> list[State]:
    return [state async for state in deployer.deploy(COMMIT, token, known or [])]


async def ending(deployer: Deployer) -> State:
    return (await states(deployer))[-1]


@pytest.fixture
def ready(aws: Aws) -> Aws:
    """A project whose builds succeed, and two services that become steady."""
    aws.has_project()
    aws.has_services("api", "production")
    aws.keeps_what_builds_were_given()
    return aws


async def test_moto_alone_takes_a_commit_to_both_services(aws: Aws, deployer: Deployer) -> None:
    aws.has_project()
    aws.has_services("api", "production")
    before = aws.rollouts("api")[0]["id"]

    found = await states(deployer)

    assert [(state.step, state.subject, state.status) for state in found if state.status != "running"] == [
        ("build", PROJECT, "done"),
        ("rollout", "api", "done"),
        ("rollout", "production", "done"),
    ]
    assert [build["sourceVersion"] for build in aws.builds] == [COMMIT]
    assert aws.rollouts("api")[0]["id"] != before
    assert [state.when for state in found] == sorted(state.when for state in found)


async def test_each_phase_is_told_once_with_the_log(ready: Aws, deployer: Deployer) -> None:
    ready.builds_go(QUEUED, BUILDING, BUILDING, SUCCEEDED)

    told = [state.detail for state in await states(deployer) if state.step == "build"]

    assert [detail.split()[0] for detail in told] == ["started", "QUEUED", "BUILD", "built"]
    assert LOG in told[2]


async def test_a_failed_build_tells_phase_reason_and_log_and_nothing_is_rolled_out(
    ready: Aws, deployer: Deployer
) -> None:
    ready.builds_go(BUILDING, FAILED)
    before = ready.rollouts("api")[0]["id"]

    end = await ending(deployer)

    assert (end.step, end.status, end.reference) == ("build", "failed", ready.builds[0]["id"])
    assert "in BUILD: docker build: exit 1" in end.detail
    assert end.detail.endswith(LOG)
    assert ready.rollouts("api")[0]["id"] == before


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("FAULT", "CodeBuild itself failed"),
        ("TIMED_OUT", "Raise the project's timeout"),
        ("STOPPED", "stopped"),
    ],
)
async def test_other_ends_of_a_build_say_what_to_do(
    ready: Aws, deployer: Deployer, status: str, says: str
) -> None:
    ready.builds_go({**FAILED, "buildStatus": status})

    assert says in (await ending(deployer)).detail


async def test_a_build_is_not_waited_for_without_end(ready: Aws, deployer: Deployer) -> None:
    ready.builds_go(BUILDING)

    end = await ending(deployer)

    assert end.status == "failed"
    assert "has not ended" in end.detail
    assert LOG in end.detail


async def test_stop_ends_the_build_and_the_follower_sees_it(aws: Aws, deployer: Deployer) -> None:
    aws.has_project()
    aws.keeps_what_builds_were_given()
    aws.builds_go({})  # as it is: in progress until it is stopped
    seen: list[State] = []

    async for state in deployer.deploy(COMMIT, "t1"):
        if not seen:
            await deployer.stop(COMMIT, "another")
            await deployer.stop(COMMIT, "t1")
        seen.append(state)

    assert "was stopped" in seen[-1].detail


async def test_cancelling_only_stops_following_and_the_same_call_finds_the_build_again(
    ready: Aws, deployer: Deployer
) -> None:
    ready.builds_go(BUILDING)
    following = asyncio.create_task(states(deployer))
    while not ready.builds:
        await asyncio.sleep(0.01)

    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    ready.builds_go(SUCCEEDED)
    end = await ending(deployer)

    assert (end.subject, end.status) == ("production", "done")
    assert len(ready.builds) == 1


async def test_one_commit_and_token_never_start_two_builds(ready: Aws, deployer: Deployer) -> None:
    ready.builds_go(SUCCEEDED)

    await asyncio.gather(states(deployer), states(deployer), states(deployer))
    ready.forgets_tokens()  # as CodeBuild does after five minutes
    await states(deployer)

    assert len(ready.builds) == 1
    await states(deployer, token="t2")
    assert len(ready.builds) == 2


async def test_what_was_recorded_is_followed_and_not_begun_again(ready: Aws, deployer: Deployer) -> None:
    ready.builds_go(SUCCEEDED)
    known: list[State] = []
    async with aclosing(deployer.deploy(COMMIT, "t1")) as running:
        async for state in running:
            known.append(state)
            if state.step == "rollout":
                break
    rollout = ready.rollouts("api")[0]["id"]

    found = await states(deployer, known=[State.of(state.record()) for state in known])

    assert (found[0].subject, found[0].status) == ("api", "done")
    assert ready.rollouts("api")[0]["id"] == rollout == found[0].reference
    assert found[-1].subject == "production"


async def test_the_circuit_breaker_rolled_back(ready: Aws, deployer: Deployer) -> None:
    ready.builds_go(SUCCEEDED)
    untouched = ready.rollouts("production")[0]["id"]
    found = []

    async for state in deployer.deploy(COMMIT, "t1"):
        found.append(state)
        if state.detail == "started" and state.subject == "api":
            ours = ready.rollouts("api")[0]
            why = "ECS deployment circuit breaker: tasks failed to start."
            back = {**ours, "id": "ecs-svc/1", "rolloutState": "IN_PROGRESS"}
            ours |= {"status": "ACTIVE", "rolloutState": "FAILED", "rolloutStateReason": why}
            ready.rollouts("api").insert(0, back)

    assert found[-1].status == "failed"
    assert "api was rolled back" in found[-1].detail
    assert "tasks failed to start. Read why" in found[-1].detail
    assert "aws ecs list-tasks --cluster interfaces --service-name api" in found[-1].detail
    assert ready.rollouts("production")[0]["id"] == untouched


async def test_a_failed_rollout_without_rollback_and_one_that_was_overtaken(
    ready: Aws, deployer: Deployer
) -> None:
    ready.builds_go(SUCCEEDED)
    ready.rollouts("api")[0] |= {"rolloutState": "FAILED", "failedTasks": 3, "rolloutStateReason": ""}
    assert "of api failed. 3 tasks failed" in (await ending(deployer)).detail

    ready.rollouts("api")[0] |= {"rolloutState": "IN_PROGRESS"}
    async for state in deployer.deploy(COMMIT, "t1"):
        if state.detail == "started" and state.subject == "api":
            ready.rollouts("api")[0]["id"] = "ecs-svc/2"
    assert "Another rollout of api" in state.detail


async def test_a_service_that_does_not_become_steady(aws: Aws, deployer: Deployer) -> None:
    aws.has_project()
    aws.has_services("api", "production", desired=2)

    end = await ending(deployer)

    assert (end.subject, end.status) == ("api", "failed")
    assert "not steady after" in end.detail
    assert "0 of 2 tasks run" in end.detail
