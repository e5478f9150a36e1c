"""Static files of releases and of the engine: found by digest, finished at load."""

from functools import lru_cache

from starlette.types import ASGIApp

from renderer.assets import Asset
from router.accept import header, qualities
from router.errors import NotFound, ReleaseNotFound
from router.reply import Reply
from router.request import EdgeRequest

_ABOUT_THE_BODY = (b"content-length", b"content-type", b"content-encoding")


async def show(request: EdgeRequest) -> ASGIApp:
    """An asset of the engine or of a release. Its URL names its content, so it may be kept for ever."""
    digest, path = request.params["digest"], request.params["path"]
    engine = request.resources.engine
    if digest == engine.digest:
        return asset_reply(request, engine.get(path))
    try:
        package = await request.resources.releases.public(digest)
    except ReleaseNotFound:
        raise NotFound from None
    return asset_reply(request, package.assets.get(path))


def asset_reply(request: EdgeRequest, asset: Asset | None) -> Reply:
    """The best variant the caller takes, or 304 when they have it. Raises NotFound for None."""
    if asset is None:
        raise NotFound
    headers = request.scope["headers"]
    encoding = best_encoding(header(headers, b"accept-encoding"), tuple(asset.variants))
    finished = asset.headers(encoding)
    if _holds(header(headers, b"if-none-match"), asset.etag[1:-1]):
        return Reply(304, [field for field in finished if field[0] not in _ABOUT_THE_BODY])
    return Reply(200, finished, asset.variants[encoding] if encoding else asset.body)


def _holds(if_none_match: str, tag: str) -> bool:
    """Whether the caller has this content, in whichever encoding it was sent."""
    if not if_none_match:
        return False
    held = (item.strip().removeprefix("W/").strip('"') for item in if_none_match.split(","))
    return any(item == "*" or item.partition("-")[0] == tag for item in held)


@lru_cache(256)
def best_encoding(accept_encoding: str, available: tuple[str, ...]) -> str:
    """The first of `available` with the highest quality, or "" where the plain body is liked better."""
    weights = dict(reversed(qualities(accept_encoding)))
    weighed = [(weights.get(name, weights.get("*", 0.0)), name) for name in available]
    best = max((weight for weight, _ in weighed), default=0.0)
    if best <= 0 or weights.get("identity", 0.0) > best:
        return ""
    return next(name for weight, name in weighed if weight == best)
