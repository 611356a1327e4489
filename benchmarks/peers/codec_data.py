"""The frames and values that all codecs work on. Standard library only."""

import struct

IN_PORT, OUT_PORT, BUFFER_ID, XID = 3, 7, 0x10042, 0x1234
SRC, DST = bytes.fromhex("0200000a0b0c"), bytes.fromhex("0200000d0e0f")
SRC_TEXT, DST_TEXT = "02:00:00:0a:0b:0c", "02:00:00:0d:0e:0f"
ETHERNET = (DST + SRC + b"\x08\x00" + bytes(range(50)))[:64]
ENTRIES = 100


def frame(version, kind, body):
    """One frame with the common transaction id."""
    return struct.pack(">BBHI", version, kind, 8 + len(body), XID) + body


PACKET_IN_13 = frame(
    4,
    10,
    struct.pack(">IHBBQ", BUFFER_ID, 64, 0, 0, 0) + struct.pack(">HHII6x", 1, 12, 0x80000004, IN_PORT) + ETHERNET,
)
PACKET_IN_10 = frame(1, 10, struct.pack(">IHHBx", BUFFER_ID, 64, IN_PORT, 0) + ETHERNET)


def entry(index):
    """One flow_stats_entry with three match fields and apply_actions(output), 104 bytes."""
    head = struct.pack(">HBxIIHHHH4x", 104, 0, 100, index, 1000 + index, 60, 0, 0)
    head += struct.pack(">QQQ", index, index * 3, index * 300)
    match = struct.pack(">HHII", 1, 32, 0x80000004, 1 + index % 48)
    match += struct.pack(">I6sI6s", 0x80000606, DST, 0x80000806, SRC)
    return head + match + struct.pack(">HH4xHHIH6x", 4, 24, 0, 16, OUT_PORT, 128)


FLOW_STATS_13 = frame(4, 19, struct.pack(">HH4x", 1, 0) + b"".join(map(entry, range(ENTRIES))))

#: What reading all members of the 100 entries adds up to, see `add_up` in the modules.
FLOW_STATS_SUM = sum(100 + i + 1000 + i + 60 + i + i * 3 + i * 300 + 1 + i % 48 + OUT_PORT for i in range(ENTRIES))

FLOW_ADD_13 = frame(
    4,
    14,
    struct.pack(">QQBBHHHIIIH2x", 0, 0, 0, 0, 60, 0, 1, BUFFER_ID, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    + struct.pack(">HHII", 1, 38, 0x80000004, IN_PORT)
    + struct.pack(">I6sI6sIH2x", 0x80000606, DST, 0x80000806, SRC, 0x80000A02, 0x0800)
    + struct.pack(">HH4xHHIH6x", 4, 24, 0, 16, OUT_PORT, 0),
)
WILDCARDS_10 = 0x3FFFFF & ~(1 | 4 | 8)
FLOW_ADD_10 = frame(
    1,
    14,
    struct.pack(">IH6s6s22x", WILDCARDS_10, IN_PORT, SRC, DST)
    + struct.pack(">QHHHHIHH", 0, 0, 60, 0, 1, BUFFER_ID, 0xFFFF, 0)
    + struct.pack(">HHHH", 0, 8, OUT_PORT, 0),
)
PACKET_OUT_10 = frame(
    1, 13, struct.pack(">IHH", 0xFFFFFFFF, IN_PORT, 8) + struct.pack(">HHHH", 0, 8, OUT_PORT, 0) + ETHERNET
)

#: Case -> what its function must return.
EXPECTED = {
    "1.3 packet_in parse": IN_PORT,
    "1.3 packet_in by oxm_list": IN_PORT,
    "1.3 packet_in pack": PACKET_IN_13,
    "1.3 flow_add build+pack": FLOW_ADD_13,
    "1.3 flow_add match.build": FLOW_ADD_13,
    "1.3 flow_add parse": OUT_PORT,
    "1.3 flow_stats parse+read": FLOW_STATS_SUM,
    "1.0 packet_in parse": IN_PORT,
    "1.0 flow_add build+pack": FLOW_ADD_10,
    "1.0 packet_out build+pack": PACKET_OUT_10,
}
