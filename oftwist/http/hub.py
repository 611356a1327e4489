"""The hub: sends events to those who stream them. One subscription, one encoding of each event, whoever many listen.

Nothing is kept for a client but its place in the ring of events: one that reads slowly is sent what it has not got when
it reads again, and dropped when it falls too far behind or does not read for long. Nobody waits for it. What happens
together is sent together, to a few clients in each turn of the reactor, so that switches get theirs in between. Idle
streams cost a comment each now and then, spread over time.

Everything runs in the reactor thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from oftwist.dpid import format_dpid
from oftwist.http.encoding import encode

if TYPE_CHECKING:
    from twisted.internet.interfaces import IDelayedCall

    from oftwist.controller.controller import Controller
    from oftwist.controller.events import Event

#: Seconds from an event to its sending: what happens together goes out together.
GATHER = 0.02
#: Streams written to in one turn of the reactor.
TURN = 32
#: Seconds between two signs of life to a stream.
ALIVE = 15
#: What a stream may be behind, in events, and for how long it may not read, in seconds.
BEHIND, STUCK = 2000, 30.0
_FRAMES = 4096


class EventAnswer(msgspec.Struct):
    """Something that happened."""

    id: int
    time: float
    kind: str
    dpid: str | None
    fields: dict[str, Any]


def describe(event: Event) -> EventAnswer:
    """An event as JSON says it."""
    dpid = None if event.dpid is None else format_dpid(event.dpid)
    return EventAnswer(event.id, event.time, event.kind, dpid, dict(event.fields))


class Filter(msgspec.Struct):
    """Which events are wanted; None is all."""

    kinds: frozenset[str] | None = None
    dpid: int | None = None

    def __call__(self, event: Event) -> bool:
        """Whether this one is."""
        return (self.kinds is None or event.kind in self.kinds) and (self.dpid is None or event.dpid == self.dpid)


class Hub:
    """The streams of one controller's events.

    Args:
        controller: whose events.

    Attributes:
        limit: streams at a time.
        streams: those that are open.
        dropped: streams dropped because they did not read.
    """

    def __init__(self, controller: Controller, limit: int = 2000) -> None:
        self.limit = limit
        self.streams: dict[EventStream, None] = {}
        self.dropped = 0
        self._controller = controller
        self._events = controller.events
        self._frames: OrderedDict[int, bytes] = OrderedDict()
        self._stop: Callable[[], object] = lambda: None
        self._sending: IDelayedCall | None = None
        self._turn: list[EventStream] = []
        self._ticking: IDelayedCall | None = None
        self._ticks = 0

    @property
    def full(self) -> bool:
        """Whether no more streams are taken."""
        return len(self.streams) >= self.limit

    def seconds(self) -> float:
        """The time."""
        return float(self._controller.clock.seconds())

    def join(self, stream: EventStream) -> None:
        """A stream begins."""
        if not self.streams:
            self._stop = self._events.subscribe(self._happened)
            self._ticking = self._controller.clock.callLater(1, self._tick)
        self.streams[stream] = None

    def leave(self, stream: EventStream) -> None:
        """It ends."""
        self.streams.pop(stream, None)
        if not self.streams:
            self._stop()
            for call in (self._sending, self._ticking):
                if call is not None and call.active():
                    call.cancel()
            self._sending = self._ticking = None
            self._turn.clear()

    def frame(self, event: Event) -> bytes:
        """An event as a stream has it; made once for all streams."""
        frame = self._frames.get(event.id)
        if frame is None:
            data = encode(describe(event))
            frame = self._frames[event.id] = b"id: %s.%d\ndata: %s\n\n" % (self._events.boot.encode(), event.id, data)
            if len(self._frames) > _FRAMES:
                self._frames.popitem(last=False)
        return frame

    def _happened(self, event: Event) -> None:
        if self._sending is None:
            self._sending = self._controller.clock.callLater(GATHER, self._send)

    def _send(self) -> None:
        """Bring the streams up to date, some in each turn."""
        self._sending = None
        if not self._turn:
            self._turn = list(self.streams)
        for _ in range(min(TURN, len(self._turn))):
            self._turn.pop().advance()
        if self._turn and self.streams:
            self._sending = self._controller.clock.callLater(0, self._send)
        elif self.streams and any(stream.place < self._events.last and not stream.paused for stream in self.streams):
            self._sending = self._controller.clock.callLater(GATHER, self._send)

    def _tick(self) -> None:
        """Signs of life: each second to every fifteenth stream."""
        self._ticking = self._controller.clock.callLater(1, self._tick)
        self._ticks += 1
        for stream in list(self.streams)[self._ticks % ALIVE :: ALIVE]:
            stream.alive()


@implementer(IPushProducer)
class EventStream:
    """One client that streams events: what a handler returns.

    Args:
        hub: sends.
        events: what there is to send.
        wanted: which of it.
        place: the id of the last event that the client has.
        missed: how many of those after it are not kept any more.

    Attributes:
        place: as given, and rising.
        paused: whether the client does not read.
    """

    def __init__(self, hub: Hub, events: Any, wanted: Filter, place: int, missed: int) -> None:
        self.place = place
        self.paused = False
        self._hub = hub
        self._events = events
        self._wanted = wanted
        self._missed = missed
        self._request: Any = None
        self._since = 0.0

    def begin(self, request: Any) -> None:
        """Take the request over, and send what has happened since its place."""
        self._request = request
        request.setHeader("Content-Type", "text/event-stream")
        request.setHeader("X-Accel-Buffering", "no")
        request.notifyFinish().addBoth(lambda _: self._gone())
        request.write(b": events of oftwist\nretry: 2000\n\n")
        if request.method == b"HEAD":
            request.finish()
            return
        if self._missed:
            self._tell_missed(self._missed)
        request.registerProducer(self, True)
        self._hub.join(self)
        self.advance()

    def advance(self) -> None:
        """Send what has happened."""
        if self._request is None:
            return
        if self.paused:
            if self._events.last - self.place > BEHIND:
                self.drop()
            return
        if self._events.last == self.place:
            return
        new: Iterable[Event] = self._events.since(self.place)
        frames = [self._hub.frame(event) for event in new if self._wanted(event)]
        self.place = self._events.last
        if frames:
            self._request.write(b"".join(frames))

    def alive(self) -> None:
        """Send a sign of life, and look for one."""
        if self.paused:
            if self._hub.seconds() - self._since > STUCK:
                self.drop()
        elif self._request is not None:
            self._request.write(b":\n\n")

    def drop(self) -> None:
        """It does not read: end it."""
        self._hub.dropped += 1
        request = self._request
        self._gone()
        request.channel.transport.abortConnection()

    def pauseProducing(self) -> None:
        """The client does not read as fast as it is sent to."""
        if not self.paused:
            self.paused = True
            self._since = self._hub.seconds()

    def resumeProducing(self) -> None:
        """It has read."""
        self.paused = False
        self.advance()

    def stopProducing(self) -> None:
        """It is gone."""
        self._gone()

    def _gone(self) -> None:
        request, self._request = self._request, None
        if request is not None:
            self._hub.leave(self)
            if getattr(request, "channel", None) is not None and request.producer is self:
                request.unregisterProducer()

    def _tell_missed(self, count: int) -> None:
        told = {"id": self.place, "time": None, "kind": "missed", "dpid": None, "fields": {"count": count}}
        self._request.write(b"data: %s\n\n" % encode(told))
