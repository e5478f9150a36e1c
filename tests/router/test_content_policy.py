"""The policy of our pages leaves a script that is not ours no way in: what policy evaluators call severe."""

import httpx2
import pytest

from router.security import content_policy
from tests.router.signing_in import PAGE, go_to_issuer
from tests.router.targets import TASK

pytestmark = pytest.mark.anyio

FETCHED = ("script-src", "style-src", "img-src", "font-src", "connect-src", "default-src")


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";")]
    assert len({part[0] for part in parts}) == len(parts), "a directive that is repeated is ignored"
    return {part[0]: part[1:] for part in parts}


def severe(policy: dict[str, list[str]]) -> list[str]:
    """Every fault that would let a foreign script run, or a foreign page frame this one."""
    faults = [
        name for name in ("default-src", "base-uri", "form-action", "frame-ancestors") if name not in policy
    ]
    sources = [(name, source) for name in FETCHED for source in policy.get(name, [])]
    faults += [
        f"{name} {source}"
        for name, source in sources
        if "*" in source or "unsafe" in source or source in ("https:", "http:")
    ]
    if policy["default-src"] != ["'none'"] or policy["base-uri"] != ["'none'"]:
        faults.append("a fallback")
    if any(not source.startswith("'nonce-") for source in policy["script-src"]):
        faults.append("scripts by place")
    return faults


async def test_no_page_has_a_severe_fault_and_no_nonce_comes_twice(http: httpx2.AsyncClient) -> None:
    pages = [
        await http.get(url, headers=PAGE) for url in ("/", TASK, await go_to_issuer(http), "/signin/out")
    ]
    policies = [directives(page.headers["content-security-policy"]) for page in pages]

    assert [severe(policy) for policy in policies] == [[]] * len(pages)
    assert len({policy["script-src"][0] for policy in policies}) == len(pages)
    assert {page.headers["cross-origin-opener-policy"] for page in pages} == {"same-origin"}
    assert all("camera=()" in page.headers["permissions-policy"] for page in pages)


def test_the_look_out_for_faults_finds_them() -> None:
    good = content_policy("n")

    assert severe(directives(good.replace("'nonce-n';", "'nonce-n' 'unsafe-inline';", 1))) != []
    assert severe(directives(good.replace("default-src 'none'", "default-src *"))) != []
    assert severe(directives(good.replace("base-uri 'none'; ", "base-uri 'self'; "))) != []
