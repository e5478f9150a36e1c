"""The way to CodeBuild and ECS: boto3, imported late, its calls off the event loop."""

import asyncio
from collections.abc import Mapping
from typing import Any

from api.container.failures import AwsExtraMissing, DeploymentFailed, Unreachable, refusal

_TRIES = 5  # botocore's own, with growing pauses, for throttling and lost connections


class Service:
    """One AWS service. Makes its refusals `DeploymentFailed`, its silence `Unreachable`."""

    def __init__(self, name: str) -> None:
        """Raises AwsExtraMissing; DeploymentFailed when boto3 knows no region."""
        try:
            import boto3
            import botocore.config
            import botocore.exceptions
        except ImportError:
            raise AwsExtraMissing from None
        self.name = name
        self._errors = botocore.exceptions
        config = botocore.config.Config(
            connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": _TRIES}
        )
        try:
            self._client = boto3.session.Session().client(name, config=config)
        except self._errors.NoRegionError:
            raise DeploymentFailed("No AWS region is set. Set AWS_REGION, such as eu-central-1.") from None
        names = self._client.meta.method_to_api_mapping.items()
        self._methods = {operation: method for method, operation in names}

    async def call(self, operation: str, subject: str, **request: Any) -> Mapping[str, Any]:
        """`operation` as the API names it (StartBuild); `subject` is what a refusal speaks of."""
        return await asyncio.to_thread(self._call, operation, subject, request)

    def _call(self, operation: str, subject: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        method = getattr(self._client, self._methods[operation])
        try:
            answer: Mapping[str, Any] = method(**request)
        except self._errors.ClientError as error:
            told = error.response["Error"]
            fault = refusal(self.name, operation, told["Code"], told.get("Message", ""), subject)
            raise fault from error
        except (self._errors.NoCredentialsError, self._errors.PartialCredentialsError) as error:
            raise DeploymentFailed(
                "There are no AWS credentials. On ECS the task role gives them; elsewhere set AWS_PROFILE."
            ) from error
        except self._errors.BotoCoreError as error:
            raise Unreachable(
                f"{self.name} does not answer ({type(error).__name__}). See that this machine reaches it, "
                "and start the deployment again; it goes on with what has begun."
            ) from error
        return answer
