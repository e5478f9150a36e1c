"""A preview over HTTP: the page, its choices, the dry run, faults, assets. A real edge, a real folder."""

import html
import json
import re
from pathlib import Path

import httpx2
import pytest

from tests.preview.events import reading
from tests.preview.waiting import eventually
from tests.renderer.good import FILES, FOLDER, write
from tests.support.content_policy import directives, severe
from tests.support.previewing import PreviewEdge, preview_path

pytestmark = pytest.mark.anyio

PREVIEW = preview_path(FOLDER)
JSON = {"Accept": "application/json"}
APPROVED = {"action": "approve", "days": "5"}
FAILING = '{% extends "base.html" %}\n{% block intro %}\n{{ ctx.nowhere }}\n{% endblock %}\n'


def shown_by(answer: httpx2.Response) -> str:
    """What the page says it shows."""
    found = re.search(r'data-shown="([^"]+)"', answer.text)
    assert found
    return found[1]


async def test_the_page_shows_the_default_example(reader: httpx2.AsyncClient) -> None:
    answer = await reader.get(PREVIEW)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Leave request" in answer.text
    assert 'name="days" value="5"' in answer.text, "prefilled from the example's context"


async def test_it_says_which_version_it_shows(reader: httpx2.AsyncClient) -> None:
    page = (await reader.get(PREVIEW)).text

    digest = re.search(r"<code data-digest>([0-9a-f]{10})</code>", page)
    assert digest
    assert f'data-shown="{digest[1]}' in page
    assert "Version 1.0.0" in page


async def test_language_and_theme_are_chosen_by_the_address(reader: httpx2.AsyncClient) -> None:
    page = (await reader.get(f"{PREVIEW}?locale=de&theme=dark")).text

    assert '<html lang="de"' in page
    assert 'data-theme="dark"' in page
    assert "Urlaubsantrag" in page


async def test_without_a_choice_the_browsers_language_counts(reader: httpx2.AsyncClient) -> None:
    german = await reader.get(PREVIEW, headers={"Accept-Language": "de-AT, en;q=0.5"})

    assert '<html lang="de"' in german.text
    assert "locale=de" in german.text, "its events must speak the same language"


@pytest.mark.parametrize(
    "query", ["fixture=gone", "locale=xx", "theme=pink", "fixture=" + "x" * 5_000, "%00"]
)
async def test_an_unknown_choice_falls_back(reader: httpx2.AsyncClient, query: str) -> None:
    answer = await reader.get(f"{PREVIEW}?{query}")

    assert answer.status_code == 200
    assert "Leave request" in answer.text


async def test_the_page_is_complete_without_javascript(reader: httpx2.AsyncClient) -> None:
    page = (await reader.get(PREVIEW)).text

    assert '<form class="form" id="form" method="post"' in page
    assert '<select name="fixture">' in page


async def test_a_dry_run_shows_the_exact_payload(reader: httpx2.AsyncClient) -> None:
    answer = await reader.post(PREVIEW, data=APPROVED | {"deputy": "", "kind": "holiday"})

    assert answer.status_code == 200
    assert "Nothing was sent" in answer.text
    payload = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", answer.text, re.DOTALL)
    assert payload
    assert json.loads(html.unescape(payload[1])) == {"days": 5, "kind": "holiday", "action": "approve"}


async def test_a_dry_run_of_wrong_answers_keeps_them(reader: httpx2.AsyncClient) -> None:
    answer = await reader.post(PREVIEW, data={"action": "approve", "days": "ninety", "deputy": "nobody"})

    assert answer.status_code == 422
    assert 'value="ninety"' in answer.text
    assert 'value="nobody"' in answer.text
    assert 'id="e-days"' in answer.text


async def test_programs_get_the_verdict_as_json(reader: httpx2.AsyncClient) -> None:
    good = await reader.post(PREVIEW, data=APPROVED, headers=JSON)
    bad = await reader.post(PREVIEW, data={"action": "reject", "days": "5"}, headers=JSON)

    assert good.json() == {"valid": True, "response_data": {"days": 5, "action": "approve"}, "errors": []}
    assert bad.json()["valid"] is False
    assert [(error["pointer"], error["keyword"]) for error in bad.json()["errors"]] == [
        ("/reason", "required")
    ]
    assert all(error["message"] for error in bad.json()["errors"])


async def test_the_page_says_how_to_draw_itself_again(reader: httpx2.AsyncClient) -> None:
    fresh = (await reader.get(PREVIEW)).text
    tried = (await reader.post(PREVIEW, data=APPROVED)).text
    stayed = (await reader.post(PREVIEW, data=APPROVED | {"$op": "stay"})).text

    assert 'data-redraw=""' in fresh
    assert 'data-redraw="action=approve"' in tried
    assert 'data-redraw="$op=stay"' in stayed


