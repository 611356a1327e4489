"""``/metrics``: what Prometheus asks for. The text is made by `oftwist.metrics`."""

from __future__ import annotations

from oftwist.http.problem import Problem
from oftwist.http.request import Request, Response
from oftwist.http.routing import Routes

routes = Routes()


@routes.get("/metrics", content="text/plain", refuses=(404,))
async def metrics(request: Request) -> Response:
    """Return all metrics, in the format that the ``Accept`` header asks for."""
    there = request.app.metrics
    if there is None:
        raise Problem(404, "no metrics are kept here: the configuration has [metrics] enabled = false")
    text, content_type = there.render(request.headers.get("accept", ""))
    return Response(text, content_type=content_type)
