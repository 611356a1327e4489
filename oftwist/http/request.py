"""A request as handlers see it, and what they may answer. Knows msgspec; no Twisted server.

Values of people are taken beside those of programs: numbers may come as strings, in the body and in the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from oftwist.dpid import format_dpid
from oftwist.http.problem import Problem

if TYPE_CHECKING:
    from twisted.web.server import Request as TwistedRequest

    from oftwist.controller.switch import Switch
    from oftwist.http.app import HttpApp

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)

_AT = re.compile(r" - at `(.*)`$", re.DOTALL)


@dataclass(frozen=True)
class Response:
    """An answer that is not JSON, or not 200.

    Attributes:
        body: bytes, as they are; anything else is encoded as JSON.
        status: of HTTP.
        content_type: of the body.
        headers: further ones.
    """

    body: object = b""
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Stream(Protocol):
    """An answer that goes on: a handler may return one, which then owns the request of Twisted."""

    def begin(self, request: TwistedRequest) -> object:
        """Write the answer, to its end."""


@dataclass(frozen=True)
class Request:
    """One request that may be answered: it is who he says, and asks for something there is.

    Attributes:
        app: the controller, and what is attached to it.
        method: ``"GET"`` ...
        path: without the query, still quoted.
        parameters: what the path says in the places of ``{name}``.
        query: the arguments; each may come several times.
        headers: by lower-case name; of several with one name the first.
        body: the bytes.
        user: who asks: the name of the user or token, ``"anonymous"`` where none is needed.
        peer: the address he asks from.
        notes: what a handler has to say about what it changed, for the audit trail.
    """

    app: HttpApp
    method: str
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    user: str
    peer: str
    notes: list[str] = field(default_factory=list)

    def arguments(self, wanted: type[S]) -> S:
        """The query as a struct; lists take every occurrence of an argument, all others need at most one.

        Raises:
            Problem: 422; the path is ``?name``.
        """
        fields = msgspec.structs.fields(wanted)
        lists = {one.encode_name for one in fields if "list[" in str(one.type)}
        known = {one.encode_name for one in fields}
        given: dict[str, object] = {}
        for name, values in self.query.items():
            if name not in known:
                taken = ", ".join(sorted(known)) or "none is taken"
                raise Problem(422, f"there is no argument {name!r}: {taken}", f"?{name}")
            if name not in lists and len(values) > 1:
                raise Problem(422, "it may be given once", f"?{name}")
            given[name] = values if name in lists else values[0]
        try:
            return msgspec.convert(given, wanted, strict=False)
        except msgspec.ValidationError as error:
            detail, path = told(error)
            raise Problem(422, detail, "?" + path.removeprefix("$").removeprefix(".")) from None

    def json(self, wanted: type[T]) -> T:
        """The body as a value of this type.

        Raises:
            Problem: 400 it is no JSON; 422 it is, and says something else, with the path.
        """
        try:
            return msgspec.json.decode(self.body, type=wanted, strict=False)
        except msgspec.ValidationError as error:
            raise Problem(422, *told(error)) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Problem(400, f"the body is no JSON: {error}", "$") from None

    @property
    def dpid(self) -> int:
        """The datapath id in the path, in any spelling, or by its name.

        Raises:
            Problem: 404, it is none.
        """
        try:
            return self.app.controller.names.find(self.parameters["dpid"])
        except ValueError as error:
            raise Problem(404, str(error)) from None

    @property
    def switch(self) -> Switch:
        """The switch of the path.

        Raises:
            Problem: 404, it was never there; 503, it is gone.
        """
        controller, dpid = self.app.controller, self.dpid
        switch = controller.switches.get(dpid) or controller.held.get(dpid)
        if switch is not None:
            return switch
        gone = controller.registry.gone.get(dpid)
        if gone is not None:
            raise Problem(503, f"switch {format_dpid(dpid)} is gone: {gone.reason}")
        raise Problem(404, f"switch {format_dpid(dpid)} has not connected")


def told(error: msgspec.ValidationError) -> tuple[str, str]:
    """What msgspec says, and the path it says it about."""
    text = str(error)
    at = _AT.search(text)
    return (text[: at.start()], at[1]) if at is not None else (text, "$")
