"""What goes wrong in the container path, said so that the reader knows the way out."""

from collections.abc import Mapping

_SIGNED_OUT = {"ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException", "InvalidClientTokenId"}
_DENIED = {
    "AccessDeniedException",
    "AccessDenied",
    "UnauthorizedOperation",
    "403",
}  # 403: its body says no more
_BUSY = {
    *("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"),
    *("ServerException", "InternalFailure", "InternalServerError", "ServiceUnavailable"),
}
_UNKNOWN: Mapping[tuple[str, str], str] = {
    ("codebuild", "ResourceNotFoundException"): (
        "There is no CodeBuild project {subject}. Set INTERFACES_CODEBUILD_PROJECT to the one of the stack, "
        "and see that the region is right."
    ),
    ("codebuild", "AccountLimitExceededException"): (
        "The account runs as many builds as it may. Wait for one to end and start again, or ask AWS to raise "
        "the limit of concurrent builds."
    ),
    ("ecs", "ClusterNotFoundException"): (
        "There is no ECS cluster for the service {subject}. Set INTERFACES_ECS_CLUSTER to the one of the "
        "stack, and see that the region is right."
    ),
    ("ecs", "ServiceNotFoundException"): (
        "The cluster has no service {subject}. Set INTERFACES_ECS_SERVICES to the services of the stack."
    ),
    ("ecs", "ServiceNotActiveException"): (
        "The service {subject} is being deleted. Create it again with the stack, or take it out of "
        "INTERFACES_ECS_SERVICES."
    ),
}


class AwsExtraMissing(Exception):
    """boto3 is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The container path needs boto3. Install the extra `aws` (requirements/aws.txt), or remove "
            "INTERFACES_CODEBUILD_PROJECT, INTERFACES_ECS_CLUSTER and INTERFACES_ECS_SERVICES."
        )


class DeploymentFailed(Exception):
    """This deployment ends here. Its text says what happened and what to do."""


class Unreachable(DeploymentFailed):
    """AWS did not answer, or asked to come back later: worth another try."""


def refusal(service: str, operation: str, code: str, message: str, subject: str) -> DeploymentFailed:
    """AWS's refusal in our words. `operation` as in CodeBuild's and ECS's API, such as StartBuild."""
    if code in _BUSY:
        return Unreachable(
            f"{service} had no time for {operation} ({code}), in spite of several tries. Start the "
            "deployment again in a minute; it goes on with what has begun."
        )
    if code in _DENIED:
        return DeploymentFailed(
            f"This process may not call {service}:{operation} for {subject}. Allow it in its task role: "
            "deploy/aws/stack.yml has the statement."
        )
    if code in _SIGNED_OUT:
        return DeploymentFailed("AWS does not know these credentials, or they have expired. Renew them.")
    known = _UNKNOWN.get((service, code))
    return DeploymentFailed(
        known.format(subject=subject) if known else f"{service}:{operation} refused {subject}: {message}"
    )
