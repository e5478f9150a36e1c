"""Files that are tried out in a preview."""

from starlette.types import ASGIApp

from router.errors import NotFound
from router.file_intake import NoStore
from router.files import take
from router.preview import look_up
from router.request import EdgeRequest
from router.same_origin import check_cookie_request


async def try_out(request: EdgeRequest) -> ASGIApp:
    """As in production: the file is looked at, and nothing of it is kept."""
    check_cookie_request(request)
    shown, _ = await look_up(request)
    if shown.package is None:
        raise NotFound
    sink = NoStore(shown.package, request.resources.settings.max_file_bytes)
    return await take(request, sink, shown.package, "")
