"""What GitHub delivers after a push. A delivery is a hint: taken at once, and looked into afterwards."""

import orjson
from starlette.types import ASGIApp

from router.delivery import check_signature, push_of, signature_of, why_of_no_use
from router.errors import NotFound
from router.reply import NO_STORE, Reply, reply
from router.request import EdgeRequest
from router.request_body import read_body

SIZE_LIMIT = 4 * 1024 * 1024  # bytes; a push of a few thousand commits


async def take(request: EdgeRequest) -> ASGIApp:
    """202 for whatever is signed; the answer says what is done with it. Raises NotFound without a secret."""
    settings, previews = request.resources.settings, request.resources.previews
    secret = settings.webhook_secret.get_secret_value()
    if not secret:
        raise NotFound
    signature = signature_of(request.scope["headers"])
    body = await read_body(request.receive, SIZE_LIMIT)
    check_signature(secret, body, signature)
    event = request.headers.get("x-github-event", "")
    if event == "ping":
        return _answer("pong", "Pushes will be taken.")
    if event != "push":
        return _answer("ignored", f"Only pushes are of use here. Deselect the event '{event[:50]}'.")
    if previews.follower is None:
        return _answer("ignored", "This preview shows a folder of its machine, not a branch.")
    push = push_of(body)
    if reason := why_of_no_use(push, previews.follower.branch.sync.branch, settings.git_url):
        return _answer("ignored", reason)
    previews.follower.hint(push.commit)
    return _answer("accepted", f"{push.branch} will be looked at.")


def _answer(status: str, detail: str) -> Reply:
    body = orjson.dumps({"status": status, "detail": detail})
    return reply(200 if status == "pong" else 202, b"application/json", body, [NO_STORE])
