"""The switch side of OpenFlow 1.0-1.5 in hand-packed bytes, as far as a load generator needs it.

Knows bytes only: no sockets, no clock, and on purpose not the codec of this package, so that a
fault or a slowness there can never hide in the measuring instrument.
"""

from __future__ import annotations

from struct import Struct, pack, pack_into, unpack_from

__all__ = ["FLOW_MOD", "PACKET_OUT", "VERSIONS", "Answerer", "Ring", "buffer_offset"]

#: Text of the command line to wire version.
VERSIONS = {"1.0": 1, "1.1": 2, "1.2": 3, "1.3": 4, "1.4": 5, "1.5": 6}

HELLO, ERROR, ECHO_REQUEST, ECHO_REPLY, EXPERIMENTER = 0, 1, 2, 3, 4
FEATURES_REQUEST, FEATURES_REPLY, GET_CONFIG_REQUEST, GET_CONFIG_REPLY = 5, 6, 7, 8
PACKET_IN = 10
#: Message types that keep their number in every version.
PACKET_OUT, FLOW_MOD = 13, 14
ROLE_REQUEST, GET_ASYNC_REQUEST, BUNDLE_CONTROL = 24, 26, 33

NO_BUFFER = 0xFFFFFFFF
#: Added to a ring position to make its buffer_id: never 0, and the low 16 bits stay the position.
BUFFER_BASE = 0x10000
_HEADER = Struct(">BBHI")
#: Multipart types and the size of the fixed body (zeros) they are answered with; 1.5 has exceptions.
_FIXED_BODIES = {2: 24, 8: 40, 11: 16}
_EXPERIMENTER_STATS = 0xFFFF
_PORT_DESC = 13
_DESC = 0
_NICIRA = 0x2320
_NICIRA_ROLE_REQUEST = 10


def buffer_offset(version: int, kind: int) -> int:
    """Return where the 32-bit buffer_id stands in a PACKET_OUT or FLOW_MOD frame.

    Args:
        version: Wire version, 1-6.
        kind: `PACKET_OUT` or `FLOW_MOD`.
    """
    if kind == PACKET_OUT:
        return 8
    return 64 if version == 1 else 32


def frame(version: int, kind: int, xid: int, body: bytes = b"") -> bytes:
    """Return one whole frame: the 8-byte header with its length, and the body."""
    return _HEADER.pack(version, kind, 8 + len(body), xid) + body


def _port(version: int, number: int, index: int) -> bytes:
    """One port description; its size and form change in 1.1 and in 1.4."""
    mac = b"\x0a" + pack(">HHB", index >> 16, index & 0xFFFF, number & 0xFF)
    name = b"port%d" % number
    if version == 1:
        return pack(">H6s16s6I", number, mac, name, 0, 0, 0x40, 0, 0, 0)
    if version < 5:
        return pack(">I4x6s2x16s8I", number, mac, name, 0, 4, 0x40, 0, 0, 0, 1000000, 1000000)
    head = pack(">IH2x6s2x16sII", number, 72, mac, name, 0, 4)
    return head + pack(">HH4x6I", 0, 32, 0x40, 0, 0, 0, 1000000, 1000000)


