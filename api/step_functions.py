"""AWS Step Functions as the workflow engine: a task token is answered, or its task failed."""

import asyncio
from collections.abc import Mapping
from typing import Any

from api.delivery import Away, Message, Refused
from api.people_data import to_bytes

OUTPUT_LIMIT = 262_144  # bytes that Step Functions takes
_OVER = frozenset(
    {"TaskDoesNotExist", "TaskTimedOut", "InvalidToken", "InvalidOutput", "ValidationException"}
)


class StepFunctions:
    """The Step Functions of one region. Needs the extra `aws`."""

    def __init__(self, name: str, region: str) -> None:
        import boto3
        import botocore.config
        import botocore.exceptions

        self.name = name
        self._errors = botocore.exceptions
        config = botocore.config.Config(
            connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1}
        )
        self._client = boto3.session.Session().client("stepfunctions", region_name=region, config=config)

    async def send(self, message: Message) -> None:
        token = message.continuation.get("task_token")
        if not isinstance(token, str):
            raise Refused("the task has no continuation.task_token", final=True)
        if message.kind == "continuation":
            output = to_bytes(message.data).decode()
            if len(output.encode()) > OUTPUT_LIMIT:
                raise Refused(
                    f"the answer has more than the {OUTPUT_LIMIT} bytes that a task takes", final=True
                )
            await asyncio.to_thread(self._call, "send_task_success", taskToken=token, output=output)
        else:
            cause = "Nobody answered in time."
            await asyncio.to_thread(
                self._call, "send_task_failure", taskToken=token, error="Interfaces.Expired", cause=cause
            )

    def fault_of(self, continuation: Mapping[str, Any], reminds: bool) -> str | None:
        if not isinstance(continuation.get("task_token"), str):
            return "must hold task_token, as Step Functions gave it"
        return "cannot remind: Step Functions takes no reminders" if reminds else None

    def _call(self, operation: str, **request: str) -> None:
        try:
            getattr(self._client, operation)(**request)
        except self._errors.ClientError as fault:
            code = str(fault.response["Error"]["Code"])
            if code in _OVER:
                raise Refused(code, final=True) from None
            raise Away(code) from None
        except self._errors.BotoCoreError as fault:
            raise Away(type(fault).__name__) from None
