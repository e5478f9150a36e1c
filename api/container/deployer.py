"""A commit becomes what the services run: one build, then one rollout after the other."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from api.container.aws import Service
from api.container.builds import Builds
from api.container.failures import DeploymentFailed
from api.container.pace import Pace
from api.container.rollouts import Rollouts
from api.container.settings import ContainerSettings
from api.container.state import State, Status, Step


@dataclass(frozen=True)
class Paces:
    """How the build is followed, and each rollout."""

    build: Pace
    rollout: Pace

    @staticmethod
    def of(settings: ContainerSettings) -> "Paces":
        return Paces(Pace(settings.build_minutes * 60), Pace(settings.rollout_minutes * 60))


class Deployer:
    """Deploys commits. Cancelling `deploy` only stops following: AWS goes on, and the same call finds
    everything again. `stop` ends a build."""

    def __init__(self, settings: ContainerSettings, paces: Paces) -> None:
        """`settings` must be on. Raises AwsExtraMissing, or DeploymentFailed without a region."""
        self._builds = Builds(Service("codebuild"), settings.codebuild_project)
        self._rollouts = Rollouts(Service("ecs"), settings.ecs_cluster)
        self._steps: list[tuple[Step, str]] = [
            ("build", settings.codebuild_project),
            *(("rollout", service) for service in settings.ecs_services),
        ]
        self._paces = paces

    async def deploy(
        self, commit: str, token: str, known: Iterable[State] = ()
    ) -> AsyncGenerator[State, None]:
        """What happens, as it happens. Ends with "done" for the last service, or with one "failed".

        `known`: the states recorded of this commit and token before. What they began is followed, what they
        finished is not repeated. Without them no build is repeated either, but rollouts are.
        """
        before = {(state.step, state.subject): state for state in known}
        for step, subject in self._steps:
            last = before.get((step, subject))
            if last and last.status == "done":
                continue
            reference = last.reference if last else ""
            try:
                async for state in self._go(step, subject, reference, (commit, token)):
                    reference = state.reference
                    yield state
            except DeploymentFailed as failure:
                yield _note(step, subject, "failed", str(failure), reference)
                return

    async def stop(self, commit: str, token: str) -> None:
        """Stops this deployment's build, if it has one; a rollout that has begun goes on to its end.
        Raises DeploymentFailed when AWS refuses."""
        if build := await self._builds.find(commit, token):
            await self._builds.stop(build)

    async def _go(
        self, step: Step, subject: str, reference: str, wanted: tuple[str, str]
    ) -> AsyncIterator[State]:
        """One step, begun unless there is a reference to what was begun already."""
        note = partial(_note, step, subject)
        if not reference:
            reference = await self._begin(step, subject, wanted)
            yield note("running", "started", reference)
        states = (
            self._builds.follow(reference, self._paces.build, note)
            if step == "build"
            else self._rollouts.follow(subject, reference, self._paces.rollout, note)
        )
        async for state in states:
            yield state

    async def _begin(self, step: Step, subject: str, wanted: tuple[str, str]) -> str:
        if step == "build":
            return await self._builds.find_or_start(*wanted)
        return await self._rollouts.begin(subject)


def _note(step: Step, subject: str, status: Status, detail: str, reference: str) -> State:
    return State(step, status, subject, detail, datetime.now(UTC), reference)
