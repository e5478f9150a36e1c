"""A preview framed by a page of another site: no cookie, a token by message. Rows 22 and 23."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from router.registry import workspace_uuid
from tests.browser.hosting import Host, hosted
from tests.renderer.good import write
from tests.support.previewing import PreviewEdge, previewing

HOST = """<!doctype html><title>Host</title>
<iframe id="frame" title="Preview" width="900" height="700"></iframe>
<script>
const asked = [];
window.answers = true;
addEventListener("message", async (event) => {
  if (event.data?.type !== "auth-required" || event.origin !== EDGE) return;
  asked.push(event.data);
  if (!window.answers) return;
  const headers = { authorization: "Bearer " + ACCESS };
  const minted = await fetch(PREVIEW + "/token", { method: "POST", headers });
  const { token } = await minted.json();
  event.source.postMessage({ interfaces: 1, type: "token", token }, EDGE);
});
document.getElementById("frame").src = PREVIEW;
</script>"""


def frame_in(host: Host, edge: PreviewEdge, preview: str, access: str) -> None:
    """Makes the host's page one that frames the preview, and hands tokens over."""
    named = {"EDGE": edge.url, "PREVIEW": preview, "ACCESS": access}
    constants = "".join(f"const {name} = {value!r};" for name, value in named.items())
    host.html = HOST.replace("<script>", f"<script>{constants}", 1)


@pytest.fixture
def host() -> Iterator[Host]:
    with hosted() as host:
        yield host


@pytest.fixture
def edge(tmp_path: Path, host: Host) -> Iterator[PreviewEdge]:
    write(tmp_path / "packages")
    with previewing(tmp_path / "packages", tmp_path / "state", preview_origins=host.url) as edge:
        yield edge


@pytest.fixture
def preview(edge: PreviewEdge) -> str:
    (folder,) = [path.name for path in edge.packages.iterdir()]
    return f"{edge.url}/{workspace_uuid(f'@webapp/{folder}')}"


def test_the_page_around_hands_a_token_over_and_the_preview_lives(
    page: Page, host: Host, edge: PreviewEdge, preview: str, context: BrowserContext
) -> None:
    frame_in(host, edge, preview, edge.issuer.mint("author"))
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(host.url)
    frame = page.frame_locator("#frame")

    expect(frame.locator("form.form")).to_be_visible()
    locale = next((edge.packages).rglob("locales/en.json"))
    title = frame.locator("h1").inner_text()
    locale.write_text(locale.read_text().replace(title, "Changed while you look"))
    expect(frame.locator("h1")).to_have_text("Changed while you look")
    frame.locator("form.form .button-primary").first.click()
    expect(frame.locator(".dry-run, #errors, .payload").first).to_be_visible()
    assert context.cookies() == []
    assert not [url for url in requested if "gAAAA" in url]


def test_without_a_token_nothing_is_shown(page: Page, host: Host, edge: PreviewEdge, preview: str) -> None:
    frame_in(host, edge, preview, edge.issuer.mint("author"))
    host.html = host.html.replace("window.answers = true", "window.answers = false")
    page.goto(host.url)

    expect(page.frame_locator("#frame").get_by_role("status")).to_contain_text("Waiting")
    page.wait_for_function("asked.length > 0")
    expect(page.frame_locator("#frame").locator("form")).to_have_count(0)


SENDERS = [
    "frame.contentWindow.postMessage({ interfaces: 1, type: 'token', token: GOOD }, '*')",  # the right one
    "frame.contentWindow.postMessage({ interfaces: 2, type: 'token', token: GOOD }, '*')",
    "frame.contentWindow.postMessage({ type: 'token', token: GOOD }, '*')",
    "frame.contentWindow.postMessage({ interfaces: 1, type: 'tokens', token: GOOD }, '*')",
    "frame.contentWindow.postMessage({ interfaces: 1, type: 'token', token: { toString: 1 } }, '*')",
    "frame.contentWindow.postMessage({ interfaces: 1, type: 'token' }, '*')",
    "frame.contentWindow.postMessage('token', '*')",
    "frame.contentWindow.postMessage(null, '*')",
    "frame.contentWindow.postMessage({ interfaces: '1', type: 'token', token: GOOD }, '*')",
]


def test_23_messages_that_are_not_the_hosts_token_do_nothing(
    page: Page, host: Host, edge: PreviewEdge, preview: str
) -> None:
    """Ten senders: malformed ones from the right page, and a sibling frame with a good token."""
    frame_in(host, edge, preview, edge.issuer.mint("author"))
    host.html = host.html.replace("window.answers = true", "window.answers = false")
    page.goto(host.url)
    page.wait_for_function("asked.length > 0")
    good = page.evaluate(
        "async () => (await (await fetch(PREVIEW + '/token',"
        " { method: 'POST', headers: { authorization: 'Bearer ' + ACCESS } })).json()).token"
    )
    for sender in SENDERS[1:]:
        page.evaluate(f"(GOOD) => {{ const frame = document.getElementById('frame'); {sender} }}", good)
    sibling = "parent.frames[0].postMessage({ interfaces: 1, type: 'token', token: GOOD }, '*')"
    page.evaluate(
        "([code, GOOD]) => { const other = document.createElement('iframe');"
        " const all = 'const GOOD = ' + JSON.stringify(GOOD) + ';' + code + ';parent.sent = true';"
        " other.srcdoc = '<script>' + all + '</' + 'script>';"
        " document.body.append(other); }",
        [sibling, good],
    )
    page.wait_for_function("window.sent === true")
    page.evaluate("(GOOD) => open(location.href.replace('localhost', '127.0.0.1'))", good)

    expect(page.frame_locator("#frame").locator("form")).to_have_count(0)
    page.evaluate(f"(GOOD) => {{ const frame = document.getElementById('frame'); {SENDERS[0]} }}", good)
    expect(page.frame_locator("#frame").locator("form.form")).to_be_visible()  # only that one counts
