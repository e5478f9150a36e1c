"""Whether the process is up, and whether this instance can serve. Strangers learn no more than that."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from psycopg import Error

from api.database import Database
from api.migrate import MigrationFault, pending
from api.problem import Problem, refusals
from api.queries import SQL
from api.resources import Use
from door.protocol import DRAINING
from identity.refusal import KeySetUnavailable

router = APIRouter(tags=["health"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    return {"status": "up"}


@router.get("/readyz", responses=refusals(503))
async def readyz(request: Request, use: Use) -> Response:
    """200 when the database answers, is migrated, and tokens can be checked."""
    reason = _stopping(request) or await _database(use.database) or await _keys(use)
    if reason is None:
        return JSONResponse({"status": "ready"})
    request.scope["fault"] = reason
    problem = Problem(503, "not-ready", "Not ready", "The log says why.", headers={"Retry-After": "2"})
    return problem.to_response(request.scope["request_id"])


def _stopping(request: Request) -> str | None:
    return "process: about to stop" if DRAINING in request.scope["state"] else None


async def _database(database: Database) -> str | None:
    try:
        async with database.connection() as connection:
            rows = await connection.execute(SQL["list_migrations"])
            lacking = pending(dict(await rows.fetchall()), "pre")
    except Error as fault:
        return f"database: {type(fault).__name__}"
    except MigrationFault as fault:
        return f"database: {fault}"
    return "database: run `interfaces migrate`" if lacking else None


async def _keys(use: Use) -> str | None:
    try:
        await use.authenticator.check()
    except KeySetUnavailable:
        return "issuer: no signing keys"
    return None
