"""AWS on this machine: moto's server over HTTP, and what moto leaves out written on top of it.

moto ends every build at once and well, forgets the variables and the token of a build, and leaves rollouts
as they were. The tests say instead how builds and rollouts go on; everything else is moto's. It is imported
where it is used: that takes seconds, and each worker collects every test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import httpx2
import pytest
from botocore.config import Config

REGION = "eu-central-1"
ACCOUNT = "123456789012"
PROJECT = "interfaces-build"
CLUSTER = "interfaces"


@contextmanager
def running_moto() -> Iterator[str]:
    """The URL of a moto server that answers for as long as the block."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


class Clients:
    """The test's own way to a far end, made once because boto3 takes its time."""

    def __init__(self, url: str) -> None:
        self.url = url
        given = {"endpoint_url": url, "region_name": REGION, "config": Config(proxies={})}
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        self.codebuild, self.ecs, self.iam = (
            boto3.client(name, **given, **keys) for name in ("codebuild", "ecs", "iam")
        )
        self._http = httpx2.Client(base_url=url, trust_env=False)

    def post(self, what: str, content: str = "") -> None:
        """moto's own controls, such as `reset`."""
        self._http.post(f"/moto-api/{what}", content=content).raise_for_status()


class Aws:
    """What a test does at the far end: makes the project and the services, and says how things go."""

    def __init__(self, clients: Clients, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._clients = clients

    def has_project(self) -> None:
        self._clients.codebuild.create_project(
            name=PROJECT,
            source={"type": "GITHUB", "location": "https://github.com/example/interfaces"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
            },
            serviceRole=f"arn:aws:iam::{ACCOUNT}:role/build",
        )

    def has_services(self, *names: str, desired: int = 0) -> None:
        """Services that are steady when nothing is desired, and never otherwise."""
        ecs = self._clients.ecs
        ecs.create_cluster(clusterName=CLUSTER)
        ecs.register_task_definition(
            family="edge", containerDefinitions=[{"name": "edge", "image": "edge:live", "memory": 512}]
        )
        for name in names:
            ecs.create_service(cluster=CLUSTER, serviceName=name, taskDefinition="edge", desiredCount=desired)

    @property
    def builds(self) -> list[dict[str, Any]]:
        """Every build there is, the latest last."""
        from moto.codebuild.models import codebuild_backends

        found: list[dict[str, Any]] = codebuild_backends[ACCOUNT][REGION].build_metadata_history[PROJECT]
        return found

    def rollouts(self, service: str) -> list[dict[str, Any]]:
        """The service's rollouts, to be read and to be changed."""
        from moto.ecs.models import ecs_backends

        found: list[dict[str, Any]] = (
            ecs_backends[ACCOUNT][REGION].services[f"{CLUSTER}:{service}"].deployments
        )
        return found

    def keeps_what_builds_were_given(self) -> None:
        """The variables, and the token: the same one gives the same build, for as long as CodeBuild does."""
        from moto.codebuild.responses import CodeBuildResponse

        start = CodeBuildResponse.start_build
        tokens: dict[str, Any] = {}

        def start_build(response: CodeBuildResponse) -> Any:
            token = response._get_param("idempotencyToken")
            if token not in tokens:
                tokens[token] = start(response)
                given = response._get_param("environmentVariablesOverride")
                self.builds[-1]["environment"]["environmentVariables"] = given
            return tokens[token]

        self._patch.setattr(CodeBuildResponse, "start_build", start_build)
        self.forgets_tokens = tokens.clear

    def builds_go(self, *moves: dict[str, Any]) -> None:
        """What each look at a build changes; the last one stays."""
        from moto.codebuild.models import CodeBuildBackend

        left = list(moves)

        def batch_get_builds(backend: CodeBuildBackend, ids: list[str]) -> list[dict[str, Any]]:
            found = [build for builds in backend.build_metadata_history.values() for build in builds]
            move = left.pop(0) if len(left) > 1 else left[0]
            return [{**build, **move} for build in found if build["id"] in ids]

        self._patch.setattr(CodeBuildBackend, "batch_get_builds", batch_get_builds)

    def refuses(self, operation: str, code: str, times: int = 1_000) -> list[str]:
        """An operation of CodeBuild is refused so many times. Gives the list of refusals, as it grows."""
        from moto.codebuild.responses import CodeBuildResponse
        from moto.core.exceptions import JsonRESTError

        answer, refused = getattr(CodeBuildResponse, operation), list[str]()

        def refuse(response: CodeBuildResponse) -> Any:
            if len(refused) < times:
                refused.append(code)
                raise JsonRESTError(code, "said by the test")
            return answer(response)

        self._patch.setattr(CodeBuildResponse, operation, refuse)
        return refused
