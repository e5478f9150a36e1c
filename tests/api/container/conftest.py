"""A far end for each test, and a deployer that reaches it as it would reach AWS: by the environment."""

from collections.abc import Callable, Iterator

import pytest

from api.container.deployer import Deployer, Paces
from api.container.pace import Pace
from api.container.settings import ContainerSettings
from tests.api.container.far_end import CLUSTER, PROJECT, REGION, Aws, Clients, running_moto

SERVICES = "api,production"


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    with running_moto() as url:
        yield url


@pytest.fixture(scope="session")
def clients(moto_url: str) -> Clients:
    return Clients(moto_url)


@pytest.fixture(scope="session")
def environment(clients: Clients) -> Iterator[None]:
    """Nothing of this machine's own AWS configuration is read."""
    given = {
        "AWS_ENDPOINT_URL": clients.url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": "nowhere",
        "AWS_SHARED_CREDENTIALS_FILE": "nowhere",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        yield


@pytest.fixture
def aws(clients: Clients, environment: None, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """An empty account."""
    clients.post("reset")
    return Aws(clients, monkeypatch)


@pytest.fixture(scope="session")
def settings() -> ContainerSettings:
    return ContainerSettings(codebuild_project=PROJECT, ecs_cluster=CLUSTER, ecs_services=SERVICES)


@pytest.fixture(scope="session")
def deployer(environment: None, settings: ContainerSettings) -> Deployer:
    """One for all tests: it keeps nothing, and opening boto3 takes its time."""
    return open_deployer(settings)


@pytest.fixture
def make_deployer(environment: None) -> Callable[[ContainerSettings], Deployer]:
    """For the tests that change the environment first."""
    return open_deployer


def open_deployer(settings: ContainerSettings) -> Deployer:
    quick = Pace(limit=1.0, first=0.01, longest=0.05)
    return Deployer(settings, Paces(quick, quick))
