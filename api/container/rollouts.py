"""One new rollout of an ECS service: begun, and followed until it is steady or has failed."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from api.container.aws import Service
from api.container.failures import DeploymentFailed
from api.container.pace import Pace, watch
from api.container.state import Note, State

Facts = Mapping[str, Any]


class Rollouts:
    """The rollouts of the services of one cluster."""

    def __init__(self, ecs: Service, cluster: str) -> None:
        self._ecs = ecs
        self._cluster = cluster

    async def begin(self, service: str) -> str:
        """Replaces the tasks by new ones of the same definition, which fetch their image anew. Gives the
        rollout's id."""
        answer = await self._ecs.call(
            "UpdateService", service, cluster=self._cluster, service=service, forceNewDeployment=True
        )
        return str(_primary(answer["service"])["id"])

    async def follow(self, service: str, rollout: str, pace: Pace, note: Note) -> AsyncIterator[State]:
        """A state whenever the counts change, and one when it is steady. Raises DeploymentFailed when it
        failed, was rolled back, was overtaken by another, or does not become steady in time."""
        said = ""
        async for facts in watch(lambda: self._describe(service), pace):
            ours = next((one for one in facts["deployments"] if one["id"] == rollout), None)
            if ours is None or ours["status"] == "INACTIVE" or ours.get("rolloutState") == "FAILED":
                raise DeploymentFailed(self._end(facts, ours))
            if ours["status"] == "PRIMARY" and _steady(facts, ours):
                yield note("done", f"steady with {ours['runningCount']} tasks", rollout)
                return
            progress = f"{ours['runningCount']} of {ours['desiredCount']} tasks run"
            if progress != said:
                said = progress
                yield note("running", progress, rollout)
        raise DeploymentFailed(
            f"{service} is not steady after {pace.limit / 60:g} minutes ({said}). ECS goes on: start the "
            f"deployment again to follow it, and see why tasks do not start: {self._where(service)}"
        )

    async def _describe(self, service: str) -> Facts:
        answer = await self._ecs.call("DescribeServices", service, cluster=self._cluster, services=[service])
        if not answer["services"]:
            raise DeploymentFailed(
                f"The cluster has no service {service} any more. Set INTERFACES_ECS_SERVICES to the services "
                "of the stack."
            )
        facts: Facts = answer["services"][0]
        return facts

    def _end(self, facts: Facts, ours: Facts | None) -> str:
        service = facts["serviceName"]
        if ours is None or ours.get("rolloutState") != "FAILED":
            return f"Another rollout of {service} took the place of this one. See whether it is steady."
        back = _primary(facts)["id"] != ours["id"]
        outcome = "was rolled back: the old tasks serve on" if back else "failed"
        reason = ours.get("rolloutStateReason") or f"{ours.get('failedTasks', 0)} tasks failed"
        return (
            f"The rollout of {service} {outcome}. {reason.rstrip('.')}. Read why its tasks stopped, mend it "
            f"and deploy again: {self._where(service)}"
        )

    def _where(self, service: str) -> str:
        return (
            f"aws ecs list-tasks --cluster {self._cluster} --service-name {service} --desired-status STOPPED"
        )


def _primary(facts: Facts) -> Facts:
    """The rollout that the service is going to."""
    found = next((one for one in facts["deployments"] if one["status"] == "PRIMARY"), None)
    if found is None:
        raise DeploymentFailed(
            f"{facts['serviceName']} is not deployed by ECS itself. Set its deployment controller to ECS, or "
            "take it out of INTERFACES_ECS_SERVICES."
        )
    primary: Facts = found
    return primary


def _steady(facts: Facts, ours: Facts) -> bool:
    """ECS says so; behind a Classic Load Balancer it does not, and the counts must."""
    if "rolloutState" in ours:
        return bool(ours["rolloutState"] == "COMPLETED")
    return len(facts["deployments"]) == 1 and ours["runningCount"] == ours["desiredCount"]
