"""Whether a request that changes something was sent by our own page."""

from router.errors import CrossSite
from router.request import EdgeRequest

_SAFE = ("GET", "HEAD", "OPTIONS")


def check_same_origin(request: EdgeRequest) -> None:
    """Raises CrossSite unless the browser says that our page sent this.

    Every browser sends Origin with a POST. `null` stands for a page without an origin: never ours.
    """
    headers = request.scope["headers"]
    sites = [value for name, value in headers if name == b"sec-fetch-site"]
    origins = [value for name, value in headers if name == b"origin"]
    if sites not in ([], [b"same-origin"]) or origins != [own_origin(request).encode("latin-1")]:
        raise CrossSite


def check_cookie_request(request: EdgeRequest) -> None:
    """The same for requests that the browser vouches for by itself: with a cookie, or with a session at the
    load balancer. A page elsewhere cannot set Authorization."""
    if request.method in _SAFE or "authorization" in request.headers:
        return
    if "cookie" in request.headers or "x-amzn-oidc-data" in request.headers:
        check_same_origin(request)


def own_origin(request: EdgeRequest) -> str:
    """The origin that browsers see us at: as configured, or as the request came."""
    public = request.resources.settings.public_url
    return public or f"{request.scope['scheme']}://{request.headers['host'].lower()}"
