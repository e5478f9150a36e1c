"""A preview: the package as it stands now, with one of its examples. Nothing is ever sent."""

from dataclasses import replace
from urllib.parse import urlencode

import orjson
from starlette.types import ASGIApp

from identity.refusal import TokenRefused
from renderer.faults import PackageFaults
from renderer.form.decode import Answers, decode
from renderer.form.names import STAY
from renderer.form.response import to_response
from renderer.form.rows import UnknownOperation, apply_operation
from renderer.form.steps import asked, flow_of, merged, turned
from renderer.form.validate import told, validate
from renderer.package import Package
from router.accept import header, wants_page
from router.choice import Choice, choice_of
from router.errors import BadRequest, SignInNeeded
from router.fault_page import fault_answer
from router.file_intake import NoStore
from router.form_post import FormPost, read_form
from router.locale import switched_to
from router.preview_caller import preview_caller, waiting_page
from router.preview_page import CARRIED, Posted
from router.reply import NO_STORE, Reply, reply
from router.request import EdgeRequest
from router.same_origin import check_cookie_request
from router.security import beyond, new_nonce, page
from router.shown import Shown

_STAYS = f"$op={STAY}"


async def show(request: EdgeRequest) -> ASGIApp:
    """The form as its people will see it, kept up to date by its events."""
    try:
        shown, choice = await look_up(request)
    except (SignInNeeded, TokenRefused):
        waiting = waiting_page(request)
        if waiting is None:
            raise
        return waiting
    if shown.package is None:
        return fault_answer(request, shown, choice, shown.faults)
    return await _page(request, shown, shown.package, choice)


async def check(request: EdgeRequest) -> ASGIApp:
    """A dry run: rows are changed, or the answers are checked and shown as they would be sent."""
    check_cookie_request(request)
    shown, choice = await look_up(request)
    post = await read_form(request, NoStore(shown.package, request.resources.settings.max_file_bytes))
    if shown.package is None:
        return fault_answer(request, shown, choice, shown.faults)
    if locale := switched_to(post.operation, shown.package.manifest.locales):
        choice, post = replace(choice, locale=locale), replace(post, operation=STAY)
    posted = _try(shown.package, choice, post, wants_page(request.scope["headers"]))
    if wants_page(request.scope["headers"]) or posted.payload is None:
        return await _page(request, shown, shown.package, choice, posted)
    return _verdict(shown, posted)


async def look_up(request: EdgeRequest) -> tuple[Shown, Choice]:
    """What the caller's interface shows now, and what the address chooses of it. Raises NotFound."""
    caller = await preview_caller(request)
    shown = await request.resources.previews.find(request.params["interface"], caller)
    choice = choice_of(request.query_params)
    if shown.package is None:
        return shown, choice
    return shown, choice.settled(shown.package, header(request.scope["headers"], b"accept-language"))


async def _page(
    request: EdgeRequest, shown: Shown, package: Package, choice: Choice, posted: Posted | None = None
) -> Reply:
    nonce = new_nonce()
    previews = request.resources.previews
    try:
        html = await previews.drawing.page(shown, package, choice, nonce, posted)
        previews.note_drawn(shown)
    except PackageFaults as broken:
        last = previews.last_drawn(shown)
        if last is None or last.package is None:
            return fault_answer(request, shown, choice, broken.faults)
        package = last.package
        html = await previews.drawing.page(
            last, package, choice, nonce, posted
        )  # its events tell what is wrong now
    status = 422 if posted and posted.errors else 200
    ancestors = (*request.resources.settings.preview_origins, *package.manifest.embed.frame_ancestors)
    return page(html, nonce, status, tuple(dict.fromkeys(ancestors)), shown.headers, beyond(package))


def _try(package: Package, choice: Choice, post: FormPost, asks: bool) -> Posted:
    """What comes of a posted form. `asks`: a person may be asked once more before they send."""
    answers = merged(asked(package, post.step), _known(post), decode(package, post.pairs))
    if post.refused:
        errors = told(package, post.refused, choice.locale)
        return Posted(answers, _STAYS, errors, at=post.step, then=post.then)
    if post.operation:
        try:
            answers = apply_operation(package, answers, post.operation)
        except UnknownOperation:
            raise BadRequest("The form has no such list or row.") from None
        return Posted(answers, _STAYS, at=post.step, then=post.then)
    if go := turned(package, post.step, post.go):
        return _go(package, choice, post, answers, go)
    context = choice.fixture_of(package).context
    response = to_response(package, answers, context)
    errors = validate(package, response, context, choice.locale)
    action = str(response.get("action", ""))
    confirms = any(a.id == action and a.confirm for a in package.manifest.actions)
    if asks and confirms and not errors and not post.is_confirmed:
        return Posted(answers, _STAYS, at=post.step, confirming=action, post=post)
    redraw = urlencode({"action": action, **({"$confirmed": "yes"} if confirms else {})})
    return Posted(answers, redraw, errors, response, at=post.step)


def _go(package: Package, choice: Choice, post: FormPost, answers: Answers, go: str) -> Posted:
    """The step that was asked for. What the others hold is carried along in the page: nothing is stored."""
    flow = flow_of(package, answers, choice.fixture_of(package).context, choice.locale)
    if go == "save":
        return Posted(answers, _STAYS, at=post.step, then=post.then, notices=("preview-saves-nothing",))
    errors = flow.errors_of(post.step) if go == "next" else []
    if errors:
        return Posted(answers, _STAYS, errors, at=post.step, then=post.then)
    to, then = flow.turn(go, post.step, post.then)
    return Posted(answers, _STAYS, at=to, then=then)


def _known(post: FormPost) -> Answers:
    """What the page carried along of other steps."""
    try:
        known = orjson.loads(post.controls.get(CARRIED, "{}"))
    except ValueError:
        known = None
    if not isinstance(known, dict):
        raise BadRequest("The form carries no answers that can be read.")
    return known


def _verdict(shown: Shown, posted: Posted) -> Reply:
    errors = [
        {"pointer": error.pointer, "keyword": error.keyword, "message": error.message}
        for error in posted.errors
    ]
    verdict = {"valid": not errors, "response_data": posted.payload, "errors": errors}
    return reply(200, b"application/json", orjson.dumps(verdict), [NO_STORE, *shown.headers])
