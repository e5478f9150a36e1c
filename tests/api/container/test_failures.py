"""What AWS refuses, and what the deployment says then."""

import json
import sys
from collections.abc import Callable

import pytest

from api.container.deployer import Deployer
from api.container.failures import AwsExtraMissing, DeploymentFailed
from api.container.settings import ContainerSettings
from api.container.state import State
from tests.api.container.far_end import PROJECT, Aws, Clients

pytestmark = pytest.mark.anyio

MakeDeployer = Callable[[ContainerSettings], Deployer]

COMMIT = "4f1c" * 10


async def ending(deployer: Deployer) -> State:
    return [state async for state in deployer.deploy(COMMIT, "t1")][-1]


async def test_no_such_project(aws: Aws, deployer: Deployer) -> None:
    end = await ending(deployer)

    assert (end.step, end.status, end.reference) == ("build", "failed", "")
    assert "INTERFACES_CODEBUILD_PROJECT" in end.detail
    assert PROJECT in end.detail


async def test_no_such_cluster_and_no_such_service(aws: Aws, deployer: Deployer) -> None:
    aws.has_project()
    assert "INTERFACES_ECS_CLUSTER" in (await ending(deployer)).detail

    aws.has_services("production")
    end = await ending(deployer)

    assert (end.step, end.subject) == ("rollout", "api")
    assert "no service api. Set INTERFACES_ECS_SERVICES" in end.detail


async def test_a_role_that_may_not(
    aws: Aws,
    settings: ContainerSettings,
    make_deployer: MakeDeployer,
    clients: Clients,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws.has_project()
    key = person_without_rights(clients)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    clients.post("reset-auth", "0")
    try:
        end = await ending(make_deployer(settings))
    finally:
        clients.post("reset-auth", "inf")

    assert end.status == "failed"
    assert "may not call codebuild:ListBuildsForProject" in end.detail
    assert "deploy/aws/stack.yml" in end.detail


def person_without_rights(clients: Clients) -> dict[str, str]:
    """The access key of somebody who may look at S3 and at nothing else."""
    iam = clients.iam
    iam.create_user(UserName="somebody")
    statement = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="somebody", PolicyName="little", PolicyDocument=document)
    key: dict[str, str] = iam.create_access_key(UserName="somebody")["AccessKey"]
    return key


async def test_throttling_is_waited_out(aws: Aws, deployer: Deployer) -> None:
    aws.has_project()
    aws.has_services("api", "production")
    refused = aws.refuses("start_build", "ThrottlingException", times=2)

    assert (await ending(deployer)).status == "done"
    assert len(refused) == 2
    assert len(aws.builds) == 1


async def test_a_far_end_that_vanishes_while_it_is_followed_is_tried_until_the_limit(
    aws: Aws, deployer: Deployer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)  # botocore's own pauses
    aws.has_project()
    aws.refuses("batch_get_builds", "InternalFailure")

    end = await ending(deployer)

    assert (end.status, end.reference) == ("failed", aws.builds[0]["id"])
    assert "Start the deployment again in a minute" in end.detail


async def test_other_refusals_are_told_as_aws_words_them(aws: Aws, deployer: Deployer) -> None:
    aws.has_project()
    aws.refuses("start_build", "AccountLimitExceededException", times=1)
    assert "as many builds as it may" in (await ending(deployer)).detail

    aws.refuses("start_build", "InvalidInputException")
    assert "codebuild:StartBuild refused the project" in (await ending(deployer)).detail


async def test_nobody_listens(
    aws: Aws,
    settings: ContainerSettings,
    make_deployer: MakeDeployer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)  # botocore's own pauses
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    end = await ending(make_deployer(settings))

    assert "codebuild does not answer (EndpointConnectionError)" in end.detail


async def test_no_credentials_and_no_region(
    aws: Aws,
    settings: ContainerSettings,
    make_deployer: MakeDeployer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "no AWS credentials" in (await ending(make_deployer(settings))).detail

    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(DeploymentFailed, match="Set AWS_REGION"):
        make_deployer(settings)


def test_without_the_extra(
    settings: ContainerSettings,
    make_deployer: MakeDeployer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)

    with pytest.raises(AwsExtraMissing, match="Install the extra `aws`"):
        make_deployer(settings)
