"""A state machine that waits for a person goes on, or learns that nobody came. Moto plays Step Functions."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import boto3
import httpx2
import pytest

from tests.api.origin import ANSWER, CONTEXT
from tests.api.running import Issuer, RunningApi, fresh_api
from tests.api.test_outbox import STATE
from tests.api.test_submissions import submit
from tests.support.postgres import Databases
from tests.support.serving import free_port, wait_until

REGION = "eu-central-1"


@dataclass(frozen=True)
class Machine:
    """A state machine whose one step puts its task token into a queue and waits."""

    states: Any
    queue: Any
    queue_url: str
    arn: str

    def started(self) -> tuple[str, str]:
        """A new execution's ARN and the token it waits for."""
        arn = self.states.start_execution(stateMachineArn=self.arn, name=uuid4().hex, input="{}")[
            "executionArn"
        ]
        found: list[str] = []

        def told() -> bool:
            found.extend(self._tokens())
            return bool(found)

        wait_until(told, 60)
        return arn, found[0]

    def ended(self, arn: str) -> Mapping[str, Any]:
        """What became of an execution."""
        wait_until(lambda: self._told(arn)["status"] != "RUNNING", 60)
        return self._told(arn)

    def _told(self, arn: str) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self.states.describe_execution(executionArn=arn)
        return told

    def _tokens(self) -> list[str]:
        received = self.queue.receive_message(QueueUrl=self.queue_url, WaitTimeSeconds=0)
        found = []
        for message in received.get("Messages", []):
            self.queue.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
            found.append(str(json.loads(message["Body"])["token"]))
        return found


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: process.poll() is not None or _answers(url), 60)
        yield url
    finally:
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/moto-api/", trust_env=False).status_code < 500
    except httpx2.HTTPError:
        return False


@pytest.fixture(scope="module")
def aws(moto_url: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", moto_url)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_REGION", REGION)
        yield


@pytest.fixture(scope="module")
def machine(moto_url: str, aws: None) -> Machine:
    config = {"stepfunctions": {"execute_state_machine": True}}
    httpx2.post(f"{moto_url}/moto-api/config", json=config, trust_env=False).raise_for_status()
    queue, states = boto3.client("sqs", REGION), boto3.client("stepfunctions", REGION)
    queue_url = queue.create_queue(QueueName="people")["QueueUrl"]
    step = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": queue_url, "MessageBody": {"token.$": "$$.Task.Token"}},
        "End": True,
    }
    made = states.create_state_machine(
        name="human",
        definition=json.dumps({"StartAt": "ask", "States": {"ask": step}}),
        roleArn="arn:aws:iam::123456789012:role/states",
    )
    return Machine(states, queue, queue_url, made["stateMachineArn"])


@pytest.fixture(scope="module")
def aws_api(
    aws: None, issuer: Issuer, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApi]:
    folder = tmp_path_factory.mktemp("aws")
    with fresh_api(issuer, databases, folder, continuation_targets=f"aws=stepfunctions:{REGION}") as api:
        yield api


@pytest.fixture(scope="module")
def interface(aws_api: RunningApi) -> str:
    return aws_api.published()


def test_the_task_succeeds_with_the_answer(aws_api: RunningApi, machine: Machine, interface: str) -> None:
    execution, token = machine.started()
    task = aws_api.task(interface, continuation={"task_token": token})

    assert submit(aws_api.member, task).status_code == 200

    ended = machine.ended(execution)
    assert ended["status"] == "SUCCEEDED"
    output = json.loads(ended["output"])
    assert (output["node_uuid"], output["response_data"]) == (task.node, ANSWER)
    assert token not in ended["output"]
    aws_api.wait_for(STATE, task.execution, rows=[("delivered", 1, None)])


def test_the_task_fails_when_nobody_answers_in_time(
    aws_api: RunningApi, machine: Machine, interface: str
) -> None:
    execution, token = machine.started()
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()

    aws_api.task(interface, continuation={"task_token": token}, expires_at=soon)

    assert machine.ended(execution)["status"] == "FAILED"


def test_a_token_that_no_task_waits_for_is_the_end(
    aws_api: RunningApi, machine: Machine, interface: str
) -> None:
    task = aws_api.task(interface, continuation={"task_token": "nobody's"})

    submit(aws_api.member, task)

    aws_api.wait_for(STATE, task.execution, rows=[("dead", 1, "InvalidToken")])


@pytest.mark.parametrize(
    "node",
    [
        {},
        {"continuation": {}},
        {"continuation": {"task_token": 7}},
        {"continuation": {"task_token": "t"}, "remind_at": "2100-01-01T00:00:00Z"},
    ],
)
def test_a_task_that_could_not_be_continued_is_not_started(
    aws_api: RunningApi, interface: str, node: dict[str, Any]
) -> None:
    body = {
        "workflow_uuid": str(uuid4()),
        "nodes": [{"interface_uuid": interface, "context": CONTEXT, **node}],
    }

    refused = aws_api.machine.post("/workflow-executions", json=body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/nodes/0/continuation"
