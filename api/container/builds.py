"""One build of a commit in CodeBuild: found or started, followed, stopped."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from api.container.aws import Service
from api.container.failures import DeploymentFailed
from api.container.pace import Pace, watch
from api.container.state import Note, State

Build = Mapping[str, Any]

_KEY = "DEPLOYMENT_KEY"  # in the build's environment; by it a build is known again
_PAGE = 100  # as many as one BatchGetBuilds takes, and as ListBuildsForProject gives

_ENDED = {
    "FAILED": "The build failed in {phase}: {reason}. Read its log, mend the commit and publish again: {log}",
    "FAULT": "CodeBuild itself failed in {phase}: {reason}. Start the deployment again with a new "
    "key. The log: {log}",
    "TIMED_OUT": "The build took longer than its project allows (in {phase}). Raise the project's timeout or "
    "read where the time went: {log}",
    "STOPPED": "The build was stopped. Start the deployment again with a new key. The log: {log}",
}


def deployment_key(commit: str, token: str) -> str:
    """The same for the same commit and idempotency token, and for no other."""
    return hashlib.sha256(f"{commit}\n{token}".encode()).hexdigest()


class Builds:
    """The builds of one project."""

    def __init__(self, codebuild: Service, project: str) -> None:
        self._codebuild = codebuild
        self._project = project

    async def find_or_start(self, commit: str, token: str) -> str:
        """The id of the one build of this commit and token. CodeBuild itself knows a token for five minutes
        only, so the latest builds are looked through first."""
        found = await self.find(commit, token)
        return found or await self._start(commit, deployment_key(commit, token))

    async def find(self, commit: str, token: str) -> str | None:
        listed = await self._call("ListBuildsForProject", projectName=self._project, sortOrder="DESCENDING")
        ids = listed["ids"][:_PAGE]
        builds = (await self._call("BatchGetBuilds", ids=ids))["builds"] if ids else []
        key = deployment_key(commit, token)
        return next((str(build["id"]) for build in builds if _key(build) == key), None)

    async def follow(self, build_id: str, pace: Pace, note: Note) -> AsyncIterator[State]:
        """A state for each phase and one for the end. Raises DeploymentFailed unless the build succeeds."""
        seen = phase = ""
        build: Build = {}
        async for build in watch(lambda: self._get(build_id), pace):
            if build["buildStatus"] != "IN_PROGRESS":
                yield self._end(build, note)
                return
            phase = str(build.get("currentPhase", "QUEUED"))
            if phase != seen:
                seen = phase
                yield note("running", f"{phase} {_log(build)}".rstrip(), build_id)
        raise DeploymentFailed(
            f"The build has not ended after {pace.limit / 60:g} minutes (in {phase or 'QUEUED'}). It runs "
            f"on: look at its log, then start the deployment again to follow it. {_log(build)}".strip()
        )

    async def stop(self, build_id: str) -> None:
        """Whoever follows it sees it stopped. Nothing happens to a build that has ended."""
        await self._call("StopBuild", id=build_id)

    async def _start(self, commit: str, key: str) -> str:
        answer = await self._call(
            "StartBuild",
            projectName=self._project,
            sourceVersion=commit,
            idempotencyToken=key,
            environmentVariablesOverride=[{"name": _KEY, "value": key, "type": "PLAINTEXT"}],
        )
        return str(answer["build"]["id"])

    async def _get(self, build_id: str) -> Build:
        answer = await self._call("BatchGetBuilds", ids=[build_id])
        if not answer["builds"]:
            raise DeploymentFailed(
                f"CodeBuild does not know the build {build_id} any more. Start the deployment again with a "
                "new key."
            )
        build: Build = answer["builds"][0]
        return build

    async def _call(self, operation: str, **request: Any) -> Mapping[str, Any]:
        return await self._codebuild.call(operation, f"the project {self._project}", **request)

    def _end(self, build: Build, note: Note) -> State:
        if build["buildStatus"] == "SUCCEEDED":
            return note("done", f"built {build['sourceVersion']}", build["id"])
        phase, reason = _culprit(build)
        text = _ENDED.get(build["buildStatus"], _ENDED["FAILED"])
        raise DeploymentFailed(text.format(phase=phase, reason=reason, log=_log(build)).rstrip(": "))


def _key(build: Build) -> str | None:
    variables = build.get("environment", {}).get("environmentVariables", [])
    return next((one["value"] for one in variables if one["name"] == _KEY), None)


def _log(build: Build) -> str:
    return str(build.get("logs", {}).get("deepLink", ""))


def _culprit(build: Build) -> tuple[str, str]:
    """The first phase that did not succeed, and why."""
    for phase in build.get("phases", []):
        if phase.get("phaseStatus", "SUCCEEDED") != "SUCCEEDED":
            told = (context.get("message", "").strip() for context in phase.get("contexts", []))
            return phase["phaseType"], "; ".join(filter(None, told)) or "it does not say why"
    return str(build.get("currentPhase", "an unknown phase")), "it does not say why"
