"""What is measured is a real package: the edge would draw it and take its answers."""

import json
from pathlib import Path

import pytest

from benchmarks import sample
from renderer.form.validate import validate
from renderer.package import load, load_folder


@pytest.mark.parametrize("fields", [12, 120])
def test_the_package_loads_and_takes_its_answers(fields: int) -> None:
    package = load(sample.package(fields=fields), sample.FOLDER)
    answers = {
        name: value for name, value in sample.ANSWERS.items() if name in package.schema.document["properties"]
    }

    assert len(package.schema.document["properties"]) == fields
    assert validate(package, answers, {"prefill": sample.ANSWERS}, "en") == []


def test_the_task_names_the_release_that_the_folder_holds(tmp_path: Path) -> None:
    sample.write(tmp_path, count=2)
    digest = json.loads(json.dumps(sample.record()))["release"]["digest"]

    assert load_folder(tmp_path / sample.FOLDER).digest == digest
    assert load_folder(tmp_path / f"{sample.FOLDER}-1").name != sample.record()["interface_package"]
