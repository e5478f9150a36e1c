"""No page posts to its own address: a browser that cannot send it would put an error page in its place."""

import re
from html import unescape
from itertools import pairwise

import httpx2
import pytest

from tests.router.conftest import RunningEdge
from tests.router.nodes import plan_task
from tests.router.targets import TASK
from tests.support.neighbour import Neighbour

pytestmark = pytest.mark.anyio

WRONG = {"$key": "k" * 22, "note": "", "amount": "1,2,3", "action": "approve"}


def posts_to(html: str) -> str:
    (form,) = re.findall(r'<form[^>]* method="post"[^>]*>', html)
    return unescape(form.split('action="')[1].split('"')[0])


async def test_a_form_and_its_errors_post_elsewhere_each_time(
    edge: RunningEdge, http: httpx2.AsyncClient, neighbour: Neighbour, digest: str
) -> None:
    plan_task(neighbour, digest)
    shown = await http.get(f"{TASK}?locale=de", headers=edge.browser())
    addresses = [f"{TASK}?locale=de", posts_to(shown.text)]

    for _ in range(3):
        refused = await http.post(addresses[-1], data=WRONG, headers=edge.browser())
        assert refused.status_code == 422
        addresses.append(posts_to(refused.text))

    assert not [one for one, then in pairwise(addresses) if one == then]
    assert all(address.startswith(f"{TASK}?locale=de") for address in addresses)


async def test_what_is_kept_for_who_is_signed_out_posts_elsewhere_too(
    edge: RunningEdge, http: httpx2.AsyncClient
) -> None:
    signed_out = edge.browser() | {"Cookie": "interfaces_token=expired.or.broken"}

    got = await http.post(f"{TASK}?turn=1&step=a%22b", data=WRONG, headers=signed_out)

    assert got.status_code == 401
    assert posts_to(got.text) == "?turn=2&step=a%22b"
