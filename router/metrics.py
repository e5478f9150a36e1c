"""`/metrics` of the edge, for who knows its token. For everybody else there is nothing there."""

from starlette.types import ASGIApp

from identity.shared_secret import opens
from router.errors import NotFound
from router.reply import NO_STORE, reply
from router.request import EdgeRequest
from router.resources import Resources
from router.status import groups
from telemetry.metric import Gauge
from telemetry.workers import summed


async def show(request: EdgeRequest) -> ASGIApp:
    """Counts of all workers, and how things are here."""
    edge = request.resources
    if not opens(edge.settings.metrics_token, request.scope["headers"]):
        raise NotFound
    from telemetry.exposition import CONTENT_TYPE, exposition  # its library costs a start

    text = exposition(summed(edge.metrics), await gauges(edge))
    return reply(200, CONTENT_TYPE.encode("ascii"), text, [NO_STORE])


_HEALTHY = "interfaces_target_healthy_hosts", "Hosts of a target group that can serve."


async def gauges(edge: Resources) -> list[Gauge]:
    """How things are with this process."""
    faults = await edge.readiness.faults()
    told = [Gauge("interfaces_ready", "Whether this instance can serve.", not faults)]
    told += [Gauge(*_HEALTHY, group.healthy, (("group", group.name),)) for group in groups(edge, faults)]
    if edge.optional_previews:
        tabs = len(edge.optional_previews.editions.hub)
        told.append(Gauge("interfaces_preview_tabs", "Previews that are open.", tabs))
    return told
