"""The files a preview loads: the package's and the engine's, named by digest and so never stale."""

from starlette.types import ASGIApp

from router.assets import asset_reply
from router.request import EdgeRequest


async def show(request: EdgeRequest) -> ASGIApp:
    """Anyone may load them who knows the digest, as in production."""
    digest, path = request.params["digest"], request.params["path"]
    edge = request.resources
    assets = edge.engine.assets if digest == edge.engine.digest else edge.previews.editions.assets(digest)
    return asset_reply(request, assets.get(path))
