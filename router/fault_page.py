"""What is shown instead of a preview while its package has never been without faults."""

from collections.abc import Sequence

from renderer.faults import Fault
from renderer.site import render_site
from router.accept import wants_page
from router.choice import Choice
from router.excerpt import excerpt
from router.preview_page import address
from router.problems import Problem, problem_json
from router.reply import Reply
from router.request import EdgeRequest
from router.security import new_nonce, page
from router.shown import Shown

STATUS = 422


def fault_answer(request: EdgeRequest, shown: Shown, choice: Choice, faults: Sequence[Fault]) -> Reply:
    """A page that becomes the preview once the faults are mended, or problem JSON that lists them."""
    if not wants_page(request.scope["headers"]):
        return problem_json(_problem(shown, faults), request.id)
    nonce = new_nonce()
    uuid = shown.interface.uuid
    html = render_site(
        "faults",
        locale="en",
        theme=choice.theme,
        nonce=nonce,
        package=shown.interface.package,
        faults=_placed(shown, faults),
        assets=f"/{uuid}/-/{request.resources.engine.digest}/",
        events=address(uuid, choice, "/events"),
        shown=shown.id,
        sync=shown.sync,
    )
    return page(html, nonce, STATUS, request.resources.settings.preview_origins, shown.headers)


def fault_panel(shown: Shown, faults: Sequence[Fault]) -> str:
    """The same list as a piece of HTML, to lay over a page that is open."""
    return render_site("fault_panel", package=shown.interface.package, faults=_placed(shown, faults))


def _placed(shown: Shown, faults: Sequence[Fault]) -> list[tuple[Fault, object]]:
    return [(fault, excerpt(shown.edition.source, fault)) for fault in faults]


def _problem(shown: Shown, faults: Sequence[Fault]) -> Problem:
    listed = [
        {"file": fault.file, "line": fault.line, "message": fault.message, "fix": fault.fix}
        for fault in faults
    ]
    return Problem(
        STATUS,
        "The package has faults",
        "It cannot be shown until they are mended.",
        "package-faults",
        shown.headers,
        extra={"faults": listed},
    )
