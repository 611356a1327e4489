"""Simulated switches for your own tests: no hardware, no root, no network needed.

* :class:`FakeSwitch` speaks OpenFlow 1.0 to 1.5 and has a real flow table.
* :class:`MemoryEndpoint` and :class:`Connection` join it to a controller in memory, on a fake clock;
  :func:`connect`, :func:`listen` and :class:`SwitchService` use any Twisted endpoint.
* :mod:`oftwist.testing.faults` holds everything that can go wrong.
* :class:`Script` plays a switch line by line and fails on what is left over.
* :class:`Network` has several switches, links, and hosts that ping each other.

In come bytes of a controller and frames of hosts; out go bytes and frames. It may know the wire format, packets and
Twisted, and nothing of the controller's side: its own hello and framing are no duplication, they are the other end.
Inside, from the bottom: ``flow_table``, ``parts``, ``match`` < ``datapath`` < ``actions``, ``channel`` < what handles
messages (``flow_mods``, ``requests``, ``replies``, ``control``) < ``switch`` < ``protocol``, ``script``, ``network``.
"""

from __future__ import annotations

from oftwist import packet
from oftwist.testing import faults
from oftwist.testing.channel import Channel
from oftwist.testing.datapath import Datapath
from oftwist.testing.flow_table import Flow, FlowTable, Refused
from oftwist.testing.flow_tables import FlowTables
from oftwist.testing.memory import Connection, MemoryEndpoint, MemoryTransport
from oftwist.testing.network import Host, Link, Network, PingReport
from oftwist.testing.parts import Port
from oftwist.testing.protocol import SwitchFactory, SwitchProtocol, SwitchService, connect, listen
from oftwist.testing.script import Script, ScriptError
from oftwist.testing.switch import FakeSwitch

__all__ = [
    "Channel",
    "Connection",
    "Datapath",
    "FakeSwitch",
    "Flow",
    "FlowTable",
    "FlowTables",
    "Host",
    "Link",
    "MemoryEndpoint",
    "MemoryTransport",
    "Network",
    "PingReport",
    "Port",
    "Refused",
    "Script",
    "ScriptError",
    "SwitchFactory",
    "SwitchProtocol",
    "SwitchService",
    "connect",
    "faults",
    "listen",
    "packet",
]
