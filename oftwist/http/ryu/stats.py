"""``/stats/...``: the part of the Ryu API that reads and changes switches, request by request.

A question is asked and told entry by entry, giving way to switches in between. A change is answered when a barrier has
confirmed it; what the switch refuses is told with the name of its error (409), where Ryu says 200.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater

from oftwist.controller.roles import role_name
from oftwist.dpid import format_dpid, parse_dpid
from oftwist.http.problem import Problem
from oftwist.http.request import Request, Response
from oftwist.http.routing import Routes
from oftwist.http.ryu import changes, questions
from oftwist.http.ryu.given import Given, Mistake, read_body
from oftwist.http.ryu.questions import Asked, Question
from oftwist.wire import Malformed

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.controller.switch import Switch

    Handler = Callable[[Request], Awaitable[object]]

routes = Routes()

#: Entries told before switches get their turn.
AT_ONCE = 100


def mistakes_told(handler: Handler) -> Handler:
    """Answer a mistake in a request as the Ryu API does: 400, or 501 for what another version could do."""

    @wraps(handler)
    async def answer(request: Request) -> object:
        try:
            return await handler(request)
        except Mistake as error:
            raise Problem(501 if error.unsupported else 400, error.problem, error.path) from None

    return answer


def read_dpid(given: object, path: str, digits: int = 0) -> int:
    """A datapath id, in the spelling of Ryu or any other.

    Args:
        given: ``/stats`` has decimal numbers, the others 16 hexadecimal digits.
        path: its place.
        digits: so many digits are hexadecimal.
    """
    if isinstance(given, str) and len(given) != digits:
        try:
            number = int(given, 0)  # of 16 digits without a zero at the beginning
            given = number if 0 <= number < 1 << 64 else given
        except ValueError:
            pass
    try:
        return parse_dpid(given)  # type: ignore[arg-type]
    except ValueError as error:
        raise Mistake(str(error)[:200], path) from None


def find_switch(request: Request, body: Given | None = None, digits: int = 0) -> Switch:
    """The switch of a request: that of its body, or that of its path.

    Raises:
        Mistake: none is given, or no datapath id.
        Problem: 404, it is not connected.
    """
    if body is not None and (body.get("dpid") or ("dpid" in body and "dpid" not in request.parameters)):
        dpid = read_dpid(body.get("dpid"), body.at("dpid"))
    elif "dpid" in request.parameters:
        dpid = read_dpid(request.parameters["dpid"], "$", digits)
    else:
        raise Mistake("'dpid' is missing")
    controller = request.app.controller
    switch = controller.switches.get(dpid) or controller.held.get(dpid)
    if switch is None:
        raise Problem(404, f"switch {format_dpid(dpid)} is not connected")
    return switch


# --- questions --------------------------------------------------------------------------------------


async def answer(switch: Switch, question: Question) -> dict[str, object]:
    """Ask a switch, and tell what it says under its datapath id."""
    found: list[object] = []
    for message in question.requests:
        if question.of is None:
            told: list[Decoded] = await switch.stats(message)
        else:
            reply = await switch.request(message)
            part = getattr(reply, question.of) if question.of else reply
            told = part if isinstance(part, list) else [part]
        for index, entry in enumerate(told):
            if index % AT_ONCE == AT_ONCE - 1:
                await _turn(switch)
            if not isinstance(entry, Malformed) and (question.keep is None or question.keep(entry)):
                found.append(question.tell(entry, switch.version))
    if question.single:
        return {str(switch.datapath_id): found[0] if found else {}}
    return {str(switch.datapath_id): found}


def _turn(switch: Switch) -> Deferred[None]:
    """Let others have the reactor."""
    return deferLater(switch.protocol.clock, 0, lambda: None)


def _add_questions(name: str, make: Callable[[Asked], Question], parts: int) -> None:
    """Add the routes of one question: with none, one, or all of the parts that may follow the datapath id."""

    @mistakes_told
    async def handler(request: Request) -> object:
        switch = find_switch(request)
        further = tuple(request.parameters[part] for part in _PARTS if part in request.parameters)
        body = read_body(request.body) if name in questions.NARROWED else Given({})
        return await answer(switch, make(Asked(switch.ofp, further, body, switch.ports)))

    for count in range(parts + 1):
        path = "/".join([f"/stats/{name}/{{dpid}}", *(f"{{{part}}}" for part in _PARTS[:count])])
        for method in ("GET", "POST") if name in questions.NARROWED else ("GET",):
            routes.route(method, path, hidden=True, changes=False)(handler)


_PARTS = ("first", "second")
for _name, (_make, _count) in questions.QUESTIONS.items():
    _add_questions(_name, _make, _count)


@routes.get("/stats/switches", hidden=True)
async def switches(request: Request) -> object:
    """The datapath ids of the connected switches, as numbers."""
    controller = request.app.controller
    return sorted({*controller.switches, *controller.held})


# --- changes ----------------------------------------------------------------------------------------

DONE = Response(b"", 200)


async def _applied(request: Request, switch: Switch, *messages: Message) -> Response:
    """Send messages, confirmed, and say in the audit trail what they were."""
    request.notes.append(f"{switch.dpid}: {'; '.join(str(message) for message in messages)}"[:300])
    await switch.apply(*messages)
    return DONE


def _add_changes(what: str, commands: tuple[str, ...], make: Callable[[str, Given, ModuleType], Message]) -> None:
    """Add the routes that add, modify and delete something."""

    @mistakes_told
    async def handler(request: Request) -> object:
        command = request.parameters["command"]
        if command not in commands:
            raise Problem(404, f"{command[:40]!r} is none of {', '.join(commands)}")
        body = read_body(request.body)
        switch = find_switch(request, body)
        return await _applied(request, switch, make(command, body, switch.ofp))

    routes.post(f"/stats/{what}/{{command}}", hidden=True)(handler)


_add_changes("flowentry", changes.FLOW_COMMANDS, changes.flow_mod)
_add_changes("groupentry", changes.GROUP_COMMANDS, changes.group_mod)
_add_changes("meterentry", changes.METER_COMMANDS, changes.meter_mod)


@routes.delete("/stats/flowentry/clear/{dpid}", hidden=True)
@mistakes_told
async def clear_flows(request: Request) -> object:
    """Delete all flows."""
    switch = find_switch(request)
    return await _applied(request, switch, *changes.clear(switch.ofp, switch.features.n_tables))


@routes.post("/stats/portdesc/modify", hidden=True)
@mistakes_told
async def modify_port(request: Request) -> object:
    """Change the configuration of a port."""
    body = read_body(request.body)
    switch = find_switch(request, body)
    message = changes.port_mod(body, switch.ofp, switch.ports)
    if message is None:
        raise Problem(404, "there is no such port", body.at("port_no"))
    return await _applied(request, switch, message)


@routes.post("/stats/role", hidden=True)
@mistakes_told
async def change_role(request: Request) -> object:
    """Ask for another role."""
    body = read_body(request.body)
    switch = find_switch(request, body)
    number = changes.role_number(body)
    if request.app.cluster is not None:
        raise Problem(409, "the nodes of the cluster decide among themselves who is master", body.at("role"))
    request.notes.append(f"{switch.dpid}: role {role_name(number)}")
    await switch.request_role(number)
    return DONE


@routes.post("/stats/experimenter/{dpid}", hidden=True)
@mistakes_told
async def send_experimenter(request: Request) -> object:
    """Send a message of an experimenter; what the switch answers is not told."""
    body = read_body(request.body)
    switch = find_switch(request, body)
    return await _applied(request, switch, changes.experimenter(body, switch.ofp))
