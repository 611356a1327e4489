"""What a network is made of: places, links, hosts. Plain values; knows addresses as words, nothing else of ours.

Datapath ids, port numbers and addresses are numbers; times are seconds of the controller's clock (of a reactor: since
1970). ``told()`` gives what JSON can carry, with addresses in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from oftwist.dpid import format_dpid
from oftwist.packet import ipv4_text, ipv6_text, mac_text

#: What a link goes through, as far as it can be told.
CABLE, UNMANAGED, LOOP = "cable", "unmanaged", "loop"
#: What a port is: not known yet, leads to hosts, to another switch (or back to its own), goes up and down too often.
NEW, EDGE, LINK, FLAPPING, DOWN = "new", "edge", "link", "flapping", "down"


class Place(NamedTuple):
    """A port of a switch.

    Attributes:
        dpid: datapath id, 64 bits.
        port: number of the port.
    """

    dpid: int
    port: int

    def __str__(self) -> str:
        return f"{format_dpid(self.dpid)}:{self.port}"

    def told(self) -> dict[str, object]:
        """For JSON."""
        return {"dpid": format_dpid(self.dpid), "port": self.port}


@dataclass(eq=False, slots=True)
class Link:
    """Two ports that are connected, one object for both directions.

    Attributes:
        src, dst: the ends, the smaller one first.
        since: when it was believed.
        delay: seconds one way, the mean of both directions; without what the control connections take, as far as that
            is known. None before the first measurement.
        through: ``"cable"``; ``"unmanaged"``, a switch in between that keeps back what bridges must not forward;
            ``"loop"``, a cable between two ports of one switch.
        shared: one of its ends has more than one other end: there is something in between.
    """

    src: Place
    dst: Place
    since: float
    delay: float | None = None
    through: str = CABLE
    shared: bool = False

    def __str__(self) -> str:
        return f"{self.src} - {self.dst}"

    @property
    def ends(self) -> tuple[Place, Place]:
        """Both ends."""
        return self.src, self.dst

    def other(self, place: Place) -> Place:
        """The end that is not this one."""
        return self.dst if place == self.src else self.src

    def told(self) -> dict[str, object]:
        """For JSON."""
        return {
            "src": self.src.told(),
            "dst": self.dst.told(),
            "delay": self.delay,
            "since": self.since,
            "through": self.through,
            "shared": self.shared,
        }


@dataclass(eq=False, slots=True)
class Host:
    """Somebody who sends frames.

    Attributes:
        mac: its address, 48 bits.
        vlan: the outermost tag, 0 without one.
        dpid, port: where it is.
        first, last: when it was seen, first anywhere and last there.
        since: when it was seen first where it is.
        ipv4, ipv6: addresses it has told by ARP or neighbour discovery, the latest last.
    """

    mac: int
    vlan: int
    dpid: int
    port: int
    first: float
    last: float
    since: float
    ipv4: list[int] = field(default_factory=list)
    ipv6: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        tag = f" in VLAN {self.vlan}" if self.vlan else ""
        return f"{mac_text(self.mac)}{tag} at {self.place}"

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.dpid, self.port)

    def told(self) -> dict[str, object]:
        """For JSON."""
        return {
            "mac": mac_text(self.mac),
            "vlan": self.vlan,
            "ipv4": [ipv4_text(address) for address in self.ipv4],
            "ipv6": [ipv6_text(address) for address in self.ipv6],
            "dpid": format_dpid(self.dpid),
            "port": self.port,
            "first": self.first,
            "last": self.last,
        }


class Hop(NamedTuple):
    """A switch on a path.

    Attributes:
        dpid: the switch.
        in_port: where the path comes in; None at its beginning, if that is a switch.
        out_port: where it goes on; None at its end, if that is a switch.
    """

    dpid: int
    in_port: int | None
    out_port: int | None


class Edge(NamedTuple):
    """A step from a node to another.

    Attributes:
        to: the node.
        out_port, in_port: its ports; 0 at a node that is no switch.
        link: what it is part of.
        half: only half of it: one end is a node that is no switch.
    """

    to: int
    out_port: int
    in_port: int
    link: Link
    half: bool


#: From end to end.
Path = tuple[Hop, ...]


@dataclass(slots=True)
class Counts:
    """How much was done, and what was refused: numbers since the start.

    Attributes:
        probes: sent.
        heard: came in and were good.
        forged: said to be ours, and the signature was not.
        stale: ours, but too late, seen before, or of another controller with our secret.
        refused: links that were not believed since a host is at one of the ports.
        moves: hosts asked for at their old place.
        spoofed: of these, answered there.
        restored: rules put back that somebody had deleted.
    """

    probes: int = 0
    heard: int = 0
    forged: int = 0
    stale: int = 0
    refused: int = 0
    moves: int = 0
    spoofed: int = 0
    restored: int = 0
