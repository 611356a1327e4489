"""What reaches a controller from the wire that should not: one table, class by class, with what must happen.

The classes: H headers and framing, E the handshake, L lengths, X values, N nesting and storms, M multipart and replies,
P packets inside packet-ins, T other protocols.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from oftwist.errors import ProtocolError
from oftwist.wire import decode
from tests.support.lengths import places
from tests.support.specimens import VERSIONS, specimens

# What must happen. "kept" and "closed" are about the connection.
BAD_LEN = "kept, OFPBRC_BAD_LEN, a line"
BAD_TYPE = "kept, OFPBRC_BAD_TYPE, a line"
BAD_VERSION = "kept, OFPBRC_BAD_VERSION, a line"
NOTED = "kept, a line"
FINE = "kept, taken as a message"
PARTLY = "kept, taken as a message without the part that cannot be read, a line the first time"
BROKEN = "closed, OFPBRC_BAD_LEN, a line"
CLOSED = "closed, a line"
HELLO_FAILED = "closed, OFPHFC_INCOMPATIBLE, a line"
AGREED = "kept, the handshake goes on"

START, FEATURES, UP = "waiting for HELLO", "waiting for the features", "up"


class Case(NamedTuple):
    """One input.

    Attributes:
        cls: its class.
        name: what it is.
        data: the bytes.
        outcome: what must happen.
        at: in which state of the connection they come.
        version: OpenFlow version of the connection.
        says: what the line in the log must contain.
    """

    cls: str
    name: str
    data: bytes
    outcome: str
    at: str = UP
    version: int = 4
    says: str = ""


def frame(version: int, kind: int, body: bytes = b"", xid: int = 0x77) -> bytes:
    """A message with a correct header."""
    return struct.pack("!BBHI", version, kind, 8 + len(body), xid) + body


def hello(*body: str, version: int = 4) -> bytes:
    return frame(version, 0, bytes.fromhex("".join(body)))


def reply(body: bytes, kind: int, flags: int = 0, version: int = 4) -> bytes:
    """A multipart reply of 1.3 and later."""
    return frame(version, 19, struct.pack("!HH4x", kind, flags) + body)


def packet_in(fields: str = "8000000400000001", data: bytes = b"", kind: int = 1, length: int | None = None) -> bytes:
    """A packet-in of 1.3 with these match fields in hex, and if wanted a wrong type or length of the match."""
    oxm = bytes.fromhex(fields)
    size = 4 + len(oxm) if length is None else length
    match = struct.pack("!HH", kind, size) + oxm
    head = struct.pack("!IHBBQ", 0xFFFFFFFF, len(data), 0, 0, 0)
    return frame(4, 10, head + match + bytes(-len(match) % 8 + 2) + data)


FIXED_FLOW = struct.pack("!BxIIHHHH4xQQQ", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)  # a flow_stats_entry of 1.3 up to its match
EMPTY_MATCH = bytes.fromhex("0001000400000000")
ETHERNET = bytes(12)


def headers() -> Iterator[Case]:
    for length in range(8):
        raw = struct.pack("!BBHI", 4, 2, length, 1)
        yield Case("H1", f"length {length}", raw, BROKEN, says="below 8")
        yield Case("H1", f"length {length} first of all", raw, BROKEN, START, says="below 8")
        yield Case("H1", f"length {length} after a good one", frame(4, 3) + raw, BROKEN, says="below 8")
    for version in (0, 7, 8, 64, 128, 255):
        yield Case("H4", f"version {version} later", frame(version, 2), BAD_VERSION)
    for version in (1, 2, 3, 5, 6):
        yield Case("H4", f"version {version} on a 1.3 connection", frame(version, 2), BAD_VERSION)
        yield Case("H4", f"packet-in of {version}", specimens(version)["packet_in"].pack(), BAD_VERSION)
    for version in VERSIONS:
        known = {specimens(version)[name].pack()[1] for name in specimens(version)}
        for kind in sorted({*range(max(known) + 1, 60), 100, 127, 128, 217, 254, 255}):
            if (version, kind) != (1, 22):
                yield Case("H5", f"type {kind}", frame(version, kind), BAD_TYPE, version=version)
        yield Case("H5", "type 255 with a body", frame(version, 255, b"\xff" * 300), BAD_TYPE, version=version)
        for name in ("flow_add", "flow_delete", "packet_out", "set_config", "port_mod", "barrier_request",
                     "features_request", "get_config_request", "desc_stats_request", "group_add", "table_mod",
                     "role_request", "meter_mod", "async_set", "bundle_add_msg"):  # fmt: skip
            if name in specimens(version):
                raw = specimens(version)[name].pack()
                yield Case("H5", f"{name} from a switch", raw, BAD_TYPE, version=version, says="no business")


def handshakes() -> Iterator[Case]:
    for length in (0, 1, 2, 3):
        element = f"0013{length:04x}00010000" + "00000010"
        yield Case("E1", f"element of length {length}", hello(element), AGREED, START)
    for element, name in (
        ("0001000600100000", "bitmap of 6 bytes"), ("00010004", "empty bitmap"), ("0001000400000000", "padded"),
        ("000100", "half an element"), ("00020008deadbeef", "unknown element"), ("0001ffff00000010", "too long"),
        ("ffff0004" * 3, "unknown elements"), ("00020005aa000000" "0001000800000010", "odd length"),
    ):  # fmt: skip
        yield Case("E2", name, hello(element), AGREED, START)
    yield Case("E2", "64 KiB of bitmap", frame(4, 0, b"\x00\x01\xff\xf0" + b"\xff" * 65516), AGREED, START)
    yield Case("E2", "16 k empty elements", frame(4, 0, bytes.fromhex("00130004") * 16000), AGREED, START)
    yield Case("E2", "8 k empty bitmaps", frame(4, 0, bytes.fromhex("0001000400000000") * 8000), AGREED, START)
    for bits in (0, 1, 0x80, 0xFFFFFF80):
        raw = hello(f"00010008{bits:08x}")
        yield Case("E3", f"bitmap {bits:#x}", raw, HELLO_FAILED, START, says="no common OpenFlow version")
    for version in (0,):
        yield Case("E3", f"version {version}", frame(version, 0), HELLO_FAILED, START, says="no common")
    for version in (4, 5, 6, 7, 100, 255):
        yield Case("E3", f"hello of {version} without a bitmap", frame(version, 0), AGREED, START)
    yield Case("E4", "second hello", hello(), NOTED, says="second HELLO")
    yield Case("E4", "second hello of another version", frame(1, 0), NOTED, says="second HELLO")
    yield Case("E4", "second hello, broken", hello("00010000"), NOTED, says="second HELLO")
    for name in ("features_reply", "packet_in", "echo_reply", "barrier_reply", "port_desc_stats_reply", "flow_add",
                 "port_status", "role_reply", "experimenter"):  # fmt: skip
        raw = specimens(4)[name].pack()
        yield Case("E4", f"{name} before hello", raw, CLOSED, START, says="before HELLO")
    yield Case("E4", "malformed before hello", frame(4, 10, b"\0"), CLOSED, START, says="no HELLO")
    for text in (b"no \xff\xfe", b"\n\r\x1b[31mred\0", b"x" * 60000):
        raw = frame(4, 1, bytes(4) + text)
        yield Case("X3", f"HELLO_FAILED with {text[:5]!r}", raw, CLOSED, START, says="refused our HELLO")
        yield Case("X3", f"HELLO_FAILED later with {text[:5]!r}", raw, NOTED, says="hello_failed")
    changed = struct.pack("!QIBB2xII", 0xBAD, 0, 1, 0, 0, 0)
    yield Case("E4", "features of another switch", frame(4, 6, changed), CLOSED, says="datapath id changed")
    same = struct.pack("!QIBB2xII", 1, 0, 1, 0, 0, 0)
    yield Case("E4", "features again", frame(4, 6, same), NOTED, says="features reply")


def lengths() -> Iterator[Case]:
    """Every length field in every message of every version, spoiled."""
    for version in VERSIONS:
        for name, msg in specimens(version).items():
            if name == "hello":
                continue
            raw = msg.pack()
            for place in places(msg):
                where = f"{name}: length of {place.cls} at {place.at}"
                for cls, value in (
                    ("L1", 0), ("L2", 1), ("L2", 3), ("L2", place.least - 1), ("L3", place.room + 1),
                    ("L3", place.room + 8), ("L3", 0xFFFF), ("L3", 0xFFF0),
                ):  # fmt: skip
                    if not 0 < place.least <= value <= place.room and value >> 8 * place.size == 0:
                        yield spoiled(cls, f"{where} = {value}", place.spoil(raw, value), version)
                if place.eights:
                    for value in (place.value + 1, place.value + 4, place.value + 7):
                        yield spoiled("L4", f"{where} = {value}", place.spoil(raw, value), version)


def spoiled(cls: str, name: str, data: bytes, version: int) -> Case:
    """A message with a bad length: none at all, or one of which a part can be set aside."""
    try:
        decode(data)
    except ProtocolError:
        return Case(cls, name, data, BAD_LEN, version=version)
    return Case(cls, name, data, PARTLY, version=version)


def ends() -> Iterator[Case]:
    """The header says less than the type needs, down to a bare header."""
    for version in VERSIONS:
        for name, msg in specimens(version).items():
            least, raw = msg._layout.size, msg.pack()
            for size in {8, 9, least // 2, least - 4, least - 1} & set(range(8, least)):
                cut = raw[:2] + size.to_bytes(2, "big") + raw[4:size]
                try:
                    decode(cut)
                except ProtocolError:
                    yield Case("L7", f"{name} of {size} bytes, at least {least}", cut, BAD_LEN, version=version)
    yield Case("L7", "queue config reply without room for its port", frame(4, 23, bytes(7)), BAD_LEN)
    yield Case("L7", "a queue shorter than its head", frame(4, 23, bytes(8) + struct.pack("!IIH6x", 1, 1, 8)), BAD_LEN)
    for size in (1, 7, 63, 65, 127):
        yield Case("L6", f"port description of {size} bytes", reply(bytes(size), 13), BAD_LEN)
        yield Case("L6", f"port statistics of {size + 112} bytes", reply(bytes(size + 112), 4), BAD_LEN)
    for size in (1, 23, 25, 47):
        yield Case("L6", f"table statistics of {size} bytes", reply(bytes(size), 3), BAD_LEN)
    for off in (1, 2, 4, 7):
        entry = struct.pack("!H", 56 + off) + FIXED_FLOW[0:46] + EMPTY_MATCH
        yield Case("L5", f"flow statistics {off} longer than what is there", reply(entry, 1), BAD_LEN)
        actions = struct.pack("!HHIH6x", 0, 16, 1, 0)
        out = struct.pack("!IIH6x", 0xFFFFFFFF, 1, 16 - off) + actions
        yield Case("L5", f"actions_len {off} too small", frame(4, 13, out), BAD_LEN)
        out = struct.pack("!IIH6x", 0xFFFFFFFF, 1, 16 + off) + actions
        yield Case("L5", f"actions_len {off} too large", frame(4, 13, out), BAD_LEN)


def values() -> Iterator[Case]:
    for fields, name in (
        ("80000000", "in_port without payload"), ("80000003000001", "in_port of 3 bytes"),
        ("8000010300aabb", "masked in_port of 3 bytes"), ("800001080000000100000000", "in_port masked with 0"),
        ("12340204aabbccdd", "unknown class"), ("8000fe04aabbccdd", "unknown field"), ("ffff0002aabb", "experimenter"),
        ("ffff0000", "empty experimenter"), ("8000000400000001" * 2, "in_port twice"),
        ("80001c0201bb", "tcp_dst without tcp"), ("80000d03100010", "odd mask of vlan_vid"),
        ("80000606aabbccddeeff" * 40, "eth_dst forty times"),
    ):  # fmt: skip
        yield Case("X1", name, packet_in(fields), FINE)
    for fields, name in (("800000", "half a field"), ("80000005000001", "longer than the match"), ("800002ff", "255")):
        yield Case("X1", name, packet_in(fields), BAD_LEN)
    for kind in (0, 2, 7, 0xFFFF):
        yield Case("X2", f"match type {kind}", packet_in(kind=kind), BAD_LEN)
    for length in (0, 1, 3, 11, 13, 1000, 0xFFFF):
        yield Case("X2", f"match length {length}", packet_in(length=length), BAD_LEN)
    port = specimens(4)["port_status"].pack()
    name = port.index(b"eth7")
    for text in (b"\xff\xfe" * 8, b"x" * 16, b"\x1b[31m\n\r\0\x07", b"\x80\0\0\0"):
        yield Case("X3", f"port name {text!r}", port[:name] + text.ljust(16, b"\0") + port[name + 16 :], FINE)
    for text in (b"\xff\xfe" * 528, b"\n" * 1056):
        yield Case("X3", f"description of {text[:2]!r}", reply(text, 0), FINE)
    for reason in (3, 200, 255):
        yield Case("X4", f"port status reason {reason}", port[:8] + bytes([reason]) + port[9:], FINE)
        raw = specimens(4)["packet_in"].pack()
        yield Case("X4", f"packet-in reason {reason}", raw[:14] + bytes([reason]) + raw[15:], FINE)
        raw = specimens(4)["flow_removed"].pack()
        yield Case("X4", f"flow removed reason {reason}", raw[:18] + bytes([reason]) + raw[19:], FINE)
    for role in (9, 0xFFFFFFFF):
        yield Case("X4", f"role {role}", frame(4, 25, struct.pack("!I4xQ", role, 0)), FINE)
        body = struct.pack("!IB3xQ", role, 200, 0)
        yield Case("X4", f"role status {role}", frame(5, 30, body), FINE, version=5)
    for kind, code in ((0xFFFE, 0xFFFF), (0x1234, 0), (1, 0xFFFF), (5, 999)):
        yield Case("X4", f"error {kind}/{code}", frame(4, 1, struct.pack("!HH", kind, code)), NOTED)
    flow = frame(4, 14, bytes(40))
    for data, name in (
        (b"", "nothing"), (b"\x04", "one byte"), (flow[:7], "seven bytes"), (flow[:20], "a truncated request"),
        (b"\xff" * 64, "garbage"), (bytes(65000), "65000 zeros"), (b"\n\x1b[2J" * 20, "control characters"),
    ):  # fmt: skip
        yield Case("X5", f"an error about {name}", frame(4, 1, struct.pack("!HH", 1, 6) + data), NOTED)
    nested = b""
    for _ in range(500):
        nested = frame(4, 1, struct.pack("!HH", 1, 6) + nested)
    yield Case("X5", "an error about itself, 500 deep", nested, NOTED)


def nests() -> Iterator[Case]:
    inner = frame(6, 2)
    for depth in range(1, 101):
        inner = frame(6, 34, struct.pack("!IHH", 1, 0, 0) + inner)
        if depth in (9, 10, 50, 100):
            yield Case("N1", f"bundles {depth} deep", inner, BAD_LEN, version=6)
    deep = b"".join(frame(6, 34, struct.pack("!IHH", 1, 0, 0), 65000 - 16 * n)[:2] + struct.pack(
        "!HIIHH", 65000 - 16 * n, 1, 1, 0, 0) for n in range(4000))  # fmt: skip
    raw = frame(6, 34, (struct.pack("!IHH", 1, 0, 0) + deep)[:60000])
    yield Case("N1", "bundles 4000 deep", raw, BAD_LEN, version=6)
    for size in (0, 4, 7, 9, 5000, 0xFFFF):
        one = bytes([6, 14]) + struct.pack("!HI", size, 0x77)
        raw = frame(6, 34, struct.pack("!IHH", 1, 0, 0) + one)
        yield Case("N2", f"a message of length {size} in a bundle", raw, BAD_LEN, version=6)
    for name, raw, outcome in storms():
        yield Case("N3", name, raw, outcome)


def storms() -> Iterator[tuple[str, bytes, str]]:
    """As many elements as 64 KiB hold."""
    flow = FIXED_FLOW[:46] + EMPTY_MATCH
    apply = struct.pack("!HH4x", 4, 64000)
    output, pop = struct.pack("!HHIH6x", 0, 16, 1, 0), bytes.fromhex("0017000800000000")
    entry = struct.pack("!H", 56 + 64000) + flow + apply
    yield "4000 actions", reply(entry + output * 3999 + pop, 1), FINE
    yield "8000 unknown actions", reply(entry + struct.pack("!HHI", 0x1234, 8, 7) * 7999, 1), FINE
    yield "16 k unknown match fields", packet_in("12340200" * 16000), FINE
    yield "8 k in_ports", packet_in("8000000400000001" * 8000), FINE
    yield "1000 flows", reply((struct.pack("!H", 56) + flow) * 1100, 1), FINE
    yield "1000 ports", reply(bytes(64) * 1000, 13), FINE
    yield "64 KiB of nothing", frame(4, 3, bytes(65000)), FINE


def packets() -> Iterator[Case]:
    """Packet-ins whose packet is broken: they reach the apps, which must survive."""
    ip6 = ETHERNET + b"\x86\xdd" + b"\x60" + bytes(3) + struct.pack("!HBB", 1000, 0, 64) + bytes(32)
    for data, name in (
        (b"", "no bytes"), (b"\0", "one byte"), (bytes(6), "half a header"), (bytes(13), "13 bytes"),
        (bytes(14), "zeros"), (b"\xff" * 14, "all ones"), (ETHERNET + b"\x08\x06\x00\x01", "short ARP"),
        (ETHERNET + b"\x08\x00\x45", "short IPv4"),
        (ETHERNET + b"\x08\x00\x4f" + bytes(19), "IPv4 header length beyond the end"),
        (ETHERNET + b"\x81\x00\0\1" * 1000, "1000 VLAN tags"), (ETHERNET + b"\x88\xcc" + bytes(50), "LLDP of length 0"),
        (ETHERNET + b"\x88\xcc\xff\xff\xff", "LLDP TLV too long"), (ETHERNET + b"\x88\xcc", "LLDP of nothing"),
        (ip6 + b"\0\0" * 500, "IPv6 headers of length 0"), (ip6 + b"\x2b\xff", "IPv6 header too long"),
        (ETHERNET + b"\x00\x05\xaa", "802.3"), (bytes(65000), "65000 zeros"),
        (b"\x01\x80\xc2\0\0\x0e" + bytes(60), "STP"),
    ):  # fmt: skip
        yield Case("P1", name, packet_in(data=data), FINE)
    yield Case("P1", "no match fields", packet_in("", data=bytes(60)), FINE)
    yield Case("P1", "in_port of the wrong size", packet_in("800000020001", data=bytes(60)), FINE)
    yield Case("P1", "in_port masked", packet_in("800001080000000100000001", data=bytes(60)), FINE)
    for total in (0, 1, 0xFFFF):
        raw = bytearray(packet_in(data=bytes(60)))
        raw[12:14] = total.to_bytes(2, "big")
        yield Case("P1", f"total_len {total} of 60", bytes(raw), FINE)


def strangers() -> Iterator[Case]:
    client_hello = bytes.fromhex("16030102000100fc0303") + bytes(507)
    for data, name, says in (
        (client_hello, "TLS ClientHello", "TLS"), (client_hello[:5], "begin of a ClientHello", "TLS"),
        (bytes.fromhex("16030300020228"), "TLS alert", "TLS"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET", "HTTP"), (b"GET / HT", "eight bytes of GET", "HTTP"),
        (b"POST /x HTTP/1.1\r\n\r\n" + bytes(60000), "POST", "HTTP"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "h2", "HTTP"),
        (b"HEAD / HTTP/1.0\r\n\r\n", "HEAD", "HTTP"), (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH", "SSH"),
    ):  # fmt: skip
        cls = "T1" if says == "TLS" else "T2"
        yield Case(cls, name, data, CLOSED, START, says=f"speaks {says}")


def sweep() -> Iterator[Case]:
    """The cases that come by the thousand."""
    yield from lengths()
    yield from ends()


def table() -> Iterator[Case]:
    """The cases written down one by one."""
    for group in (headers, handshakes, values, nests, packets, strangers):
        yield from group()
