"""Who may do what: the table, then the same over HTTP."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from api.access import Access
from identity.issuer import AUTHOR, MEMBER
from identity.principal import Principal
from identity.roles import ROLES, Role, Roles, parse_given
from tests.api.origin import CONTEXT
from tests.api.running import Issuer, RunningApi, bearer, fresh_api, without_id
from tests.api.test_audit import sealed
from tests.support.postgres import Databases

GIVEN = parse_given("reviewers=preview, releasers = preview+publish,auditors=audit")
ACCESS = Access(Roles(frozenset({"authors", "builders"}), GIVEN), "interfaces/workflows")
UNKNOWN = "11111111-2222-4333-8444-555555555555"


def person(*groups: str, subject: str = "ada") -> Principal:
    return Principal(subject, subject, "", frozenset(groups), frozenset({"openid"}), "person", 0.0)


def machine(*scopes: str) -> Principal:
    return Principal("client", "client", "", frozenset(), frozenset(scopes), "machine", 0.0)


@pytest.mark.parametrize(
    ("who", "roles", "starts"),
    [
        (person("authors"), {"preview", "publish", "manage"}, True),
        (person("x", "builders"), {"preview", "publish", "manage"}, True),
        (person("reviewers"), {"preview"}, False),
        (person("releasers"), {"preview", "publish"}, False),
        (person("reviewers", "auditors"), {"preview", "audit"}, False),
        (person("Authors"), set(), False),
        (person("preview", "audit", ""), set(), False),
        (person(), set(), False),
        (machine("interfaces/workflows"), set(), True),
        (machine("interfaces/workflow", "authors", "audit"), set(), False),
        (machine(), set(), False),
    ],
)
def test_which_roles_groups_give_and_who_starts(who: Principal, roles: set[Role], starts: bool) -> None:
    assert ACCESS.roles.of(who) == roles
    assert [ACCESS.has_any(who, role) for role in sorted(ROLES)] == [role in roles for role in sorted(ROLES)]
    assert ACCESS.may_start(who) == starts


def test_what_is_wanted_of_nobody_is_allowed_to_nobody() -> None:
    assert not ACCESS.has_any(person("authors"))


@pytest.mark.parametrize(
    ("who", "assigned_to", "opens"),
    [
        (person(), None, True),
        (person(), "ada", True),
        (person(), "Ada", False),
        (person("authors"), "bob", False),
        (machine("interfaces/workflows"), None, False),
        (machine("interfaces/workflows"), "client", False),
    ],
)
def test_who_opens_a_node(who: Principal, assigned_to: str | None, opens: bool) -> None:
    assert ACCESS.may_open(who, assigned_to) == opens


@pytest.mark.parametrize(
    ("who", "assigned_to", "rereads"),
    [
        (person(subject="bob"), None, True),  # who sent it
        (person(subject="bob"), "ada", True),
        (person(), "ada", True),  # who it was asked of
        (person(), None, False),
        (person("authors"), "bob", False),
        (machine("interfaces/workflows"), None, False),
    ],
)
def test_who_gets_a_copy_of_what_bob_sent(who: Principal, assigned_to: str | None, rereads: bool) -> None:
    assert ACCESS.may_reread(who, assigned_to, "bob") == rereads


SEEING, PUBLISHING, MANAGING = {"preview", "publish", "manage"}, {"publish"}, {"manage"}
CALLS = [
    ("GET", "/interfaces", SEEING),
    ("GET", f"/interfaces/{UNKNOWN}", SEEING),
    ("GET", f"/interfaces/{UNKNOWN}/events", SEEING),
    ("GET", f"/interfaces/{UNKNOWN}/publications", SEEING),
    ("GET", f"/publications/{UNKNOWN}", SEEING),
    ("GET", f"/publications/{UNKNOWN}/events", SEEING),
    ("POST", f"/interfaces/{UNKNOWN}/publish", PUBLISHING),
    ("POST", f"/interfaces/{UNKNOWN}/rollback", PUBLISHING),
    ("POST", f"/interfaces/{UNKNOWN}/migrate-tasks", PUBLISHING),
    ("POST", "/interfaces/create", MANAGING),
    ("PATCH", f"/interfaces/{UNKNOWN}", MANAGING),
    ("POST", f"/interfaces/{UNKNOWN}/archive", MANAGING),
    ("GET", "/outbox", MANAGING),
    ("POST", f"/outbox/{UNKNOWN}/retry", MANAGING),
    ("POST", "/workflow-executions", MANAGING),
    ("POST", f"/workflow-executions/{UNKNOWN}/nodes/{UNKNOWN}/generate-url", MANAGING),
    ("GET", "/status", MANAGING),
    ("GET", "/audit", {"audit"}),
]


@pytest.fixture(scope="module")
def ruled_api(
    issuer: Issuer, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApi]:
    """An API where each role is given to a group of its own."""
    folder = tmp_path_factory.mktemp("ruled")
    with fresh_api(issuer, databases, folder, group_roles="a=preview,b=publish,c=manage,d=audit") as api:
        yield api


@pytest.mark.parametrize(("method", "path", "roles"), CALLS)
def test_each_call_asks_for_its_role(
    ruled_api: RunningApi, issuer: Issuer, method: str, path: str, roles: set[Role]
) -> None:
    groups = {"preview": "a", "publish": "b", "manage": "c", "audit": "d", None: "e"}
    for role, group in groups.items():
        token = issuer.mint.mint_person(replace(MEMBER, groups=(group,)))
        answer = ruled_api.nobody.request(method, path, headers=bearer(token))

        assert (answer.status_code != 403) == (role in roles), (role, answer.text)
        assert role in roles or "INTERFACES_GROUP_ROLES" in answer.text or "scope" in answer.text


def test_a_call_that_is_not_in_the_list_cannot_be_forgotten(ruled_api: RunningApi) -> None:
    """Deny by default: every call of the API is in the list above, or is one for people with a task."""
    paths = ruled_api.nobody.get("/openapi.json").json()["paths"]
    listed = {(method, re.sub(UNKNOWN, "{}", path)) for method, path, _ in CALLS}
    tasks = "/workflow-executions/{}/nodes/{}"  # for people, by assignment
    found = {
        (method.upper(), re.sub(r"{\w+}", "{}", path)) for path, calls in paths.items() for method in calls
    }
    others = {(method, path) for method, path in found - listed if not path.startswith(tasks)}

    assert listed <= found
    assert others == {("GET", "/livez"), ("GET", "/readyz")}


def test_the_audit_comes_in_pages_to_auditors(ruled_api: RunningApi, issuer: Issuer) -> None:
    task = ruled_api.task()
    sealed(ruled_api)
    headers = bearer(issuer.mint.mint_person(replace(MEMBER, groups=("d",))))

    def page(**query: int) -> list[dict[str, Any]]:
        told = ruled_api.nobody.get("/audit", params=query, headers=headers)
        acts: list[dict[str, Any]] = told.json()["acts"]
        return acts

    everything = page()
    assert everything[-1]["what"] == "task started"
    assert everything[-1]["execution_uuid"] == task.execution
    assert [act["seq"] for act in everything] == list(range(1, len(everything) + 1))
    assert page(after=1, limit=1) == everything[1:2]
    assert page(after=len(everything)) == []


@pytest.mark.parametrize(
    "path", ["/workflow-executions", f"/workflow-executions/{UNKNOWN}/nodes/{UNKNOWN}/generate-url"]
)
def test_starting_is_for_authors_and_the_workflow_engine(shared_api: RunningApi, path: str) -> None:
    assert shared_api.member.post(path).status_code == 403
    assert shared_api.author.post(path).status_code in (404, 422)
    assert shared_api.machine.post(path).status_code in (404, 422)


def test_a_machine_without_the_scope_starts_nothing(shared_api: RunningApi, issuer: Issuer) -> None:
    token = issuer.mint.mint_machine(["openid"])

    refused = shared_api.nobody.post("/workflow-executions", headers=bearer(token))

    assert refused.status_code == 403
    assert "interfaces/workflows" in refused.json()["detail"]


def test_a_node_is_only_there_for_whom_it_is_assigned_to(shared_api: RunningApi) -> None:
    theirs = shared_api.task(assigned_user_id=MEMBER.subject)
    other = shared_api.task(assigned_user_id=AUTHOR.subject)
    absent = f"/workflow-executions/{UNKNOWN}/nodes/{UNKNOWN}"
    nothing = without_id(shared_api.member.get(f"{absent}?workflow_uuid={UNKNOWN}"))
    assert nothing[0] == 404

    assert shared_api.member.get(theirs.read_path).status_code == 200
    assert without_id(shared_api.author.get(theirs.read_path)) == nothing
    assert without_id(shared_api.machine.get(theirs.read_path)) == nothing
    assert without_id(shared_api.member.get(other.read_path)) == nothing
    assert without_id(shared_api.member.get(f"{theirs.path}?workflow_uuid={other.workflow}")) == nothing
    swapped = f"/workflow-executions/{theirs.execution}/nodes/{other.node}?workflow_uuid={theirs.workflow}"
    assert without_id(shared_api.member.get(swapped)) == nothing
    assert shared_api.nobody.get(theirs.read_path).status_code == 401


def test_nobody_else_saves_or_submits(shared_api: RunningApi) -> None:
    task = shared_api.task(assigned_user_id=MEMBER.subject)
    absent = f"/workflow-executions/{UNKNOWN}/nodes/{UNKNOWN}"
    for client in (shared_api.author, shared_api.machine):
        for method, end, body in (
            ("PUT", "/draft", {"draft": {}}),
            ("PATCH", "/submit", {"response_data": {"action": "approve", "note": "mine now"}}),
        ):
            refused = client.request(method, task.path + end, json=body)
            nothing = client.request(method, absent + end, json=body)

            assert without_id(refused) == without_id(nothing)
            assert refused.status_code == 404
    assert shared_api.member.get(task.read_path).json()["status"] == "open"


def test_a_node_assigned_to_nobody_is_open_to_everyone_signed_in(shared_api: RunningApi) -> None:
    task = shared_api.task()

    assert shared_api.member.get(task.read_path).status_code == 200
    assert shared_api.author.get(task.read_path).status_code == 200
    assert without_id(shared_api.machine.get(task.read_path))[0] == 404


def test_an_author_may_start_what_they_built(shared_api: RunningApi) -> None:
    node = {"interface_uuid": shared_api.published(), "context": CONTEXT}
    body = {"workflow_uuid": UNKNOWN, "nodes": [node]}

    assert shared_api.author.post("/workflow-executions", json=body).status_code == 201