async def test_an_operation_on_no_list_is_a_bad_request(reader: httpx2.AsyncClient) -> None:
    answer = await reader.post(PREVIEW, data=APPROVED | {"$op": "add:nothing"}, headers=JSON)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"days=%FF", "application/x-www-form-urlencoded", 400),
        (b"x=" + b"1" * 1_100_000, "application/x-www-form-urlencoded", 413),
    ],
)
async def test_bad_bodies_are_refused(
    reader: httpx2.AsyncClient, body: bytes, kind: str, status: int
) -> None:
    answer = await reader.post(PREVIEW, content=body, headers=JSON | {"Content-Type": kind})

    assert answer.status_code == status


async def test_another_site_cannot_post_with_our_cookie(reader: httpx2.AsyncClient) -> None:
    answer = await reader.post(PREVIEW, data=APPROVED, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


async def test_strangers_and_members_see_nothing(shared_edge: PreviewEdge) -> None:
    async with httpx2.AsyncClient(base_url=shared_edge.url) as client:
        for path in (PREVIEW, f"{PREVIEW}/events"):
            stranger = await client.get(path)
            member = await client.get(path, headers=shared_edge.bearer("member"))
            unknown = await client.get(preview_path("interface-unknown"), headers=shared_edge.bearer())

            assert stranger.status_code == 401
            assert member.status_code == unknown.status_code == 404
            assert member.json()["detail"] == unknown.json()["detail"]


async def test_a_package_that_was_never_good_shows_its_faults(
    http: httpx2.AsyncClient, packages: Path
) -> None:
    broken = "interface-broken"
    manifest = FILES["interface.toml"].replace(FOLDER, broken)
    write(packages, FILES | {"interface.toml": manifest, "ui.json": '{\n "order": [\n'}, broken)

    answer = await eventually(
        lambda: http.get(preview_path(broken)), lambda answer: "1 fault in" in answer.text
    )
    program = await http.get(preview_path(broken), headers=JSON)
    posted = await http.post(preview_path(broken), data=APPROVED)

    assert "ui.json:" in answer.text
    assert "data-events" in answer.text, "the page becomes the preview once the faults are mended"
    assert program.json()["type"] == "/problems/package-faults"
    assert program.json()["faults"][0]["file"] == "ui.json"
    assert posted.status_code == 422


async def test_a_template_that_fails_while_it_is_filled_leaves_the_last_good_page(
    http: httpx2.AsyncClient, packages: Path
) -> None:
    before = await http.get(PREVIEW)

    write(packages, {"templates/page.html": FAILING})
    async with reading(http, f"{PREVIEW}/events?fixture=default&locale=en") as events:
        told = await events.next()
        while told.name != "fault":
            told = await events.next()
    after = await http.get(PREVIEW)

    assert "templates/page.html:3" in told.data["html"]
    assert after.status_code == 200
    assert shown_by(after) == shown_by(before)


async def test_a_template_that_never_could_be_filled_shows_its_line(
    http: httpx2.AsyncClient, packages: Path
) -> None:
    broken = "interface-broken"
    manifest = FILES["interface.toml"].replace(FOLDER, broken)
    write(packages, FILES | {"interface.toml": manifest, "templates/page.html": FAILING}, broken)

    answer = await eventually(
        lambda: http.get(preview_path(broken)), lambda answer: "templates/page.html:3" in answer.text
    )

    assert answer.status_code == 422
    assert "{{ ctx.nowhere }}" in answer.text, "the excerpt"


async def test_assets_are_served_by_digest_for_ever(reader: httpx2.AsyncClient) -> None:
    page = (await reader.get(PREVIEW)).text
    paths = re.findall(rf'(?:src|href)="({PREVIEW}/-/[^"]+)"', page)

    assert {path.rsplit("/", 1)[1] for path in paths} >= {"logo.svg", "form.js", "preview.js"}
    for path in paths:
        asset = await reader.get(path)
        assert asset.status_code == 200, path
        assert "immutable" in asset.headers["cache-control"]


async def test_an_asset_of_nobody_is_not_found(reader: httpx2.AsyncClient) -> None:
    engine = re.search(rf"{PREVIEW}/-/([0-9a-f]+)/form\.js", (await reader.get(PREVIEW)).text)
    assert engine

    for path in (f"{'0' * 40}/logo.svg", f"{engine[1]}/logo.svg", f"{engine[1]}/nothing.js"):
        assert (await reader.get(f"{PREVIEW}/-/{path}")).status_code == 404


async def test_a_preview_is_framed_by_the_sites_of_its_manifest_and_its_fault_page_by_none(
    http: httpx2.AsyncClient, packages: Path
) -> None:
    good = await http.get(PREVIEW)
    write(packages, {"interface.toml": "format = 2\n"}, "interface-broken")
    bad = await http.get(preview_path("interface-broken"))

    policies = [directives(answer.headers["content-security-policy"]) for answer in (good, bad)]
    assert [policy["frame-ancestors"] for policy in policies] == [["https://portal.example.com"], ["'none'"]]
    assert [severe(policy) for policy in policies] == [[], []]
