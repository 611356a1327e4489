"""Scripted switches: play a conversation line by line, and fail on what is unexpected or left over.

    script = Script(version=4)
    script.expect("hello").send(ofp.message.hello())
    script.expect("features_request").reply(ofp.message.features_reply(datapath_id=1))
    script.expect("flow_add", priority=7)
    connection = Connection(script.protocol(), OFProtocol(...))
    ...
    script.assert_done()

Knows wire messages and Twisted protocols; has no switch behind it unless it is given one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure

from oftwist import loxi
from oftwist.errors import ProtocolError
from oftwist.testing.channel import Channel
from oftwist.testing.switch import FakeSwitch
from oftwist.wire import decode_strictly


class ScriptError(AssertionError):
    """The conversation was not as the script says. The message tells where and shows what came."""


class _Expect:
    def __init__(self, what: Any, fields: dict[str, Any]) -> None:
        self.what = what
        self.fields = fields
        self.name = what if isinstance(what, str) else getattr(what, "__name__", repr(what))

    def __str__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"expect {self.name}({fields})"

    def complaint(self, msg: Any) -> str | None:
        """Why a message is not the expected one, None if it is."""
        what = self.what
        if isinstance(what, str):
            fits = any(base.__name__ == what for base in type(msg).__mro__)
        elif isinstance(what, type):
            fits = isinstance(msg, what)
        else:
            fits = bool(what(msg))
        if not fits:
            return f"got {show(msg)}"
        for name, value in self.fields.items():
            have = getattr(msg, name, None)
            if have != value:
                return f"got {type(msg).__name__} with {name}={have!r}"
        return None


class _Act:
    def __init__(self, text: str, act: Callable[[Script], None]) -> None:
        self.text = text
        self.act = act

    def __str__(self) -> str:
        return self.text


class _Wait:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __str__(self) -> str:
        return f"wait {self.seconds} s"


def show(msg: Any) -> str:
    """A message in one short line."""
    text = repr(msg)
    return text if len(text) <= 300 else text[:300] + "..."


class Script:
    """What a switch (or any OpenFlow peer) expects and says, step by step.

    Args:
        version: wire version in which fields are understood; messages say their own.
        ignore: names of messages that may come at any time and are passed over.
        switch: a switch that answers what the script ignores, and what comes after its end; it is told of
            every hello. Without it ignored messages get no answer.
        clock: for :meth:`wait`.

    Attributes:
        received: every message that came.
        problems: what went wrong, one line each.
        last: the last expected message that came.
    """

    def __init__(
        self,
        version: int = 4,
        *,
        ignore: tuple[str, ...] = ("echo_request",),
        switch: FakeSwitch | None = None,
        clock: IReactorTime | None = None,
    ) -> None:
        self.ofp: Any = loxi.protocol(version)
        self.version = version
        self.ignore = ignore
        self.switch = switch
        self.clock = clock
        self.received: list[Any] = []
        self.problems: list[str] = []
        self.last: Any = None
        self.connection_lost: Failure | None = None
        self._steps: deque[_Expect | _Act | _Wait] = deque()
        self._number = 0
        self._transport: Any = None
        self._channel: Channel | None = None
        self._waiting = False

    # -- writing the script --------------------------------------------------------------------------

    def expect(self, what: Any, **fields: Any) -> Script:
        """The next message must be of a class (or a base of it) and have these values.

        Args:
            what: class name, class, or a predicate.
            fields: member -> value.
        """
        self._steps.append(_Expect(what, fields))
        return self

    def reply(self, answer: Any) -> Script:
        """Answer the message expected before with its xid.

        Args:
            answer: a message, or a function from the expected message to a message or a list of them.
        """

        def act(script: Script) -> None:
            made = answer(script.last) if callable(answer) else answer
            for msg in made if isinstance(made, list) else [made]:
                msg.xid = script.last.xid
                script.write(msg.pack())

        self._steps.append(_Act("reply", act))
        return self

    def send(self, msg: Any) -> Script:
        """Say something by itself: a message (xid 0 if it has none) or bytes."""

        def act(script: Script) -> None:
            if isinstance(msg, bytes):
                script.write(msg)
                return
            if msg.xid is None:
                msg.xid = 0
            script.write(msg.pack())

        self._steps.append(_Act("send", act))
        return self

    def call(self, function: Callable[[Script], None]) -> Script:
        """Call a function with the script when its turn comes."""
        self._steps.append(_Act("call", function))
        return self

    def wait(self, seconds: float) -> Script:
        """Go on after some time on the clock."""
        if self.clock is None:
            raise ValueError("a script that waits needs a clock")
        self._steps.append(_Wait(seconds))
        return self

    def close(self) -> Script:
        """End the connection."""
        self._steps.append(_Act("close", lambda script: script._transport.loseConnection()))
        return self

    def handshake(self, dpid: int = 1, ports: int = 4) -> Script:
        """The usual beginning: hello both ways, features, and from 1.3 on the port descriptions.

        Steps as a controller with default options takes them; write your own for another order.
        """
        agent = FakeSwitch(dpid, self.version, ports)
        channel = agent.channel()
        channel.receive(agent.hello())
        channel.take()
        names = ["features_request"]
        if self.version >= 4:
            names.append("port_desc_stats_request")

        def answer(msg: Any) -> list[Any]:
            channel.receive(msg.pack())
            return [decode_strictly(channel.take())]

        self.send(agent.hello()).expect("hello")
        for name in names:
            self.expect(name).reply(answer)
        return self

    # -- playing it ----------------------------------------------------------------------------------

    def protocol(self) -> ScriptProtocol:
        """A Twisted protocol that plays the script; for one connection."""
        return ScriptProtocol(self)

    def write(self, data: bytes) -> None:
        """Send bytes now."""
        self._transport.write(data)

    def started(self, transport: Any) -> None:
        """The connection is made."""
        self._transport = transport
        if self.switch is not None:
            self._channel = self.switch.channel(transport.write, transport.loseConnection)
            # the script says hello; the switch behind it has to know what was agreed
        self._advance()

    def message(self, frame: bytes) -> None:
        """A message came."""
        try:
            msg = decode_strictly(frame)
        except ProtocolError as error:
            self._fail(f"got bytes that are no message ({error}): {frame[:32].hex()}")
            return
        self.received.append(msg)
        if self._channel is not None and frame[1] == 0:
            self._channel.receive(frame)
        step = self._steps[0] if self._steps else None
        if isinstance(step, _Expect) and step.complaint(msg) is None:
            self._steps.popleft()
            self._number += 1
            self.last = msg
            self._advance()
            return
        if any(base.__name__ in self.ignore for base in type(msg).__mro__):
            self._pass_on(frame)
        elif step is None:
            if self._channel is not None:
                self._pass_on(frame)
            else:
                self._fail(f"after the last step: got {show(msg)}")
        elif isinstance(step, _Expect):
            self._fail(f"step {self._number + 1}: {step}: {step.complaint(msg)}")
        else:
            self._fail(f"step {self._number + 1}: {step}: got {show(msg)}")

    def _pass_on(self, frame: bytes) -> None:
        if self._channel is not None and frame[1] != 0:
            self._channel.receive(frame)

    def _advance(self) -> None:
        while self._steps and not isinstance(self._steps[0], _Expect):
            step = self._steps[0]
            if isinstance(step, _Wait):
                if not self._waiting and self.clock is not None:
                    self._waiting = True
                    self.clock.callLater(step.seconds, self._waited)
                return
            self._steps.popleft()
            self._number += 1
            step.act(self)

    def _waited(self) -> None:
        self._waiting = False
        self._steps.popleft()
        self._number += 1
        self._advance()

    def _fail(self, text: str) -> None:
        self.problems.append(text)

    # -- the verdict ---------------------------------------------------------------------------------

    @property
    def done(self) -> bool:
        """Whether every step was played and nothing went wrong."""
        return not self._steps and not self.problems

    def assert_done(self) -> None:
        """Check that everything went as written.

        Raises:
            ScriptError: something unexpected came, or steps are left over. It names them all.
        """
        lines = list(self.problems)
        if self._steps:
            lines.append(f"{len(self._steps)} steps left over: " + "; ".join(map(str, self._steps)))
        if lines:
            raise ScriptError("the script was not played as written:\n  " + "\n  ".join(lines))


class ScriptProtocol(Protocol):
    """Plays a :class:`Script` on a connection."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._rest = b""

    def connectionMade(self) -> None:
        self.script.started(self.transport)

    def dataReceived(self, data: bytes) -> None:
        data = self._rest + data
        offset = 0
        while len(data) - offset >= 8:
            length = data[offset + 2] << 8 | data[offset + 3]
            if length < 8:
                self.script._fail(f"got a header length of {length}: {data[offset : offset + 8].hex()}")
                offset = len(data)
                break
            if len(data) - offset < length:
                break
            self.script.message(data[offset : offset + length])
            offset += length
        self._rest = data[offset:]

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.script.connection_lost = reason
