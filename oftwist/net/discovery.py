"""Discovery: ports are probed, and what comes in makes links. The reactor thread's; knows switches by what they send.

A port that comes up is probed at once and again soon after, then at its turn. When nothing was heard until then, it
is an edge: hosts may be there. A port whose probes are not heard any more is probed twice between two turns before its
link is given up, so that this takes two and a half intervals, and three probes that are lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from twisted.logger import Logger

from oftwist.errors import OFTwistError
from oftwist.net.links import Links
from oftwist.net.model import DOWN, EDGE, FLAPPING, LINK, NEW, UNMANAGED, Counts, Host, Link, Place
from oftwist.net.pacing import Pacer
from oftwist.net.ports import Port, is_up, mac_of
from oftwist.net.probes import Forged, Signer
from oftwist.net.rules import packet_out

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded
    from oftwist.controller import Controller
    from oftwist.controller.switch import Switch
    from oftwist.net.telling import Teller

log = Logger()

#: Seconds: from a port's first probe to its second, and to where it is an edge.
SECOND, SETTLE = 0.3, 1.0
#: The same for the ports of the only switch: it hears at once what goes back to it.
ALONE = 0.2
#: Seconds that a probe may take, at least; else half an interval.
SLOWEST = 1.0


class Discovery:
    """Ports and links.

    Args:
        controller: whose switches.
        interval: seconds between two probes of a port.
        signer: makes and reads probes.
        teller: who tells.
        counts: where to count.
        hosts_at: the hosts at a place.
        restore: sends a switch its rules again.

    Attributes:
        ports: of all switches that are up.
        links: what is believed.
    """

    def __init__(
        self,
        controller: Controller,
        interval: float,
        signer: Signer,
        teller: Teller,
        counts: Counts,
        hosts_at: Callable[[Place], list[Host]],
        restore: Callable[[Switch], object],
    ) -> None:
        self._controller = controller
        self._clock = controller.clock
        self._signer = signer
        self._tell = teller
        self._counts = counts
        self._hosts_at = hosts_at
        self._restore = restore
        self.interval = interval
        self.ports: dict[Place, Port] = {}
        self._of: dict[int, dict[int, Port]] = {}
        self.links = Links()
        self._pacer: Pacer[Place] = Pacer(self._clock, interval, self._turn, self._probe, self._end_writing)
        self._writing: Switch | None = None
        #: Called with a link that is believed, or not any more, before anybody is told.
        self.changed: Callable[[Link, bool], object] = lambda link, up: None

    # switches and ports

    def switch_up(self, switch: Switch) -> None:
        """A switch is there."""
        for desc in list(switch.ports.values()):
            self.port(switch, desc)

    def switch_down(self, dpid: int) -> None:
        """A switch is gone, and its ports with it."""
        for port in self._of.pop(dpid, {}).values():
            self._gone(port, "switch")
            del self.ports[port.place]

    def of(self, dpid: int) -> dict[int, Port]:
        """The ports of a switch, by number."""
        return self._of.get(dpid, {})

    def port(self, switch: Switch, desc: Decoded) -> None:
        """A port is there, or has changed."""
        number = desc.port_no
        if number > switch.ofp.OFPP_MAX:  # nothing is plugged in there
            return
        place = Place(switch.datapath_id, number)
        port = self.ports.get(place)
        if port is None:
            port = self.ports[place] = Port(place, mac_of(desc))
            self._of.setdefault(switch.datapath_id, {})[number] = port
        up = is_up(switch.ofp, desc)
        if up and port.role == DOWN:
            self._up(port)
        elif not up and port.role != DOWN:
            self._gone(port, "port")

    def port_removed(self, place: Place) -> None:
        """A port is not there any more."""
        port = self.ports.get(place)
        if port is not None:
            self._gone(port, "port")
            del self.ports[place], self._of[place.dpid][place.port]

    def _up(self, port: Port) -> None:
        now = self._clock.seconds()
        if port.comes_up(now):
            self._begin(port, SETTLE if len(self._of) > 1 else ALONE)
            return
        left = port.released_at() - now
        self._tell.warn(port.place, f"port goes up and down too often: left alone until it is up for {left:.0f} s")
        self._tell.port_role(port.place, FLAPPING)
        self._clock.callLater(left, self._release, port)

    def _release(self, port: Port) -> None:
        """A port that flapped had its time to calm down."""
        if self.ports.get(port.place) is not port or port.role != FLAPPING:
            return
        left = port.released_at() - self._clock.seconds()
        if left > 0:
            self._clock.callLater(left, self._release, port)
        elif port.comes_up(self._clock.seconds()):
            self._begin(port, SETTLE)

    def _begin(self, port: Port, settle: float) -> None:
        """Find out what a port is."""
        port.role = NEW
        port.edge_from = self._clock.seconds() + settle
        self._tell.port_role(port.place, NEW)
        self._pacer.add(port.place)
        self._clock.callLater(SECOND, self._pacer.want, port.place)
        self._clock.callLater(settle, self._settle, port)

    def _settle(self, port: Port) -> None:
        """A port had its time to show that it is a link."""
        now = self._clock.seconds()
        if self.ports.get(port.place) is not port or port.role != NEW:
            return
        if port.edge_from > now + 0.001:
            self._clock.callLater(port.edge_from - now, self._settle, port)
            return
        if not port.reflects and not self.links.others(port.place):
            port.role = EDGE
            self._tell.port_role(port.place, EDGE)

    def _gone(self, port: Port, reason: str) -> None:
        was = port.role
        port.goes_down(self._clock.seconds())
        self._pacer.remove(port.place)
        lost = self.links.forget(port.place)
        if was != DOWN:
            self._tell.port_role(port.place, DOWN)
        for link in lost:
            self._link_down(link, reason)

    # probes, out

    def _turn(self, place: Place) -> None:
        """The turn of a port: see who has missed it, and probe it."""
        port = self.ports[place]
        if port.role == NEW and port.edge_from <= self._clock.seconds():
            self._settle(port)
        if self.links.missing(place, port.sent, 0):
            quarter = self.interval / 4
            self._clock.callLater(quarter, self._pacer.want, place)
            self._clock.callLater(2 * quarter, self._give_up, port)
        self._probe(place)

    def _give_up(self, port: Port) -> None:
        """Who has missed three probes of a port does not hear it any more."""
        if self.ports.get(port.place) is not port or port.role == DOWN:
            return
        for other in self.links.missing(port.place, port.sent, 2):
            link = self.links.lose(port.place, other)
            for place in (port.place, other):
                switch = self._controller.switches.get(place.dpid)
                if switch is not None:
                    self._restore(switch)  # it may be the rule that is missing
            if link is not None:
                self._link_down(link, "timeout")

    def _probe(self, place: Place) -> None:
        """Send a probe: the short way; where nobody is heard so, by turns to who is behind other bridges."""
        port = self.ports[place]
        switch = self._controller.switches.get(place.dpid)
        if switch is None or not switch.writable:
            return
        port.sent += 1
        links = self.links.at.get(place)
        if links:
            beyond = all(link.through == UNMANAGED for link in links.values())
        else:
            beyond = port.seek or port.sent % 2 == 0
        port.seek = False
        if beyond not in port.heads:
            ttl = min(int(3 * self.interval) + 1, 0xFFFF)
            port.heads[beyond] = self._signer.head(place.dpid, place.port, port.mac, ttl, beyond)
        now = self._clock.seconds()
        frame, nonce = self._signer.frame(port.heads[beyond], port.sent, now)
        port.sends(now, nonce)
        self._counts.probes += 1
        if port.out is None:
            port.out = packet_out(switch.ofp, frame, [place.port])
        port.out.data, port.out.xid = frame, None
        self._write_to(switch)
        try:
            switch.send(port.out)
        except OFTwistError as error:
            log.debug("probe of {place} not sent: {why}", place=place, why=error, event="probe_not_sent")

    def _write_to(self, switch: Switch) -> None:
        """What goes to one switch at a time goes in one piece."""
        if self._writing is not switch:
            self._end_writing()
            if switch.protocol.writer.begin_turn():
                self._writing = switch

    def _end_writing(self) -> None:
        switch, self._writing = self._writing, None
        if switch is not None:
            switch.protocol.writer.end_turn()

    # probes, in

    def heard(self, switch: Switch, in_port: int, frame: bytes) -> bool:
        """LLDP has come in; True if it was a probe, good or not."""
        place = Place(switch.datapath_id, in_port)
        try:
            probe = self._signer.read(frame)
        except Forged:
            self._counts.forged += 1
            self._tell.warn(place, "forged probe: its signature is wrong")
            return True
        if probe is None:
            return False
        source, port = Place(probe.dpid, probe.port), self.ports.get(place)
        sender = self.ports.get(source)
        now = self._clock.seconds()
        sent = None if sender is None else sender.on_their_way.get(probe.nonce)
        if sent is None or port is None or port.role in (DOWN, FLAPPING):
            self._counts.stale += 1
        elif now - sent.time > max(SLOWEST, self.interval / 2) or place in sent.heard_by:
            self._counts.stale += 1
            self._tell.warn(place, f"a probe of {source} comes late or again")
        else:
            sent.heard_by.add(place)
            self._arrived(sender or port, port, sent.number, now - sent.time, probe.beyond)
        return True

    def _arrived(self, sender: Port, port: Port, number: int, took: float, beyond: bool) -> None:
        """A good probe has come in."""
        self._counts.heard += 1
        if sender is port:
            if not port.reflects:
                port.reflects = True
                self._tell.warn(port.place, "reflects what is sent: something behind it sends everything back")
                self._leaves_edge(port)
            return
        if self.links.between(sender.place, port.place) is None and self._has_host(sender, port):
            return
        src, dst = sender.place, port.place
        delay = max(took - self._half_trip(src.dpid) - self._half_trip(dst.dpid), 0.0)
        _, odd = self.links.hear(src, dst, number, delay, beyond)
        if odd:
            self._tell.warn(dst, f"a probe took far longer than usual: {delay * 1000:.0f} ms from {src}")
        if self.links.between(src, dst) is not None:
            return
        if self.links.proven(src, dst):
            self._link_up(src, dst)
        else:
            for end in (sender, port):
                end.seek = beyond
                self._leaves_edge(end)
                self._clock.callLater(SECOND / 2, self._pacer.want, end.place)

    def _has_host(self, sender: Port, port: Port) -> bool:
        """Whether a host at either end was seen when both ends had had the time to show a link: then there is none.

        A host could carry probes from one port to another. It stays a host until its port goes down.
        """
        settled = max(sender.edge_from, port.edge_from)
        for end in (sender, port):
            for host in self._hosts_at(end.place):
                if host.since > settled and end.role == EDGE:
                    self._counts.refused += 1
                    self._tell.warn(end.place, f"a probe where a host is: {sender.place} to {port.place}, {host}")
                    return True
        return False

    def _leaves_edge(self, port: Port) -> None:
        """Something was heard at a port that seemed to have hosts only."""
        if port.role == EDGE:
            port.role = NEW
            self._tell.port_role(port.place, NEW)

    def _half_trip(self, dpid: int) -> float:
        switch = self._controller.switches.get(dpid)
        return (switch.rtt or 0.0) / 2 if switch is not None else 0.0

    # links

    def _link_up(self, one: Place, other: Place) -> None:
        link = self.links.believe(one, other, self._clock.seconds())
        for place in link.ends:
            port = self.ports[place]
            if port.role != LINK:
                port.role = LINK
                self._tell.port_role(place, LINK)
        self.changed(link, True)
        self._tell.link_up(link)

    def _link_down(self, link: Link, reason: str) -> None:
        self.changed(link, False)
        for place in link.ends:
            port = self.ports.get(place)
            if port is not None and port.role == LINK and place not in self.links.at:
                # It may be a link again; hosts are not expected at once.
                self._begin(port, SETTLE if reason != "timeout" else 2 * self.interval)
        self._tell.link_down(link, reason)

    def stop(self) -> None:
        """Probe nothing any more."""
        self._pacer.stop()
