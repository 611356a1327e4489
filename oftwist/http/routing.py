"""Routes: which handler answers which path and method, and what its requests and answers look like.

A route says its types once: the handler uses them, the OpenAPI document is made of them. Knows no server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import unquote

from oftwist.http.problem import Problem
from oftwist.http.request import Request

Handler = Callable[[Request], Awaitable[object]]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True)
class Route:
    """One path and method.

    Attributes:
        method: ``"GET"`` ...
        path: with ``{name}`` in the place of a part, ``{name:path}`` at the end for all that follows.
        handler: answers it.
        query: the struct of its arguments, or None.
        body: the type of its body, or None.
        example: a body, for people.
        answer: the type of its answer (of what is encoded as JSON).
        content: the content type of an answer that is not JSON.
        status: of success.
        refuses: further statuses it may answer.
        public: needs no credentials.
        hidden: is not in the OpenAPI document.
        changes: whether it changes something, which belongs into the audit trail; None goes by the method.
    """

    method: str
    path: str
    handler: Handler
    query: type | None = None
    body: object = None
    example: object = None
    answer: object = None
    content: str = "application/json"
    status: int = 200
    refuses: tuple[int, ...] = ()
    public: bool = False
    hidden: bool = False
    changes: bool | None = None

    @property
    def writes(self) -> bool:
        """Whether its method is one that may change something."""
        return self.method not in ("GET", "HEAD", "OPTIONS")

    @property
    def audited(self) -> bool:
        """Whether it belongs into the audit trail."""
        return self.writes if self.changes is None else self.changes


@dataclass
class _Node:
    """A place in the tree of paths: what may follow, by its text or as a parameter."""

    children: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None
    rest: _Node | None = None
    routes: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict)


class Routes:
    """A table of routes; those of several files are put together with `include`."""

    def __init__(self) -> None:
        self._routes: list[Route] = []
        self._root = _Node()

    def __iter__(self) -> Iterator[Route]:
        """All routes, in the order they were written."""
        return iter(self._routes)

    def get(self, path: str, **about: object) -> Callable[[H], H]:
        """Decorate the handler of GET (and HEAD) of a path; see `Route` for what may be said about it."""
        return self.route("GET", path, **about)

    def post(self, path: str, **about: object) -> Callable[[H], H]:
        """The same of POST."""
        return self.route("POST", path, **about)

    def put(self, path: str, **about: object) -> Callable[[H], H]:
        """The same of PUT."""
        return self.route("PUT", path, **about)

    def delete(self, path: str, **about: object) -> Callable[[H], H]:
        """The same of DELETE."""
        return self.route("DELETE", path, **about)

    def patch(self, path: str, **about: object) -> Callable[[H], H]:
        """The same of PATCH."""
        return self.route("PATCH", path, **about)

    def route(self, method: str, path: str, **about: object) -> Callable[[H], H]:
        """The same of any method."""

        def add(handler: H) -> H:
            self._add(Route(method, path, handler, **about))  # type: ignore[arg-type]
            return handler

        return add

    def include(self, *others: Iterable[Route]) -> Routes:
        """Add the routes of other tables; returns this one."""
        for other in others:
            for route in other:
                self._add(route)
        return self

    def _add(self, route: Route) -> None:
        node, names = self._root, []
        for part in route.path.strip("/").split("/"):
            if part.startswith("{") and part.endswith(":path}"):
                names.append(part[1:-6])
                node.rest = node.rest or _Node()
                node = node.rest
            elif part.startswith("{"):
                names.append(part[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.children.setdefault(part, _Node())
        if route.method in node.routes:
            raise ValueError(f"{route.method} {route.path} has a handler already")
        node.routes[route.method] = route, tuple(names)
        self._routes.append(route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """Return the route of a request, and what stands in the path for its parameters.

        Args:
            method: of the request; HEAD is answered as GET.
            path: still quoted.

        Raises:
            Problem: 404 there is nothing here; 405 not with this method.
        """
        parts = [unquote(part, errors="strict") for part in path.strip("/").split("/")]
        found = self._walk(self._root, parts)
        if found is None:
            raise Problem(404, f"there is nothing at {path}")
        node, values = found
        route, names = node.routes.get("GET" if method == "HEAD" else method, (None, ()))
        if route is None:
            allowed = sorted({*node.routes, *(["HEAD"] if "GET" in node.routes else [])})
            raise Problem(405, f"{method} is none of {', '.join(allowed)}", headers={"Allow": ", ".join(allowed)})
        return route, dict(zip(names, values, strict=True))

    def _walk(self, node: _Node, parts: list[str]) -> tuple[_Node, list[str]] | None:
        if not parts:
            return (node, []) if node.routes else None
        child = node.children.get(parts[0])
        found = self._walk(child, parts[1:]) if child is not None else None
        if found is None and node.parameter is not None and parts[0]:
            found = self._walk(node.parameter, parts[1:])
            if found is not None:
                found[1].insert(0, parts[0])
        if found is None and node.rest is not None:
            found = node.rest, ["/".join(parts)]
        return found
