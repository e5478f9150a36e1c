"""Visits to a running demo: as whom, with which browser settings, to which task."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx2
from playwright.sync_api import Browser, BrowserContext, Page, Response

from identity.credentials import COOKIE
from identity.issuer import PEOPLE
from tests.support.content_policy import directives, severe
from tests.support.demo import Ready

Who = Literal["author", "member"]

EXAMPLES = Path(__file__).parents[2] / "packages"


def example(package: str, name: str = "default") -> Mapping[str, Any]:
    """A fixture of one of our packages: `invoice`, `expense-approval`, ..."""
    file = EXAMPLES / f"interface-{package}" / "fixtures" / f"{name}.json"
    found: Mapping[str, Any] = json.loads(file.read_text())
    return found


def new_task(ready: Ready, package: str, assigned_to: Who | None, name: str = "default") -> Mapping[str, str]:
    """Starts an execution as the workflow engine would: workflow_uuid, execution_uuid, node_uuid, url."""
    node = {"interface_uuid": uuid_of(ready, package), "context": example(package, name)["context"]}
    if assigned_to:
        node["assigned_user_id"] = PEOPLE[assigned_to].subject
    workflow = str(uuid4())
    with api(ready, "author") as client:
        body = {"workflow_uuid": workflow, "nodes": [node]}
        started = client.post("/workflow-executions", json=body).raise_for_status().json()
        execution, uuid = started["execution_uuid"], started["nodes"][0]["node_uuid"]
        path = f"/workflow-executions/{execution}/nodes/{uuid}/generate-url"
        url = client.post(path).raise_for_status().json()["url"]
    return {"workflow_uuid": workflow, "execution_uuid": execution, "node_uuid": uuid, "url": url}


def uuid_of(ready: Ready, package: str) -> str:
    name = f"@webapp/interface-{package}"
    found: str = next(i["interface_uuid"] for i in ready["interfaces"] if i["interface_package"] == name)
    return found


def api(ready: Ready, who: Who | None = None) -> httpx2.Client:
    """A client of the API, or of the edge when given full URLs."""
    headers = {"Authorization": f"Bearer {ready['tokens'][who]}"} if who else {}
    return httpx2.Client(base_url=ready["api"], headers=headers, timeout=10, trust_env=False)


def visitor(browser: Browser, ready: Ready, who: Who | None, **options: Any) -> BrowserContext:
    """A fresh browser window, signed in as somebody."""
    context = browser.new_context(**options)
    context.set_default_timeout(20_000)
    if who:
        context.add_cookies([{"name": COOKIE, "value": ready["tokens"][who], "url": ready["edge"]}])
    return context


def complaints(page: Page) -> list[str]:
    """Collects from now on which scripts fail, what a page's policy stops, and what policies let in."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda told: found.append(told.text) if "Security Policy" in told.text else None)
    page.on("response", lambda response: found.extend(_let_in(response)))
    return found


def _let_in(response: Response) -> list[str]:
    headers = response.headers
    policy = headers.get("content-security-policy", "")
    if not policy or not headers.get("content-type", "").startswith("text/html"):
        return []
    return [f"{response.url}: {fault}" for fault in severe(directives(policy))]
