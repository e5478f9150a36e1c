"""docs/integrators/api.md: every example is run as it stands, from top to bottom."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from identity.issuer import MEMBER
from tests.api.running import RunningApi

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/integrators/api.md").read_text()
EXAMPLES = re.findall(r"```sh\n(.+?)```\n(?:\n```json\n(.+?)```\n)?", DOCUMENT, re.DOTALL)


def run(command: str, environment: dict[str, str]) -> Any:
    done = subprocess.run(
        ["bash", "-euc", command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return json.loads(done.stdout) if done.stdout else None


def learnt(answer: Any) -> dict[str, str]:
    """What later examples call by name."""
    if not isinstance(answer, dict):
        return {}
    names = {"interface_uuid": "INTERFACE", "execution_uuid": "EXECUTION", "workflow_uuid": "WORKFLOW"}
    names |= {"publication_url": "PUBLICATION", "digest": "DIGEST"}
    found = {name: answer[member] for member, name in names.items() if answer.get(member)}
    nodes = answer.get("nodes", [])
    return {**found, "NODE": nodes[0]["node_uuid"]} if nodes else found


def shape(value: Any) -> Any:
    """What must be the same in the document and in the answer: members, and what does not vary."""
    if isinstance(value, dict):
        free = ("schema", "config", "branding", "context", "steps", "findings")
        return {key: None if key in free else shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    if isinstance(value, str):
        value = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40}|[0-9a-f]{32}", "ID", value)
        value = re.sub(r"https://[^/]+/", "https://HOST/", value)
        return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", value)
    return value


def test_every_example_runs_and_answers_as_documented(shared_api: RunningApi) -> None:
    token = {
        name: client.headers.get("authorization", "").removeprefix("Bearer ")
        for name, client in (
            ("AUTHOR", shared_api.author),
            ("ENGINE", shared_api.machine),
            ("PERSON", shared_api.member),
        )
    }
    environment = {"API": shared_api.url, "SUBJECT": MEMBER.subject, **token}
    assert len(EXAMPLES) == 13

    for command, documented in EXAMPLES:
        answer = run(command, environment)

        assert shape(answer) == shape(json.loads(documented) if documented else None), command
        environment |= learnt(answer)


def test_every_kind_of_refusal_is_in_the_document() -> None:
    table = DOCUMENT[DOCUMENT.index("## Refusals") :]
    source = "".join(path.read_text() for path in (ROOT / "api").glob("*.py"))
    kinds = set(re.findall(r'Problem\(\s*\d{3},\s*"([a-z-]+)"', source))

    assert len(kinds) > 15
    assert {kind for kind in kinds if f"`{kind}`" not in table} == set()
