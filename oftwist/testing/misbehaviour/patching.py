"""What a misbehaviour is, and the places where one switch can be made to do wrong.

A patch changes one switch, once, when it is made: it wraps a function of that switch, of its datapath, of its tables or
of each of its channels. What wraps gets the function it stands for first, then the object that is the function's, then
the arguments. A switch without misbehaviours knows nothing of this. Knows the objects of ``oftwist.loxi`` by class name
and attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from oftwist.testing.channel import Channel, Device, Handler
from oftwist.testing.flow_table import FlowTable
from oftwist.testing.parts import Run
from oftwist.wire import decode
from oftwist.wire.interfaces import Part

#: Makes one switch do wrong.
Patch = Callable[[Device], None]
#: A function of the switch, as it was.
Original = Callable[..., Any]
#: What stands for it: called with it, its object, and its arguments.
Instead = Callable[..., object]


@dataclass(frozen=True)
class Misbehaviour:
    """One thing that a switch does wrong.

    Attributes:
        name: what it is called: ``"mask-ignored"``.
        subject: of the conformance suite that is about it: ``"match_fields"``.
        versions: OpenFlow versions it shows in: ``"1.1-1.5"``.
        text: what the switch does, in one sentence.
        patches: how it comes to do so.
        extensions: without which it has not got what goes wrong, see `oftwist.testing.FakeSwitch`.
    """

    name: str
    subject: str
    versions: str
    text: str
    patches: tuple[Patch, ...]
    extensions: str | None = None

    def begin(self, switch: Device) -> None:
        """Make a switch do it, from now on."""
        for patch in self.patches:
            patch(switch)


class Subject:
    """Makes misbehaviours of one subject."""

    def __init__(self, name: str, extensions: str | None = None) -> None:
        self.name = name
        self.extensions = extensions

    def __call__(self, name: str, versions: str, text: str, *patches: Patch) -> Misbehaviour:
        """A misbehaviour; arguments as its attributes."""
        return Misbehaviour(name, self.name, versions, text, patches, self.extensions)


# -- functions ---------------------------------------------------------------------------------------


def around(owner: object, name: str, instead: Instead) -> None:
    """Let ``instead`` stand for a method of one object."""
    setattr(owner, name, partial(instead, getattr(owner, name), owner))


def in_datapath(name: str, instead: Instead) -> Patch:
    """Another method of the datapath."""
    return lambda switch: around(switch.datapath, name, instead)


def in_flows(name: str, instead: Instead) -> Patch:
    """Another method of the tables together."""
    return lambda switch: around(switch.datapath.flows, name, instead)


def in_schedule(name: str, instead: Instead) -> Patch:
    """Another method of what is done at given times."""
    return lambda switch: around(switch.schedule, name, instead)


def in_each_table(kind: type[FlowTable]) -> Patch:
    """Tables of another kind."""

    def patch(switch: Device) -> None:
        tables = switch.datapath.flows.tables
        tables[:] = [kind(table.table_id, table.max_entries) for table in tables]

    return patch


def in_channels(name: str, instead: Instead) -> Patch:
    """Another method of every connection."""

    def opened(original: Original, switch: Device, *arguments: object, **more: object) -> object:
        channel = original(*arguments, **more)
        around(channel, name, instead)
        return channel

    return lambda switch: around(switch, "channel", opened)


def acting(name: str, instead: Callable[[Original, Run, Part], None]) -> Patch:
    """Another action; what stands for it is called with the packet and the action."""

    def patch(switch: Device) -> None:
        path = switch.datapath
        act = path.actions[name]
        path.actions = {**path.actions, name: lambda path, run, action: instead(partial(act, path), run, action)}

    return patch


# -- messages ----------------------------------------------------------------------------------------


def handling(*names: str, instead: Callable[[Handler, Channel, Part], None]) -> Patch:
    """Messages of these classes are handled otherwise."""

    def found(original: Original, switch: Device, cls: type) -> Handler | None:
        handler: Handler | None = original(cls)
        if handler is None or cls.__name__ not in names:
            return handler
        return partial(instead, handler)

    return lambda switch: around(switch, "handler_for", found)


def asked(*names: str, **members: object) -> Patch:
    """Messages of these classes are taken as if other things stood in them.

    Args:
        names: class names.
        members: the members that are read otherwise: values, or functions of the message.
    """

    def instead(handler: Handler, channel: Channel, msg: Part) -> None:
        _change(msg, members)
        frame, channel.frame = channel.frame, msg.pack()
        try:
            handler(channel, msg)
        finally:
            channel.frame = frame

    return handling(*names, instead=instead)


def ignored(*names: str) -> Patch:
    """Messages of these classes do nothing, and nothing is said of that."""

    def instead(handler: Handler, channel: Channel, msg: Part) -> None:
        """Nothing."""

    return handling(*names, instead=instead)


def telling(*names: str, edit: Callable[[Part], Iterable[Part]]) -> Patch:
    """Messages of these classes become others, none or several, before they are sent."""

    def instead(original: Original, channel: Channel, frame: bytes) -> None:
        msg: Part = decode(frame)
        for told in edit(msg) if type(msg).__name__ in names else [msg]:
            original(frame if told is msg and type(msg).__name__ not in names else told.pack())

    return in_channels("send_raw", instead)


def told(*names: str, **members: object) -> Patch:
    """Messages of these classes are sent with other members: values, or functions of the message."""

    def edit(msg: Part) -> list[Part]:
        _change(msg, members)
        return [msg]

    return telling(*names, edit=edit)


def told_each(*names: str, **members: object) -> Patch:
    """Each entry of these statistics is sent with other members: values, or functions of the entry."""

    def edit(msg: Part) -> list[Part]:
        for entry in msg.entries:
            _change(entry, members)
        return [msg]

    return telling(*names, edit=edit)


def untold(*names: str) -> Patch:
    """Messages of these classes are not sent."""
    return telling(*names, edit=lambda msg: [])


def _change(what: Part, members: dict[str, object]) -> None:
    """Give an object other members, where it has them; functions are asked before any is changed."""
    values = {name: value(what) if callable(value) else value for name, value in members.items() if hasattr(what, name)}
    for name, value in values.items():
        setattr(what, name, value)


# -- errors ------------------------------------------------------------------------------------------


def unrefused(kind: str, *codes: str) -> Patch:
    """What is refused with these errors is not done either, but nothing is said."""

    def instead(original: Original, channel: Channel, kind_: str, code: str, **more: object) -> None:
        if kind_ != kind or code not in codes:
            original(kind_, code, **more)

    return in_channels("error", instead)


def refused(kind: str, code: str, other_kind: str, other_code: str) -> Patch:
    """What is refused with one error is refused with another."""

    def instead(original: Original, channel: Channel, kind_: str, code_: str, **more: object) -> None:
        original(*((other_kind, other_code) if (kind_, code_) == (kind, code) else (kind_, code_)), **more)

    return in_channels("error", instead)