class Answerer:
    """What one switch sends by itself: its hello, and an answer to each request of a controller.

    Args:
        version: Wire version, 1-6.
        dpid: Datapath id, 64 bits.
        ports: How many ports the switch shows, numbered from 1.
    """

    __slots__ = ("_desc", "_ports", "dpid", "features_sent", "version")

    def __init__(self, version: int, dpid: int, ports: int = 4) -> None:
        self.version = version
        self.dpid = dpid
        #: True once a features request was answered: the controller knows the datapath id.
        self.features_sent = False
        self._ports = b"".join(_port(version, n, dpid & 0xFFFFFFFF) for n in range(1, ports + 1))
        self._desc = pack(">256s256s256s32s256s", b"oftwist", b"load generator", b"", b"", b"")

    def hello(self) -> bytes:
        """Return the HELLO: from 1.3 on with a bitmap of just this version."""
        body = pack(">HHI", 1, 8, 1 << self.version) if self.version >= 4 else b""
        return frame(self.version, HELLO, 1, body)

    def answer(self, data: bytes) -> bytes:
        """Return the reply to one whole frame of the controller, b"" when it wants none.

        Raises:
            ConnectionError: The controller refused the version or answered in another one.
        """
        version, kind, _, xid = _HEADER.unpack_from(data)
        if kind == HELLO:
            self._check_hello(data)
            return b""
        if version != self.version:
            raise ConnectionError(f"asked for wire version {self.version}, the controller speaks {version}")
        if kind == ECHO_REQUEST:
            return frame(version, ECHO_REPLY, xid, data[8:])
        if kind == FEATURES_REQUEST:
            self.features_sent = True
            return frame(version, FEATURES_REPLY, xid, self._features())
        if kind == GET_CONFIG_REQUEST:
            return frame(version, GET_CONFIG_REPLY, xid, b"\0\0\xff\xff")
        if kind == ERROR:
            return self._error(data)
        if kind == EXPERIMENTER:
            return self._experimenter(xid, data)
        return self._numbered(kind, xid, data)

    def _check_hello(self, data: bytes) -> None:
        """Fail clearly when the controller's HELLO has no common version with ours."""
        if data[0] >= self.version:
            return
        at = 8
        while at + 8 <= len(data):
            kind, size = unpack_from(">HH", data, at)
            if kind == 1 and unpack_from(">I", data, at + 4)[0] & (1 << self.version):
                return
            at += max(8, (size + 7) // 8 * 8)
        raise ConnectionError(f"the controller speaks wire version {data[0]} at most, not {self.version}")

    @staticmethod
    def _error(data: bytes) -> bytes:
        """An error is only worth stopping for when it ends the handshake (HELLO_FAILED)."""
        if len(data) >= 12 and data[8:10] == b"\0\0":
            text = data[12:].decode("ascii", "replace")
            raise ConnectionError(f"the controller refused the hello: {text!r}")
        return b""

    def _features(self) -> bytes:
        if self.version >= 4:
            return pack(">QIBB2xII", self.dpid, 65536, 254, 0, 0x4F, 0)
        actions = 0xFFF if self.version == 1 else 0
        return pack(">QIB3xII", self.dpid, 65536, 254, 0x87, actions) + self._ports

    def _experimenter(self, xid: int, data: bytes) -> bytes:
        """Grant a Nicira role (1.0 has no other), refuse everything else as an unknown vendor."""
        if len(data) >= 20:
            vendor, subtype = unpack_from(">II", data, 8)
            if vendor == _NICIRA and subtype == _NICIRA_ROLE_REQUEST:
                return frame(self.version, EXPERIMENTER, xid, pack(">II", vendor, subtype + 1) + data[16:20])
        return frame(self.version, ERROR, xid, b"\0\x01\0\x03" + data[:64])

    def _numbered(self, kind: int, xid: int, data: bytes) -> bytes:
        """Requests whose type number depends on the version: the reply is always the next number."""
        version = self.version
        stats, barrier, queues = (16, 18, 20) if version == 1 else (18, 20, 22)
        if kind == barrier:
            return frame(version, kind + 1, xid)
        if kind == stats and len(data) >= 12:
            return self._stats(kind + 1, xid, data)
        if kind == queues:
            body = data[8:10] + b"\0" * 6 if version == 1 else data[8:12] + b"\0" * 4
            return frame(version, kind + 1, xid, body)
        if kind == ROLE_REQUEST and version >= 3:
            return frame(version, kind + 1, xid, data[8:])
        if kind == GET_ASYNC_REQUEST and version >= 4:
            return frame(version, kind + 1, xid, b"\0" * 24 if version == 4 else b"")
        if kind == BUNDLE_CONTROL and version >= 5 and len(data) >= 16:
            bundle, step, flags = unpack_from(">IHH", data, 8)
            return frame(version, kind, xid, pack(">IHH", bundle, step | 1, flags))
        return b""

    def _stats(self, kind: int, xid: int, data: bytes) -> bytes:
        """Description, ports and fixed bodies are real; any other multipart gets an empty last part."""
        (what,) = unpack_from(">H", data, 8)
        head = pack(">HH", what, 0) if self.version == 1 else pack(">HH4x", what, 0)
        body = b""
        if what == _DESC:
            body = self._desc
        elif what == _PORT_DESC:
            body = self._ports
        elif what == 2 and self.version == 6:
            body = pack(">HH4x", 0, 4)
        elif what == 11 and self.version == 6:
            body = b"\0" * 24
        elif what in _FIXED_BODIES:
            body = b"\0" * _FIXED_BODIES[what]
        elif what == _EXPERIMENTER_STATS:
            start = 8 + len(head)
            body = data[start : start + 8]
        return frame(self.version, kind, xid, head + body)


def _payload(size: int) -> bytearray:
    """An Ethernet frame with IPv4 and UDP inside, MAC addresses and IP identification still zero."""
    room = max(42, size) - 14
    data = bytearray(14 + room)
    pack_into(">H", data, 12, 0x0800)
    pack_into(">BBHHHBBH4s4s", data, 14, 0x45, 0, room, 0, 0, 64, 17, 0, b"\x0a\0\0\1", b"\x0a\0\0\2")
    pack_into(">HHH", data, 34, 4000, 4001, room - 20)
    return data


def _ip_checksum(data: bytearray) -> int:
    total: int = sum(unpack_from(">10H", data, 14))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


class Ring:
    """All packet-ins of one switch, packed once: `count` frames of `size` bytes each, one after the other.

    Frame i comes from MAC i on its port and goes to MAC i-1, which the controller has just learnt
    (the very first one excepted), so that a learning switch answers with a flow. The position i
    stands in the frame twice: as buffer_id (when `buffered`) and as IP identification, and a reply
    carries it back in its own buffer_id or in the packet it returns.

    Args:
        version: Wire version, 1-6.
        index: Number of the switch, part of its MAC addresses.
        macs: Distinct source MACs, 2-32768; also the number of frames.
        ports: Ports the MACs are spread over, at least 3.
        payload: Bytes of the Ethernet frame, at least 42.
        buffered: True: the switch keeps the packet under a buffer_id; False: OFP_NO_BUFFER.
    """

    __slots__ = ("buffered", "count", "data", "payload", "size")

    def __init__(
        self, version: int, index: int, macs: int, ports: int = 4, payload: int = 64, buffered: bool = True
    ) -> None:
        if not 2 <= macs <= 32768:
            raise ValueError(f"2 to 32768 MACs are possible, not {macs}")
        if ports < 3:
            raise ValueError(f"at least 3 ports are needed, not {ports}")
        self.count = macs
        self.buffered = buffered
        ethernet = _payload(payload)
        self.payload = len(ethernet)
        port_of = [1 + i % ports for i in range(macs)]
        if port_of[-1] == port_of[0]:
            # A packet back to its own port would be dropped, not answered.
            port_of[-1] = 2
        macs_of = [b"\x02" + pack(">HBH", index & 0xFFFF, i >> 16, i & 0xFFFF) for i in range(macs)]
        frames = []
        for i in range(macs):
            ethernet[0:6], ethernet[6:12] = macs_of[i - 1], macs_of[i]
            pack_into(">H", ethernet, 18, i)
            pack_into(">H", ethernet, 24, 0)
            pack_into(">H", ethernet, 24, _ip_checksum(ethernet))
            frames.append(
                _packet_in(version, i, BUFFER_BASE + i if buffered else NO_BUFFER, port_of[i], bytes(ethernet))
            )
        self.size = len(frames[0])
        self.data = b"".join(frames)


def _packet_in(version: int, xid: int, buffer_id: int, port: int, data: bytes) -> bytes:
    """One PACKET_IN, reason NO_MATCH, table 0, with the in_port where the version has it."""
    if version == 1:
        body = pack(">IHHBx", buffer_id, len(data), port, 0)
    elif version == 2:
        body = pack(">IIIHBB", buffer_id, port, port, len(data), 0, 0)
    else:
        body = pack(">IHBB", buffer_id, len(data), 0, 0)
        if version >= 4:
            body += b"\0" * 8
        body += pack(">HHII4x2x", 1, 12, 0x80000004, port)
    return frame(version, PACKET_IN, xid, body + data)
