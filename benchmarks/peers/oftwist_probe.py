"""oftwist's learning switch in a process that tells how it is: oftwist_probe.py PORT.

Besides the learning switch an app keeps requests of all kinds open on every switch, so that connections always
die with something waiting. On SIGUSR1 a line of JSON goes to the standard output: objects alive after a
garbage collection, memory, descriptors, and how late the reactor was since the last line.
"""

import ctypes
import gc
import json
import os
import resource
import signal
import sys

from twisted.internet import defer, reactor, task
from twisted.logger import LogLevel, globalLogBeginner, textFileLogObserver

import oftwist
from oftwist import OFProtocol, Switch, on
from oftwist.apps.learning_switch import LearningSwitch

TICK = 0.02


class Mallinfo2(ctypes.Structure):
    """What glibc tells of its heap (mallinfo2(3)), bytes."""

    _before = ("arena", "ordblks", "smblks", "hblks")
    _after = ("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    _fields_ = [(name, ctypes.c_size_t) for name in (*_before, "hblkhd", *_after)]


def in_malloc():
    """Return the bytes in use in malloc: what is larger than the 512 bytes of Python's own blocks."""
    function = ctypes.CDLL(None).mallinfo2
    function.restype = Mallinfo2
    told = function()
    return told.uordblks + told.hblkhd


class Requester:
    """Asks each switch for something all the time, and survives every way that can end."""

    def __init__(self):
        self.done = self.failed = 0

    @on("switch_up")
    async def switch_up(self, switch):
        ofp = switch.ofp
        while switch.connected:
            flow = ofp.message.flow_add(priority=5, cookie=1)
            if switch.version >= 2:
                flow.table_id = 0
            requests = [
                switch.barrier(timeout=5),
                switch.stats(ofp.message.flow_stats_request(table_id=0xFF), timeout=5),
                switch.apply(flow, timeout=5),
                switch.poll("echo_reply", timeout=1),
            ]
            for succeeded, _ in await defer.DeferredList(requests, consumeErrors=True):
                if succeeded:
                    self.done += 1
                else:
                    self.failed += 1
            await task.deferLater(reactor, 0.05, lambda: None)


class Probe:
    """Measures the lag, counts what is logged as an error, and reports."""

    def __init__(self, controller, requester):
        self.controller = controller
        self.requester = requester
        self.late = []
        self.errors = []
        self.expected = reactor.seconds() + TICK
        reactor.callLater(TICK, self.tick)
        # Without a beginning the log would keep everything that is logged, failures and their frames included.
        observers = [self.logged, textFileLogObserver(sys.stderr)]
        globalLogBeginner.beginLoggingTo(observers, redirectStandardIO=False)

    def tick(self):
        now = reactor.seconds()
        self.late.append(max(0.0, now - self.expected))
        self.expected = now + TICK
        reactor.callLater(TICK, self.tick)

    def logged(self, event):
        if event.get("log_failure") is not None or event.get("log_level") in (LogLevel.error, LogLevel.critical):
            failure = event.get("log_failure")
            text = failure.getTraceback() if failure is not None else str(event.get("log_format"))
            self.errors.append(text)

    def report(self):
        late, self.late = sorted(self.late), []
        errors, self.errors = self.errors, []
        gc.collect()
        names = {defer.Deferred: "deferreds", OFProtocol: "protocols", Switch: "switches"}
        counts = dict.fromkeys(names.values(), 0)
        for thing in gc.get_objects():
            name = names.get(type(thing))
            if name:
                counts[name] += 1
        with open("/proc/self/statm") as file:
            rss = int(file.read().split()[1]) * resource.getpagesize() // 1024
        figures = {
            **counts,
            "up": len(self.controller.switches),
            "delayed_calls": len(reactor.getDelayedCalls()),
            "objects": len(gc.get_objects()),
            "rss_kib": rss,
            "blocks": sys.getallocatedblocks(),
            "malloc_kib": in_malloc() // 1024,
            "descriptors": len(os.listdir("/proc/self/fd")),
            "lag_p99_ms": 1e3 * late[int(0.99 * (len(late) - 1))] if late else 0.0,
            "lag_max_ms": 1e3 * late[-1] if late else 0.0,
            "requests_done": self.requester.done,
            "requests_failed": self.requester.failed,
            "errors": len(errors),
            "first_error": errors[0] if errors else "",
        }
        print(json.dumps(figures), flush=True)
        self.expected = reactor.seconds() + TICK


def main():
    controller = oftwist.Controller()
    requester = Requester()
    controller.add_app(LearningSwitch())
    if "--quiet" not in sys.argv:
        controller.add_app(requester)
    controller.listen(f"tcp:{sys.argv[1]}:interface=127.0.0.1:backlog=1024")
    probe = Probe(controller, requester)
    signal.signal(signal.SIGUSR1, lambda *_: reactor.callFromThread(probe.report))
    controller.startService()
    reactor.run()


if __name__ == "__main__":
    main()
