"""What the Dockerfiles promise, as far as it can be read off them."""

import re
import tomllib

import pytest

from tests.docs.tables import ROOT


@pytest.fixture(params=["Dockerfile.prod", "Dockerfile.dev"])
def image(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return (ROOT / name).read_text()


def final_stage(image: str) -> str:
    return image.rpartition("\nFROM ")[2]


def test_dependencies_are_locked_wheels_so_nothing_is_compiled(image: str) -> None:
    assert "--require-hashes --only-binary :all: -r /tmp/runtime.txt" in image
    assert not re.search(r"\b(gcc|build-essential|make|curl)\b", image)


def test_the_final_image_holds_every_room_and_each_exists(image: str) -> None:
    copied = set(re.findall(r"^COPY ([a-z.]+) ", final_stage(image), re.MULTILINE))
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert {*wheel["packages"], *wheel["include"]} <= copied
    assert all((ROOT / name).exists() for name in copied)


def test_it_runs_as_an_ordinary_user_and_checks_its_health_without_curl(image: str) -> None:
    assert re.search(r"^USER [1-9]\d+$", final_stage(image), re.MULTILINE)
    assert 'CMD ["python", "-m", "deploy.healthcheck"]' in final_stage(image)


def test_the_health_check_asks_the_port_that_is_served(image: str) -> None:
    ports = set(re.findall(r"(?:EXPOSE |INTERFACES_PORT=)(\d+)", image))

    assert len(ports) == 1


def test_git_is_there_because_releases_are_read_from_a_mirror(image: str) -> None:
    assert re.search(r"--no-install-recommends [a-z -]*\bgit\b", final_stage(image))
