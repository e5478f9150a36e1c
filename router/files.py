"""Files that are sent one by one, by the script of a form, and files that people open again."""

from urllib.parse import unquote

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from client.request import Answer
from renderer.form.files import Reference, to_text
from renderer.form.validate import told
from renderer.formats import show_size
from renderer.package import Package
from router.api_client import ApiClient
from router.caller import Caller, caller_of
from router.errors import BadRequest
from router.locale import locale_of
from router.multipart import FileRefused, FileSink
from router.problems import Problem, problem_json
from router.reply import NO_STORE, Reply, reply
from router.request import EdgeRequest
from router.request_body import parts_of
from router.same_origin import check_cookie_request
from router.task import NodeTarget
from router.task_files import TaskFiles, read
from typed.record import dataclass

_STATUS = {"maximum": 413, "largest": 413, "enum": 415, "storing": 503, "many_files": 409}
_PASSED_ON = ("content-type", "content-length", "content-disposition")
_SAFE = (
    NO_STORE,
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
)


async def send(request: EdgeRequest) -> ASGIApp:
    """Stores one file of a task; the answer is what the form shows and posts for it."""
    check_cookie_request(request)
    target = NodeTarget.of(request.params)
    files = TaskFiles(request, target)
    _, package = await files.look_up()
    return await take(request, files, package, f"{target.url}/files/")


async def show(request: EdgeRequest) -> ASGIApp:
    """A file, for the person who sent it: always as a download, never shown as part of our site."""
    target = NodeTarget.of(request.params)
    caller = await caller_of(request)
    return Delivery(request.resources.api, target, caller, request.params["digest"])


@dataclass(frozen=True)
class Delivery:
    """One file on its way to its owner, an ASGI application."""

    api: ApiClient
    target: NodeTarget
    caller: Caller
    digest: str

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        async with read(self.api, self.target, self.caller, self.digest) as response:
            await send({"type": "http.response.start", "status": 200, "headers": _headers(response)})
            async for piece in response.parts():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def _headers(response: Answer) -> list[tuple[bytes, bytes]]:
    kept = [(name, response.headers[name]) for name in _PASSED_ON if name in response.headers]
    return [*((name.encode(), value.encode("latin-1")) for name, value in kept), *_SAFE]


async def take(request: EdgeRequest, sink: FileSink, package: Package, files: str) -> Reply:
    """Gives the file that comes to `sink`. `files`: the URL below which it can be opened again, or empty."""
    field = request.query_params.get("field", "")
    name = unquote(request.headers.get("x-file-name", ""))
    if not name:
        raise BadRequest("X-File-Name must hold the file's name, percent-encoded.")
    locale = locale_of(request, package.manifest.locales)
    try:
        reference = await sink.put(field, name, parts_of(request.receive))
    except FileRefused as refusal:
        return _refusal(request, package, locale, refusal)
    return reply(201, b"application/json", orjson.dumps(_shown(reference, locale, files)), [NO_STORE])


def _shown(reference: Reference, locale: str, files: str) -> dict[str, str]:
    return {
        "value": to_text(reference),
        "name": reference["name"],
        "size": show_size(reference["size"], locale),
        "digest": reference["digest"],
        "url": f"{files}{reference['digest']}" if files else "",
    }


def _refusal(request: EdgeRequest, package: Package, locale: str, refusal: FileRefused) -> Reply:
    (error,) = told(package, [refusal.error], locale)
    status = _STATUS[error.keyword]
    return problem_json(Problem(status, "The file was not taken", error.message, "file"), request.id)
