"""The build as CodeBuild runs it: the buildspec's own commands, with docker and aws that only take notes."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/interfaces"
COMMIT = "4f1c" * 10
NOTE = '#!/bin/sh\necho "$(basename "$0") $*" >> "$NOTES"\n[ "$(basename "$0") $1 $3" != "$FAILS" ]\n'


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A checkout with what the build needs, and the two programs in bin/."""
    (tmp_path / "deploy/aws").mkdir(parents=True)
    shutil.copy(ROOT / "deploy/aws/build-images", tmp_path / "deploy/aws")
    (tmp_path / "bin").mkdir()
    for name in ("docker", "aws"):
        program = tmp_path / "bin" / name
        program.write_text(NOTE)
        program.chmod(0o755)
    return tmp_path


def build(place: Path, fails: str = "") -> tuple[int, list[str]]:
    """The exit code, and what docker and aws were asked for."""
    commands = yaml.safe_load((ROOT / "deploy/aws/buildspec.yml").read_text())["phases"]["build"]["commands"]
    given = {
        "PATH": f"{place / 'bin'}:{os.environ['PATH']}",
        "NOTES": str(place / "notes"),
        "FAILS": fails,
        "IMAGE_REPOSITORY": REPOSITORY,
        "CODEBUILD_RESOLVED_SOURCE_VERSION": COMMIT,
    }
    done = subprocess.run(["bash", "-ec", "\n".join(commands)], cwd=place, env=given, check=False)
    return done.returncode, (place / "notes").read_text().splitlines()


def test_both_images_are_built_tried_and_pushed_by_commit_first(place: Path) -> None:
    code, asked = build(place)

    assert code == 0
    assert f"docker login --username AWS --password-stdin {REPOSITORY.partition('/')[0]}" in asked
    assert [line.partition("--file ")[2].split()[0] for line in asked if " build " in line] == [
        "Dockerfile.prod",
        "Dockerfile.dev",
    ]
    assert [line.rpartition(":")[2] for line in asked if " push " in line] == [
        f"production-{COMMIT}",
        f"preview-{COMMIT}",
        "production-live",
        "preview-live",
    ]


def test_the_image_definitions_name_each_container_of_the_stack(place: Path) -> None:
    build(place)

    found = json.loads((place / "imagedefinitions.json").read_text())

    assert {one["name"]: one["imageUri"] for one in found} == {
        "api": f"{REPOSITORY}:production-{COMMIT}",
        "production": f"{REPOSITORY}:production-{COMMIT}",
        "preview": f"{REPOSITORY}:preview-{COMMIT}",
    }


@pytest.mark.parametrize("fails", ["docker build --file", "docker run {image}"])
def test_what_does_not_build_or_start_is_not_pushed(place: Path, fails: str) -> None:
    code, asked = build(place, fails.format(image=f"{REPOSITORY}:production-{COMMIT}"))

    assert code != 0
    assert not [line for line in asked if " push " in line]
    assert not (place / "imagedefinitions.json").exists()


def test_the_files_it_builds_from_exist_and_take_the_argument() -> None:
    script = (ROOT / "deploy/aws/build-images").read_text()

    assert "--build-arg REQUIREMENTS=aws" in script
    assert "COPY requirements/${REQUIREMENTS}.txt" in (ROOT / "Dockerfile.prod").read_text()
    assert (ROOT / "requirements/aws.txt").is_file()
