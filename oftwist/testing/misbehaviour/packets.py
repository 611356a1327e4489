"""Misbehaviours on the way of a packet: outputs, packets from and to controllers, what actions make of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from oftwist.testing.datapath import Datapath
from oftwist.testing.misbehaviour.patching import Original, Patch, Subject, asked, in_datapath, told
from oftwist.testing.parts import (
    ALL as ALL_PORTS,
)
from oftwist.testing.parts import (
    CONTROLLER,
    FLOOD,
    IN_PORT,
    NORMAL,
    REASON_ACTION,
    REASON_INVALID_TTL,
    REASON_NO_MATCH,
    TABLE,
    PacketIn,
    Port,
    Run,
)
from oftwist.wire.interfaces import Part
from oftwist.wire.numbers import NO_BUFFER

# -- outputs -----------------------------------------------------------------------------------------


def _output(instead: Callable[[Original, Datapath, Run, int, int], object]) -> Patch:
    """Packets are sent elsewhere: called with the packet, the port and max_len."""

    def output(original: Original, path: Datapath, run: Run, port: int, max_len: int = 0xFFFF) -> None:
        instead(original, path, run, port, max_len)

    return in_datapath("output", output)


def _without(port: int) -> Patch:
    """A reserved port does nothing."""
    return _output(lambda original, path, run, number, max_len: number == port or original(run, number, max_len))


def _back_too(original: Original, path: Datapath, run: Run, port: int, max_len: int) -> None:
    original(run, IN_PORT if port == run.in_port else port, max_len)


def _all_back_too(original: Original, path: Datapath, run: Run, port: int, max_len: int) -> None:
    original(run, port, max_len)
    if port == ALL_PORTS:
        original(run, IN_PORT)


def _one_short(original: Original, path: Datapath, run: Run, port: int, max_len: int) -> None:
    if port != FLOOD:
        original(run, port, max_len)
        return
    for number in list(path.ports)[:-1]:
        original(run, number)


def _max_len(value: Callable[[int], int]) -> Patch:
    return _output(lambda original, path, run, port, max_len: original(run, port, value(max_len)))


def _first_only(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    done = False
    for action in actions:
        if type(action).__name__ != "output" or not done:
            original([action], run)
        done |= type(action).__name__ == "output"


def _twice(original: Original, path: Datapath, port: Port | None, frame: bytes, queue_id: int | None) -> None:
    original(port, frame, queue_id)
    original(port, frame, queue_id)


def _sent(change: Callable[[bytes], bytes]) -> Patch:
    """Frames leave otherwise than they are."""
    return in_datapath(
        "transmit", lambda original, path, port, frame, queue_id: original(port, change(frame), queue_id)
    )


_subject = Subject("output")
OUTPUT = [
    _subject("output-back", "1.0-1.5", "Output to the port a packet came in by sends it back there.",
             _output(_back_too)),
    _subject("in-port-lost", "1.0-1.5", "Output to IN_PORT does nothing.", _without(IN_PORT)),
    _subject("all-back-too", "1.0-1.5", "Output to ALL sends a packet also back.", _output(_all_back_too)),
    _subject("flood-one-short", "1.0-1.5", "Output to FLOOD leaves the last port out.", _output(_one_short)),
    _subject("output-twice", "1.0-1.5", "Every packet is sent twice.", in_datapath("transmit", _twice)),
    _subject("output-first-only", "1.0-1.5", "Of several outputs only the first is done.",
             in_datapath("execute", _first_only)),
    _subject("frames-padded", "1.0-1.5", "Frames are filled up to 64 bytes.",
             _sent(lambda frame: frame.ljust(64, b"\0"))),
    _subject("frames-cut", "1.0-1.5", "Frames are cut after 1,500 bytes.", _sent(lambda frame: frame[:1500])),
    _subject("controller-lost", "1.0-1.5", "Output to CONTROLLER does nothing.", _without(CONTROLLER)),
    _subject("max-len-ignored", "1.0-1.5", "Packet-ins have 128 bytes of a packet, whatever max_len says.",
             _max_len(lambda length: 128)),
    _subject("no-buffer-ignored", "1.2-1.5", "Packets that shall be sent whole are buffered and cut.",
             _max_len(lambda length: 128 if length == 0xFFFF else length)),
    _subject("total-len-cut", "1.0-1.5", "total_len is that of what is sent of the packet.",
             told("packet_in", total_len=lambda m: len(m.data))),
]  # fmt: skip

# -- from and to controllers -------------------------------------------------------------------------


def _told(change: Callable[[PacketIn], PacketIn]) -> Patch:
    """Controllers are told something else of a packet."""
    return in_datapath("tell", lambda original, path, packet_in: original(change(packet_in)))


def _reason(instead: Callable[[Original, Run, int, int], object]) -> Patch:
    """Packets go to controllers for another reason, or not."""
    return in_datapath(
        "packet_in", lambda original, path, run, reason, max_len: instead(original, run, reason, max_len)
    )


def _no_end(original: Original, run: Run, reason: int, max_len: int) -> None:
    if reason != REASON_INVALID_TTL:
        original(run, reason, max_len)


def _no_port(msg: Part) -> int:
    return 0xFFFD if msg.version == 1 else CONTROLLER


def _some_lost() -> Patch:
    count = itertools.count(1)
    return in_datapath("tell", lambda original, path, packet_in: next(count) % 10 == 0 or original(packet_in))


def _pairs_swapped(original: Original, path: Datapath, packet_in: PacketIn) -> None:
    held: list[PacketIn] = path.__dict__.setdefault("held", [])
    held.append(packet_in)
    if len(held) == 2:
        for one in reversed(held):
            original(one)
        held.clear()


def _buffer_stays(original: Original, path: Datapath, buffer_id: int) -> tuple[bytes, int]:
    frame, in_port = original(buffer_id)
    path.buffers[buffer_id] = frame, in_port
    return frame, in_port


def _buffer_cut(original: Original, path: Datapath, frame: bytes, in_port: int) -> object:
    return original(frame[:128], in_port)


def _last_only(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    original(list(actions)[-1:], run)


def _once_in(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    kept: list[Part] = []
    for action in actions:
        to_controller = type(action).__name__ == "output" and action.port in (CONTROLLER, CONTROLLER & 0xFFFF)
        if not to_controller or action.port not in [one.port for one in kept if type(one).__name__ == "output"]:
            kept.append(action)
    original(kept, run)


def _tells_too(original: Original, path: Datapath, port: Port | None, frame: bytes, queue_id: int | None) -> None:
    original(port, frame, queue_id)
    path.tell(PacketIn(frame, port.number if port is not None else 0, REASON_ACTION))


def _first_kept(original: Original, path: Datapath, buffer_id: int) -> tuple[bytes, int]:
    first = next(iter(path.buffers.values()), None)
    kept: tuple[bytes, int] = original(buffer_id)
    return first or kept


def _from_nowhere(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    run.in_port = CONTROLLER
    original(actions, run)


def _uncounted(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    before = [(flow, flow.packets, flow.bytes) for flow in path.flows.flows()]
    original(actions, run)
    for flow, packets, octets in before:
        flow.packets, flow.bytes = packets, octets


def _no_groups(original: Original, path: Datapath, actions: Iterable[Part], run: Run) -> None:
    original([action for action in actions if type(action).__name__ != "group"], run)


_packets = Subject("packets")
PACKETS = [
    _packets("packet-out-of-nowhere", "1.0-1.4", "A packet-out does not look at its in_port.",
             asked("packet_out", in_port=_no_port)),
    _packets("packet-out-past-tables", "1.0-1.5", "A packet-out to TABLE does nothing.", _without(TABLE)),
    _packets("packet-out-last-only", "1.0-1.5", "Of the actions of a packet-out only the last is done.",
             in_datapath("send_out", _last_only)),
    _packets("packet-in-of-next-port", "1.0-1.5", "A packet-in names the port beside.",
             _told(lambda told: replace(told, in_port=told.in_port + 1))),
    _packets("packet-in-of-next-table", "1.1-1.5", "A packet-in names the table behind.",
             _told(lambda told: replace(told, table_id=told.table_id + 1))),
    _packets("packet-in-without-cookie", "1.3-1.5", "A packet-in has no cookie.",
             _told(lambda told: replace(told, cookie=0))),
    _packets("packet-in-without-metadata", "1.3-1.5", "A packet-in has no metadata.",
             _told(lambda told: replace(told, metadata=0))),
    _packets("packet-in-cut", "1.0-1.5", "A packet-in lacks the last byte of its packet.",
             told("packet_in", data=lambda m: bytes(m.data)[:-1])),
    _packets("packet-in-reason-wrong", "1.0-1.5", "Packets that actions send to the controller are told as misses.",
             _reason(lambda original, run, reason, max_len: original(run, REASON_NO_MATCH, max_len))),
    _packets("packet-in-lost", "1.0-1.5", "Each tenth packet-in is not sent.", lambda switch: _some_lost()(switch)),
    _packets("packet-ins-swapped", "1.0-1.5", "Packet-ins wait for the next one, and come behind it.",
             in_datapath("tell", _pairs_swapped)),
    _packets("end-of-life-untold", "1.3", "A packet whose time to live ends is not told.",
             _reason(_no_end)),
    _packets("buffer-stays", "1.0-1.5", "A buffered packet can be sent any number of times.",
             in_datapath("take", _buffer_stays)),
    _packets("buffer-cut", "1.0-1.5", "Of a buffered packet 128 bytes are kept.", in_datapath("keep", _buffer_cut)),
    _packets("buffer-of-flow-ignored", "1.0-1.5", "A flow does not look at the buffer that it names.",
             asked("flow_add", buffer_id=NO_BUFFER)),
]  # fmt: skip


_ins = Subject("packet_ins")
_outs = Subject("packet_outs")
MORE = [
    _ins("packet-in-1500-bytes", "1.0-1.5", "Packets to the controller are cut after 1,500 bytes.",
         _told(lambda told: replace(told, frame=told.frame[:1500]))),
    _ins("packet-in-once", "1.0-1.5", "A packet goes to the controller once at most.",
         in_datapath("execute", _once_in)),
    _ins("packet-in-cookie-of-a-packet-out", "1.3-1.5", "What a packet-out sends to the controller has cookie 0.",
         _told(lambda told: replace(told, cookie=0 if told.cookie == 0xFFFFFFFFFFFFFFFF else told.cookie))),
    _ins("packet-in-of-forwarded", "1.0-1.5", "Packets that are forwarded are told to the controller too.",
         in_datapath("transmit", _tells_too)),
    _ins("buffers-mixed-up", "1.0-1.5", "A buffer gives the packet that came first.", in_datapath("take", _first_kept)),
    _outs("packet-out-flood-back", "1.0-1.5", "A packet-out to FLOOD goes out of the port it is said to come from.",
          in_datapath("send_out", _from_nowhere)),
    _outs("packet-out-uncounted", "1.0-1.5", "Flows do not count what packet-outs send through the tables.",
          in_datapath("send_out", _uncounted)),
    _outs("normal-lost", "1.0-1.5", "Output to NORMAL does nothing.", _without(NORMAL)),
    _outs("packet-out-group-lost", "1.1-1.5", "A packet-out to a group does nothing.",
          in_datapath("send_out", _no_groups)),
]  # fmt: skip

ALL = [*OUTPUT, *PACKETS, *MORE]
