"""More connections to the switch than the bench has: further controllers, strangers, auxiliary ones.

A simulated switch is told to connect. A real one that listens is called again. One that calls us has been given one
address, which is taken: then cases that need more are skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oftwist.blocking import Controller
from oftwist.blocking.helpers import SwitchUnderTest, attach_simulated_switch
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite.bench import Bench
from oftwist.errors import Disconnected

if TYPE_CHECKING:
    from collections.abc import Sequence


class Connections:
    """Opens them, and closes them in the end.

    Args:
        bench: whose switch it is.
        device: the simulated switch, or None.
        target: where a real one listens, or None.
    """

    def __init__(self, bench: Bench, device: Any, target: tuple[str, int] | None) -> None:
        self._bench = bench
        self._device = device
        self._target = target
        self._open: list[Controller] = []

    def close(self) -> None:
        """Close them all."""
        while self._open:
            self._open.pop().shutdown()

    def _controller(self, hello: bool, auxiliary: bool = False) -> Controller:
        if self._device is None and self._target is None:
            lacks("connections", "it calls the one controller it was told of: a second one needs a switch that listens")
        first = self._bench.switch.controller
        host, port = self._target or ("127.0.0.1", 0)
        switch = host if self._target else None
        version = self._bench.version if hello else 1  # a controller that has said nothing takes every version
        made = Controller(switch, host, port, None, version=version, trace=200 if first.trace else 0)
        self._open.append(made)
        made.default_timeout = first.default_timeout
        made.initial_hello, made.keep_alive = hello, hello
        made.start()
        if self._device is not None:
            attach_simulated_switch(made, self._device, main=self._device.channels[0] if auxiliary else None)
        elif not made.connect():
            raise Disconnected(made.disconnect_reason or "the switch takes no second connection")
        return made

    def second(self) -> Bench:
        """A further controller: hands shaken, asynchronous messages wanted, at the same ports."""
        switch = SwitchUnderTest(self._controller(True), self._device).bring_up(10.0)
        if self._target is not None:  # an Open vSwitch we called sends nothing unasked
            switch.send(switch.ofp.message.set_config(miss_send_len=0xFFFF))
            switch.barrier()
        return Bench(switch, self._bench.plane, self._bench.quiet)

    def auxiliary(self) -> Bench:
        """An auxiliary connection to the controller of the bench, hands shaken; skipped if there is none."""
        made = self._controller(True, auxiliary=True)
        switch = SwitchUnderTest(made, self._device)
        switch.features = switch.request(switch.ofp.message.features_request())
        if not switch.features.auxiliary_id:
            lacks("auxiliary_id", "it is 0 in the features of a second connection: that is none of the first's")
        made.clear_queue()
        return Bench(switch, self._bench.plane, self._bench.quiet)

    def stranger(self) -> Stranger:
        """A connection on which we have said nothing."""
        return Stranger(self._controller(False), self._bench)


class Stranger:
    """A connection on which nothing is said but what the case says.

    Args:
        controller: connected.
        bench: of the switch.
    """

    def __init__(self, controller: Controller, bench: Bench) -> None:
        self.controller = controller
        self.bench = bench
        self.ofp = bench.ofp

    def say(self, *data: bytes) -> None:
        """Send bytes, each argument by itself."""
        for part in data:
            self.controller.message_send(part)

    def hears(self, name: str, timeout: float = -1) -> Any:
        """The next message of this class, which must come."""
        msg, _ = self.controller.poll(name, timeout)
        assert msg is not None, f"no {name} came; {self.controller.disconnect_reason or 'connected'}"
        return msg

    def greets(self) -> Any:
        """Say HELLO as everybody does, and return the switch's."""
        self.say(hello(self.bench.version))
        return self.hears("hello")

    def works(self, version: int | None = None) -> None:
        """An echo request must be answered, in this version."""
        version = self.bench.version if version is None else version
        xid = self.controller.next_xid()
        self.say(header(version, 2, xid))
        reply, raw = self.controller.poll("echo_reply")
        assert reply is not None, f"no answer; {self.controller.disconnect_reason or 'still connected'}"
        assert (raw[0], reply.xid) == (version, xid), f"answered in version {raw[0]} with xid {reply.xid}"

    def is_closed(self) -> None:
        """The switch must close it."""
        assert self.controller.wait_disconnected(), "the switch does not close it"


def header(version: int, kind: int, xid: int, body: bytes = b"", length: int | None = None) -> bytes:
    """The bytes of a message; its length is right if none is given."""
    size = 8 + len(body) if length is None else length
    return bytes([version, kind]) + size.to_bytes(2, "big") + xid.to_bytes(4, "big") + body


def hello(version: int, versions: Sequence[int] | None = None, before: bytes = b"", after: bytes = b"") -> bytes:
    """The bytes of a HELLO.

    Args:
        version: of its header.
        versions: of its bitmap (OpenFlow 1.3.5 §7.5.1), none if None.
        before, after: other bytes of its body.
    """
    bitmap = b""
    if versions is not None:
        words = max([1, *(version // 32 + 1 for version in versions)])
        bits = [sum(1 << number % 32 for number in versions if number // 32 == word) for word in range(words)]
        bitmap = b"\0\1" + (4 + 4 * words).to_bytes(2, "big") + b"".join(word.to_bytes(4, "big") for word in bits)
        bitmap += bytes(-len(bitmap) % 8)
    return header(version, 0, 7, before + bitmap + after)
