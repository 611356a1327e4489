"""The API described: the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from oftwist.http import openapi
from oftwist.http.request import Request, Response
from oftwist.http.routing import Route, Routes


def described(others: Iterable[Route]) -> Routes:
    """A route that describes others, and itself.

    Args:
        others: the routes there are when it is first asked for.
    """
    routes = Routes()
    made: list[bytes] = []

    @routes.get("/api/v1/openapi.json", answer=dict[str, Any], public=True)
    async def show_description(request: Request) -> Response:
        """Give this document."""
        if not made:  # takes some 10 ms, and is asked for seldom
            made.append(msgspec.json.encode(openapi.document(others)))
        return Response(made[0])

    return routes
