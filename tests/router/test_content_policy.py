"""The policy of our pages leaves a script that is not ours no way in: what policy evaluators call severe."""

import httpx2
import pytest

from router.security import content_policy
from tests.router.signing_in import PAGE, go_to_issuer
from tests.router.targets import TASK
from tests.support.content_policy import directives, severe

pytestmark = pytest.mark.anyio


async def test_no_page_has_a_severe_fault_and_no_nonce_comes_twice(http: httpx2.AsyncClient) -> None:
    pages = [
        await http.get(url, headers=PAGE)
        for url in ("/", TASK, await go_to_issuer(http), "/signin/out", "/i/1/2/3")
    ]
    policies = [directives(page.headers["content-security-policy"]) for page in pages]

    assert [severe(policy) for policy in policies] == [[]] * len(pages)
    assert len({policy["script-src"][0] for policy in policies}) == len(pages)
    assert {page.headers["cross-origin-opener-policy"] for page in pages} == {"same-origin"}
    assert all("camera=()" in page.headers["permissions-policy"] for page in pages)


def test_the_look_out_for_faults_finds_them() -> None:
    good = content_policy("n" * 22)

    assert severe(directives(good)) == []
    for ours, theirs in (
        (f"'nonce-{'n' * 22}';", f"'nonce-{'n' * 22}' 'unsafe-inline';"),
        ("default-src 'none'", "default-src *"),
        ("base-uri 'none'; ", "base-uri 'self'; "),
        ("base-uri 'none'; ", ""),
        ("style-src 'self'", "style-src self"),
        ("connect-src", "conect-src"),
        ("font-src 'self'", "font-src data:"),
        ("n" * 22, "n"),
    ):
        assert severe(directives(good.replace(ours, theirs, 1))) != [], theirs
