"""OpenFlow for code that waits: any thread may drive a switch, step by step.

In: calls from threads that may wait, and messages of a connection in a reactor's thread. Out: messages, answers, one
error for each wait that ends without. May know the connection, and simulated switches for its helpers; threads are
known here and nowhere else.

- `Controller`: one switch and its control channel, with the surface that switch test suites have used for
  years.
- `Bridge`: calls into a reactor from any other thread, with a limit for every wait; for `oftwist.Controller`,
  `oftwist.Switch` and everything else that lives in a reactor.
- `Trace` and `hex_dump_buffer`: what went over the wire, to read.
- `oftwist.blocking.helpers`: barrier, flow deletion, statistics and what else every test needs.
"""

from __future__ import annotations

from oftwist.blocking.bridge import Bridge, Proxy
from oftwist.blocking.classic import FILTER, LISTEN_QUEUE_SIZE, RCV_SIZE_DEFAULT, sample_handler
from oftwist.blocking.controller import Controller
from oftwist.blocking.diagnostics import Trace, hex_dump_buffer

__all__ = [
    "FILTER",
    "LISTEN_QUEUE_SIZE",
    "RCV_SIZE_DEFAULT",
    "Bridge",
    "Controller",
    "Proxy",
    "Trace",
    "hex_dump_buffer",
    "sample_handler",
]
