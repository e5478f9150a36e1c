"""Who may do what: the table, then the same over HTTP."""

import pytest

from api.access import Access
from identity.issuer import AUTHOR, MEMBER
from identity.principal import Principal
from tests.api.origin import CONTEXT
from tests.api.running import Issuer, RunningApi, bearer, without_id

ACCESS = Access(frozenset({"authors", "builders"}), "interfaces/workflows")
UNKNOWN = "11111111-2222-4333-8444-555555555555"


def person(*groups: str, subject: str = "ada") -> Principal:
    return Principal(subject, subject, "", frozenset(groups), frozenset({"openid"}), "person", 0.0)


def machine(*scopes: str) -> Principal:
    return Principal("client", "client", "", frozenset(), frozenset(scopes), "machine", 0.0)


@pytest.mark.parametrize(
    ("who", "builds", "starts"),
    [
        (person("authors"), True, True),
        (person("x", "builders"), True, True),
        (person("Authors"), False, False),
        (person(), False, False),
        (machine("interfaces/workflows"), False, True),
        (machine("interfaces/workflow", "authors"), False, False),
        (machine(), False, False),
    ],
)
def test_who_builds_and_who_starts(who: Principal, builds: bool, starts: bool) -> None:
    assert (ACCESS.may_build(who), ACCESS.may_start(who)) == (builds, starts)


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


AUTHORS = [
    ("GET", "/interfaces"),
    ("GET", f"/interfaces/{UNKNOWN}"),
    ("POST", "/interfaces/create"),
    ("PATCH", f"/interfaces/{UNKNOWN}"),
    ("POST", f"/interfaces/{UNKNOWN}/archive"),
    ("POST", f"/interfaces/{UNKNOWN}/publish"),
    ("POST", f"/interfaces/{UNKNOWN}/rollback"),
    ("GET", f"/interfaces/{UNKNOWN}/publications"),
    ("GET", f"/interfaces/{UNKNOWN}/events"),
    ("GET", f"/publications/{UNKNOWN}"),
    ("GET", f"/publications/{UNKNOWN}/events"),
]


@pytest.mark.parametrize(("method", "path"), AUTHORS)
def test_building_is_for_authors(shared_api: RunningApi, method: str, path: str) -> None:
    for client in (shared_api.member, shared_api.machine):
        refused = client.request(method, path)

        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
        assert "INTERFACES_AUTHOR_GROUPS" in refused.json()["detail"]


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
