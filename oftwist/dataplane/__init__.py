"""The ports of a device under test: send a frame here, see what comes out there.

In go frames (bytes, or anything with ``__bytes__``), out come what the device sent, by port and with the time of the
kernel. :class:`DataPlane` holds the queues and the waits and lives in the reactor thread; every wait is a Deferred with
a limit in seconds. What a port is, a kind of :class:`Ports` knows: Linux interfaces (:class:`Interfaces`), tap devices
(:class:`Taps`), a simulated switch (:class:`Simulated`), another OpenFlow switch that we control
(:class:`TesterSwitch`). One kind more is one class with the methods of :class:`Ports`. ::

    plane = DataPlane(Interfaces({1: "veth1", 2: "veth2"}, reactor), reactor)
    await plane.start()
    plane.send(1, frame)
    await plane.expect(2, frame)

It may know packets, and the switch API for the last of them. ``oftwist.blocking`` has the twin for straight-line tests.
Inside, from the bottom: ``interfaces`` < ``differences``, the kinds (``linux``, ``simulated``, ``tester``) < ``plane``.
"""

from __future__ import annotations

from oftwist.dataplane.differences import difference
from oftwist.dataplane.interfaces import Counts, Frame, Ports, Received, Unexpected
from oftwist.dataplane.linux import Interfaces, Taps
from oftwist.dataplane.plane import DataPlane
from oftwist.dataplane.simulated import Simulated
from oftwist.dataplane.tester import TesterSwitch

__all__ = [
    "Counts",
    "DataPlane",
    "Frame",
    "Interfaces",
    "Ports",
    "Received",
    "Simulated",
    "Taps",
    "TesterSwitch",
    "Unexpected",
    "difference",
]
