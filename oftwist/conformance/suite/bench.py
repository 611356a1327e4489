"""Bench: a switch and its ports, and what nearly every case does with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from oftwist.conformance.lacking import lacks
from oftwist.errors import RequestFailed

if TYPE_CHECKING:
    from oftwist.blocking.dataplane import BlockingDataPlane
    from oftwist.blocking.helpers import SwitchUnderTest
    from oftwist.wire.interfaces import Part


class Since(NamedTuple):
    """A parameter of a case that not every version has.

    Attributes:
        what: it.
        since: the first version that has it.
    """

    what: str
    since: int = 1

    def fits(self, version: int) -> bool:
        """Whether a version has it."""
        return version >= self.since


def since(*parts: tuple[str, int]) -> list[Any]:
    """Parameters of a case, with the first version of each."""
    return [pytest.param(Since(*part), id=part[0]) for part in parts]


class Bench:
    """A switch under test and its ports.

    Args:
        switch: connected, without flows.
        plane: its ports, open.
        quiet: seconds for which nothing must come, where nothing shall come.
        turns: barriers after which a switch has surely dealt with a packet that came before them; 0 for one that does
            so when it likes. A private Open vSwitch does everything in one thread, in turns.

    Attributes:
        ofp: the loxi module of the version.
        version: 1 (1.0) to 6 (1.5).
        ports: the numbers of the ports, rising.
    """

    def __init__(self, switch: SwitchUnderTest, plane: BlockingDataPlane, quiet: float, turns: int = 0) -> None:
        self.switch = switch
        self.plane = plane
        self.quiet = quiet
        self._turns = turns
        self.ofp: Any = switch.ofp
        self.version: int = switch.ofp.OFP_VERSION
        self.ports = plane.numbers

    def flows(self, *texts: str) -> None:
        """Add flows, confirmed. ``{1}`` to ``{4}`` in a text are the numbers of the ports."""
        for text in texts:
            self.switch.add_flow(self.put(text))

    def offered(self, add: Callable[[str], object], *texts: str) -> None:
        """Add what a switch need not know, confirmed; skip the case if it says that it does not.

        Args:
            add: ``bench.flows``, ``bench.switch.add_group`` ...
            texts: are given to it, ports put in.
        """
        for text in texts:
            self._try(lambda text=text: add(self.put(text)), text)  # type: ignore[misc]

    def offers(self, msg: Any) -> None:
        """Send a message that asks for what a switch need not know, confirmed; skip the case if it says so."""
        self._try(lambda: self.switch.confirm([msg]), str(msg))

    def _try(self, add: Callable[[], object], what: str) -> None:
        try:
            add()
        except RequestFailed as failed:
            error = failed.errors[0]
            if not self._is_not_offered(error):
                raise
            self.switch.controller.clear_errors()
            lacks(self.error_name(error), f"it refuses {what}: {failed}")

    def _is_not_offered(self, error: Any) -> bool:
        """Whether an error says that a switch does not know a field, an action or an instruction."""
        words = [
            ("BAD_ACTION", "BAD_TYPE"), ("BAD_ACTION", "BAD_SET_TYPE"), ("BAD_ACTION", "UNSUPPORTED_ORDER"),
            ("BAD_INSTRUCTION", "UNSUP_INST"), ("BAD_INSTRUCTION", "UNKNOWN_INST"),
            ("BAD_MATCH", "BAD_FIELD"), ("BAD_MATCH", "BAD_MASK"),
            ("METER_MOD_FAILED", "BAD_BAND"), ("GROUP_MOD_FAILED", "CHAINING_UNSUPPORTED"),
            ("GROUP_MOD_FAILED", "BAD_TYPE"), ("GROUP_MOD_FAILED", "WEIGHT_UNSUPPORTED"),
            ("GROUP_MOD_FAILED", "WATCH_UNSUPPORTED"),
        ]  # fmt: skip
        known = [(kind, f"{_PREFIX[kind]}_{code}") for kind, code in words]
        return (error.err_type, error.code) in {
            (getattr(self.ofp, f"OFPET_{kind}"), getattr(self.ofp, name))
            for kind, name in known
            if hasattr(self.ofp, name)
        }

    def error_name(self, error: Any) -> str:
        """The name of an error's code: ``"OFPBAC_BAD_TYPE"``."""
        kinds = [kind for kind in _PREFIX if getattr(self.ofp, f"OFPET_{kind}", None) == error.err_type]
        start = f"{_PREFIX[kinds[0]]}_" if kinds else "none"
        names = (name for name in vars(self.ofp) if name.startswith(start) and getattr(self.ofp, name) == error.code)
        return next(names, f"error {error.err_type}/{error.code}")

    def rewrite(self, field: str, value: object) -> str:
        """The action that sets a field, by a name of 1.2 and later: 1.0 and 1.1 have one for each of some."""
        if self.version >= 3:
            return f"set_field:{value}->{field}"
        return f"{_OLD_ACTIONS[field]}:{value}"

    @contextmanager
    def cut(self, number: int) -> Iterator[None]:
        """Cut the link of a port, counted from 1, until the end of the block; the switch knows it inside.

        The case is skipped if the link is not ours to cut.
        """
        port = self.ports[number - 1]
        if not self.plane.cuts_links:
            lacks("links", "those of its ports are not ours to cut")
        self.plane.set_link(port, False)
        try:
            self._until(port, False)
            yield
        finally:
            self.mend(number)

    def mend(self, number: int) -> None:
        """Mend the link of a port, counted from 1, and wait until the switch knows it."""
        port = self.ports[number - 1]
        self.plane.set_link(port, True)
        self.plane.when_up([port])
        self._until(port, True)

    def _until(self, number: int, up: bool) -> None:
        """Wait until the switch says that a link is there, or is not: it finds out by itself."""
        for _ in range(200):
            (port,) = (port for port in self.described() if port.port_no == number)
            if bool(port.state & self.ofp.OFPPS_LINK_DOWN) != up:
                break
            self.plane.expect_nothing(seconds=0.02)
        else:
            raise AssertionError(f"port {number} does not tell that its link is {'there' if up else 'gone'}")
        # What it tells of a port and what it does may be apart: give it some turns in between.
        self.plane.expect_nothing(seconds=self.quiet)
        self.switch.barrier()
        self.switch.barrier()

    def put(self, text: str) -> str:
        """A text with the numbers of ports put in."""
        return text.format(None, *self.ports)

    def forwards(self, into: int, frame: bytes, *out: int, as_: bytes | None = None) -> None:
        """Send a frame into a port: it must come out of these ports, once each, and of no other.

        Args:
            into: which port, counted from 1.
            frame: what is sent.
            out: which ports, counted from 1; none: it must be dropped.

        With ``as_`` it must come out so, else as it went in.
        """
        port = self.ports[into - 1]
        self.plane.send(port, frame)
        where = [self.ports[number - 1] for number in out]
        for number in where:
            self.plane.expect(number, frame if as_ is None else as_)
        self.nothing_more()

    def nothing_more(self) -> None:
        """Of what was sent nothing more must come out."""
        if not self._turns or not self.switch.controller.switch_socket:
            self.plane.expect_nothing(seconds=self.quiet)
            return
        for _ in range(self._turns):
            self.switch.barrier()
        for _ in range(2):  # the reactor has read its sockets between the two, however late it is
            self.plane.expect_nothing(seconds=_DELIVERED)

    def drops(self, into: int, frame: bytes) -> None:
        """Send a frame into a port: it must come out nowhere."""
        self.forwards(into, frame)

    def packet_in(self, into: int, frame: bytes) -> Any:
        """Send a frame into a port, and return the packet-in that must come of it."""
        self.switch.controller.clear_queue()
        self.plane.send(self.ports[into - 1], frame)
        return self.switch.wait_packet_in(in_port=self.ports[into - 1])

    def no_packet_in(self, into: int, frame: bytes) -> None:
        """Send a frame into a port: no packet-in must come of it."""
        self.switch.controller.clear_queue()
        self.plane.send(self.ports[into - 1], frame)
        self.nothing_more()
        self.switch.barrier()
        assert self.switch.poll("packet_in", timeout=0 if self._turns else self.quiet) is None, "a packet-in came"

    def refuses(self, msg: Any, kind: str, *codes: str) -> Any:
        """Send a message, which the switch must refuse with this error.

        Args:
            msg: the message.
            kind: the type without prefix: ``"BAD_ACTION"``.
            codes: those it may have, without prefix: ``"BAD_OUT_PORT"``; none: any of this type.

        Returns:
            the error message.
        """
        try:
            self.switch.confirm([msg])
        except RequestFailed as failed:
            error = failed.errors[0]
        else:
            raise AssertionError(f"the switch takes {msg!s}, it should say {kind} {' or '.join(codes)}")
        wanted = getattr(self.ofp, f"OFPET_{kind}")
        assert error.err_type == wanted, f"{error.err_type} is not OFPET_{kind} ({wanted}): {error.show()}"
        prefix = _PREFIX[kind]
        numbers = [getattr(self.ofp, f"{prefix}_{code}") for code in codes if hasattr(self.ofp, f"{prefix}_{code}")]
        if codes:
            names = " or ".join(f"{prefix}_{code}" for code in codes)
            assert error.code in numbers, f"code {error.code} is not {names}: {error.show()}"
        return error

    def flow(self, text: str, command: str = "add") -> Any:
        """A flow mod of a text."""
        return self.ofp.flow(self.put(text), command)

    def nowhere(self, msg: Any) -> Any:
        """A flow mod or packet-out whose one action sends to a reserved number that no port has."""
        actions = msg.actions if hasattr(msg, "actions") else msg.instructions[0].actions
        actions[0].port = 0xFF55 if self.version == 1 else 0xFFFFFF55
        return msg

    def described(self) -> list[Part]:
        """The descriptions of all ports."""
        if self.version < 4:
            return list(self.switch.request(self.ofp.message.features_request()).ports)
        which = {"port_no": self.ofp.OFPP_ANY} if self.version == 6 else {}  # §7.3.5.7
        return self.switch.stats(self.ofp.message.port_desc_stats_request(**which))

    def configure(self, port: Part, config: int, mask: int) -> None:
        """Set those bits of the configuration of a port, as it was described, that are in the mask."""
        members = {"port_no": port.port_no, "hw_addr": port.hw_addr, "config": config, "mask": mask}
        self.switch.confirm([self.ofp.message.port_mod(**members)])
        # Open vSwitch answers what has come, then sets its ports: what comes after a rest it answers with them set.
        self.plane.expect_nothing(seconds=self.quiet)
        self.switch.barrier()

    def let_pass(self, seconds: float) -> None:
        """Let time pass for the switch: at once for a simulated one."""
        if self.switch.device is None:
            sleep(seconds)
        else:
            self.switch.device.let_pass(seconds)

    def smallest_table(self) -> tuple[int, int]:
        """The number of the table that takes the fewest flows, and how many those are."""
        message = self.ofp.message
        request = message.table_stats_request() if self.version < 4 else message.table_features_stats_request()
        tables = {entry.table_id: entry.max_entries for entry in self.switch.stats(request)}
        if self.version == 1:  # a flow goes where there is room
            return 0, sum(tables.values())
        return min(tables.items(), key=lambda item: (item[1], item[0]))

    def texts(self, text: str | None = None) -> list[str]:
        """The texts of the flows that match, without what they count."""
        return [str(entry) for entry in self.switch.flows(text)]


