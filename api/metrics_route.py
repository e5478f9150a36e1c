"""`/metrics` of the API, for who knows its token. For everybody else there is nothing there."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from psycopg import Error

from api import queues
from api.faults import NotFound
from api.resources import Resources, Use
from identity.shared_secret import opens
from telemetry.metric import Gauge
from telemetry.workers import summed

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(request: Request, use: Use) -> Response:
    """Counts of all workers, and what waits in the database."""
    if not opens(use.settings.metrics_token, request.scope["headers"]):
        raise NotFound
    from telemetry.exposition import CONTENT_TYPE, exposition  # its library costs a start

    text = exposition(summed(use.metrics), await gauges(use))
    return Response(text, media_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


async def gauges(use: Resources) -> list[Gauge]:
    """While Postgres is away, only that it is."""
    reached = Gauge("interfaces_database_up", "Whether Postgres answers.", 1)
    try:
        now = await queues.count(use.database)
    except Error:
        return [Gauge(reached.name, reached.help, 0)]
    outbox = "interfaces_outbox_messages", "Messages to workflow engines that wait, or were given up."
    return [
        reached,
        Gauge(*outbox, now.waiting, (("state", "waiting"),)),
        Gauge(*outbox, now.dead, (("state", "dead"),)),
        Gauge("interfaces_publications_running", "Publications on their way.", now.publications),
        Gauge("interfaces_edges_connected", "Edges on the API's line.", now.edges),
    ]
