"""Is it alive, and should it get work: for load balancers, supervisors, container platforms. No credentials needed."""

from __future__ import annotations

import msgspec

from oftwist.http.request import Request, Response
from oftwist.http.routing import Routes

routes = Routes()


class Health(msgspec.Struct):
    """The state of this process."""

    status: str
    status_reason: str


@routes.get("/healthz", answer=Health, public=True)
async def healthz(request: Request) -> Health:
    """Say that the process answers."""
    return Health("ok", "the reactor runs")


@routes.get("/readyz", answer=Health, refuses=(503,), public=True)
async def readyz(request: Request) -> object:
    """Say whether switches can be served."""
    app = request.app
    reasons = [] if app.controller.running else ["the controller does not run"]
    reasons += filter(None, (ready() for ready in app.ready))
    if reasons:
        return Response(Health("not ready", "; ".join(reasons)), 503)
    return Health("ready", f"{len(app.controller.switches)} switches are up")