#: Seconds from a port to us, over a virtual cable.
_DELIVERED = 0.005
#: What the codes of a type of error begin with.
_PREFIX = {
    "HELLO_FAILED": "OFPHFC", "BAD_REQUEST": "OFPBRC", "BAD_ACTION": "OFPBAC", "BAD_INSTRUCTION": "OFPBIC",
    "BAD_MATCH": "OFPBMC", "FLOW_MOD_FAILED": "OFPFMFC", "GROUP_MOD_FAILED": "OFPGMFC", "PORT_MOD_FAILED": "OFPPMFC",
    "TABLE_MOD_FAILED": "OFPTMFC", "QUEUE_OP_FAILED": "OFPQOFC", "SWITCH_CONFIG_FAILED": "OFPSCFC",
    "ROLE_REQUEST_FAILED": "OFPRRFC", "METER_MOD_FAILED": "OFPMMFC", "TABLE_FEATURES_FAILED": "OFPTFFC",
    "BAD_PROPERTY": "OFPBPC", "BUNDLE_FAILED": "OFPBFC",
    "ASYNC_CONFIG_FAILED": "OFPACFC", "FLOW_MONITOR_FAILED": "OFPMOFC",
}  # fmt: skip
#: Field -> the action of 1.0 and 1.1 that sets it.
_OLD_ACTIONS = {
    "eth_src": "mod_dl_src", "eth_dst": "mod_dl_dst", "ip_src": "mod_nw_src", "ip_dst": "mod_nw_dst",
    "nw_tos": "mod_nw_tos", "nw_ecn": "mod_nw_ecn", "nw_ttl": "mod_nw_ttl",
    "tcp_src": "mod_tp_src", "udp_src": "mod_tp_src", "sctp_src": "mod_tp_src",
    "tcp_dst": "mod_tp_dst", "udp_dst": "mod_tp_dst", "sctp_dst": "mod_tp_dst",
    "vlan_vid": "mod_vlan_vid", "vlan_pcp": "mod_vlan_pcp",
    "mpls_label": "set_mpls_label", "mpls_tc": "set_mpls_tc",
}  # fmt: skip
