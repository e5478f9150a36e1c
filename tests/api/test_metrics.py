"""`/metrics` of the API: what was counted, and what waits in the database."""

from pathlib import Path

import httpx2

from tests.api.origin import Origin
from tests.api.running import Issuer, running_api, settings_of
from tests.api.test_submissions import submit
from tests.telemetry.test_metrics import key, read
from typed.secret import SecretStr

TOKEN = "m" * 32


def test_what_happened_is_counted_and_what_waits_is_told(
    issuer: Issuer, database_url: str, origin: Origin, tmp_path: Path
) -> None:
    settings = settings_of(
        issuer.url, database_url, origin.url, tmp_path / "mirror.git", metrics_token=SecretStr(TOKEN)
    )
    with running_api(issuer, settings) as api:
        task = api.task()
        submit(api.member, task)
        assert api.author.get("/metrics").status_code == 404
        got = httpx2.get(f"{api.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    found = read(got.content)
    assert found[key("interfaces_submissions_total")] == 1
    assert found[key("interfaces_publication_seconds_count", outcome="done")] == 1
    assert found[key("interfaces_git_fetches_total", outcome="ok")] >= 1
    assert found[key("interfaces_database_up")] == 1
    assert found[key("interfaces_outbox_messages", state="waiting")] == 1, "there is no target"
    assert found[key("interfaces_outbox_messages", state="dead")] == 0
    route = "/workflow-executions/{execution_uuid}/nodes/{node_uuid}/submit"
    labels = {"method": "PATCH", "route": route, "status": "200"}
    assert found[key("interfaces_request_seconds_count", **labels)] == 1
    assert task.execution not in got.text
