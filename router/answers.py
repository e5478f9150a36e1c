"""The layer that answers when a handler raises."""

from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

from identity.refusal import Reason, TokenRefused, fault_name
from renderer.faults import PackageFaults
from router.accept import header, wants_page
from router.errors import ClientGone
from router.problems import Problem, problem_json, problem_of, problem_page
from router.reply import Reply, redirect
from router.request import EdgeRequest
from telemetry.log import Log


class Answers:
    """Turns exceptions into pages or problem JSON. `sign_in`: whether there is a page to sign in at."""

    def __init__(self, app: ASGIApp, sign_in: bool, log: Log) -> None:
        self._app = app
        self._sign_in = sign_in
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except ClientGone:
            return
        except Exception as error:
            problem = problem_of(error)
            scope["fault"] = fault_name(error)
            if problem.status == 500:
                self._log.error("failed", request_id=scope["request_id"], **_facts(error))
            if "status" in scope:
                return  # begun already: the server breaks the connection, which tells the truth
            await self._answer(scope, problem, error)(scope, receive, send)

    def _answer(self, scope: Scope, problem: Problem, error: Exception) -> Reply:
        if not wants_page(scope["headers"]):
            return problem_json(problem, scope["request_id"])
        if self._sign_in and _can_be_renewed(scope, error):
            return redirect(sign_in_url(scope))
        return problem_page(problem, EdgeRequest(scope), sign_in_url(scope) if self._sign_in else "")


def _can_be_renewed(scope: Scope, error: Exception) -> bool:
    """Whether a person opens a page with a session that is only over. Never inside a frame."""
    if not isinstance(error, TokenRefused) or error.reason is not Reason.EXPIRED or scope["method"] != "GET":
        return False
    names = {name for name, _ in scope["headers"]}
    framed = header(scope["headers"], b"sec-fetch-dest") not in ("", "document")
    return b"cookie" in names and b"authorization" not in names and not framed


def sign_in_url(scope: Scope) -> str:
    """The sign-in page that leads back here. A posted form is opened again by GET."""
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    return "/signin?next=" + quote(scope["raw_path"] + query, safe="/")


def _facts(error: BaseException) -> dict[str, object]:
    """Which error and where, without its message: that may hold what somebody typed."""
    places = []
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    facts: dict[str, object] = {"error": type(error).__name__, "trace": places[-12:]}
    if isinstance(error, PackageFaults):
        facts["faults"] = [f"{error.package}/{fault.file}:{fault.line}" for fault in error.faults]
    return facts
