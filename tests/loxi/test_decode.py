"""`python -m oftwist decode` and `source`: every kind of input, and what is wrong with it."""

from __future__ import annotations

import ipaddress
import json
import random
import shlex
import struct
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import oftwist
import oftwist.loxi.of10 as of10
import oftwist.loxi.of13 as ofp
from oftwist.__main__ import main
from oftwist.pcap.segments import Segment
from oftwist.text import words_of
from oftwist.tools.decode import inputs, streams
from oftwist.tools.decode.render import plain
from oftwist.wire import decode
from oftwist.wire.codec import classes
from tests.support.making import all_classes, make

ROOT = Path(oftwist.__file__).parent.parent

SWITCH, CONTROLLER = ("10.0.0.2", 40000), ("10.0.0.1", 6653)

HELLO = ofp.message.hello(xid=1).pack()
ECHO = ofp.message.echo_request(xid=2, data=b"ping").pack()
FLOW = ofp.message.flow_add(
    xid=3,
    match=ofp.match.build(in_port=1, eth_dst="00:00:00:00:00:01", ipv6_src="fe80::/10"),
    instructions=[ofp.instruction.apply_actions([ofp.action.output(1), ofp.action.action(type=77, extra=b"1234")])],
).pack()


# --- making captures ---------------------------------------------------------------------------------


def tcp(source, destination, seq: int, data: bytes, flags: int = 0x10, ack: int = 0) -> bytes:
    return struct.pack("!HHIIBBHHH", source[1], destination[1], seq, ack, 5 << 4, flags, 1024, 0, 0) + data


def ipv4(source, destination, segment: bytes) -> bytes:
    addresses = ipaddress.IPv4Address(source[0]).packed + ipaddress.IPv4Address(destination[0]).packed
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 1, 0x4000, 64, 6, 0) + addresses + segment


def ipv6(source, destination, segment: bytes) -> bytes:
    addresses = ipaddress.IPv6Address(source[0]).packed + ipaddress.IPv6Address(destination[0]).packed
    hop_by_hop = bytes([6, 0, 1, 4, 0, 0, 0, 0])
    return struct.pack("!IHBB", 6 << 28, len(segment) + 8, 0, 64) + addresses + hop_by_hop + segment


def ethernet(packet: bytes, tags: Iterable[int] = ()) -> bytes:
    kind = 0x0800 if packet[0] >> 4 == 4 else 0x86DD
    vlan = b"".join(struct.pack("!HH", 0x8100, tag) for tag in tags)
    return (bytes(12) + vlan + struct.pack("!H", kind) + packet).ljust(60, b"\0")


def segment(data: bytes, seq: int, source=SWITCH, destination=CONTROLLER, **more) -> bytes:
    return ethernet(ipv4(source, destination, tcp(source, destination, seq, data, **more)))


def pcap(packets: Iterable[bytes], link: int = 1, order: str = "<", magic: int = 0xA1B2C3D4) -> bytes:
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)
    for i, data in enumerate(packets):
        out += struct.pack(order + "IIII", 1700000000 + i, 500, len(data), len(data)) + data
    return out


def pcapng(packets: Iterable[bytes], order: str = "<") -> bytes:
    def block(kind: int, body: bytes) -> bytes:
        body += bytes(-len(body) % 4)
        size = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + size + body + size

    out = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    tsresol = struct.pack(order + "HHBxxxHH", 9, 1, 9, 0, 0)  # nanoseconds
    out += block(1, struct.pack(order + "HHI", 1, 0, 0) + tsresol)
    for i, data in enumerate(packets):
        ticks = (1700000000 + i) * 10**9 + 250
        out += block(6, struct.pack(order + "IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(data), len(data)) + data)
    return out


def run(capsys, *argv: str) -> tuple[int, str, str]:
    status = main(["decode", *argv])
    told = capsys.readouterr()
    return status, told.out, told.err


def types(capsys, path, *more: str) -> tuple[int, list[str], str]:
    """Exit status, ``version.type`` of each message, what went to the standard error."""
    status, out, err = run(capsys, str(path), "--json", *more)
    found = [json.loads(line) for line in out.splitlines()]
    return status, [f"{msg['version']} {msg['type']}" for msg in found], err


# --- hex ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        [HELLO.hex()],
        [HELLO.hex(" ")],
        HELLO.hex(" ").split(),
        ["0x" + HELLO.hex()],
        [HELLO.hex(":").upper()],
        ["\\x" + HELLO.hex("x").replace("x", "\\x")],
    ],
)
def test_hex_in_any_spelling(capsys, given: list[str]) -> None:
    assert run(capsys, *given) == (0, "OpenFlow 1.3 hello, xid 0x1, 8 bytes\nhello { xid = 0x1, elements = [ ] }\n", "")


def test_text_is_what_show_says(capsys) -> None:
    status, out, _ = run(capsys, FLOW.hex())
    head, _, shown = out.partition("\n")
    assert (status, head) == (0, f"OpenFlow 1.3 flow_add, xid 0x3, {len(FLOW)} bytes")
    assert shown == f"{words_of(decode(FLOW))}\n{decode(FLOW).show()}\n"


def test_json_is_stable(capsys) -> None:
    status, out, _ = run(capsys, "--json", FLOW.hex())
    msg = json.loads(out)
    assert status == 0
    assert (msg["version"], msg["type"], msg["xid"]) == ("1.3", "flow_add", 3)
    assert msg["match"] == {
        "type": "match_v3",
        "oxm_list": [
            {"type": "in_port", "value": 1},
            {"type": "eth_dst", "value": "00:00:00:00:00:01"},
            {"type": "ipv6_src_masked", "value": "fe80::", "value_mask": "ffc0::"},
        ],
    }
    assert msg["instructions"] == [
        {
            "type": "apply_actions",
            "actions": [
                {"type": "output", "port": 1, "max_len": 0},
                {"type": "action", "type_number": 77, "extra": b"1234".hex()},
            ],
        }
    ]


def test_json_of_every_kind_of_value(capsys) -> None:
    port = ofp.port_desc(port_no=1, hw_addr="00:00:00:00:00:09", name="e\udcff1")
    reply = ofp.message.port_desc_stats_reply(xid=1, entries=[port])
    _, out, _ = run(capsys, "--json", reply.pack().hex())
    entry = json.loads(out)["entries"][0]
    assert (entry["hw_addr"], entry["name"], entry["type"]) == ("00:00:00:00:00:09", "e\udcff1", "port_desc")
    _, out, _ = run(capsys, "--json", ofp.message.hello(xid=1).shadow(version=9).pack().hex())
    assert json.loads(out) == {"version": "9", "type": "hello", "xid": 1, "elements": []}
    _, out, _ = run(capsys, "--json", of10.message.packet_in(xid=1, data=b"\1\2").pack().hex())
    assert json.loads(out)["data"] == "0102"


def test_several_messages_in_one_text(capsys) -> None:
    status, out, _ = run(capsys, (HELLO + ECHO).hex())
    assert status == 0
    assert [line.split()[2] for line in out.splitlines() if line.startswith("OpenFlow")] == ["hello,", "echo_request,"]


def test_what_is_neither_hex_nor_a_file(capsys) -> None:
    assert run(capsys, "no/such.pcap") == (1, "", "error: 'no/such.pcap' is neither hex nor a file\n")


def test_a_message_that_is_too_short(capsys) -> None:
    status, out, err = run(capsys, HELLO[:-1].hex())
    assert (status, out) == (1, "")
    assert err == "error: line 1: incorrect message size: header says 8, got 7 bytes\n"


# --- files -------------------------------------------------------------------------------------------


def test_a_file_of_hex_goes_on_after_bad_lines(capsys, tmp_path) -> None:
    bad = bytes.fromhex("040a000a000000010000")  # a packet_in that ends in its buffer_id
    path = tmp_path / "frames.txt"
    path.write_text(
        f"# from the lab\n{HELLO.hex()}\n\nnothing\n{bad.hex(' ')}\n{ECHO[:5].hex()}\n{ECHO[5:].hex()} # two lines\n"
        f"{ECHO[:9].hex()}\n{FLOW.hex()}\n04 00 0003\n{HELLO.hex()}{ECHO.hex()}\n"
    )
    status, found, err = types(capsys, path)
    assert status == 1
    assert found == ["1.3 hello", "1.3 echo_request", "1.3 flow_add", "1.3 hello", "1.3 echo_request"]
    lines = err.splitlines()
    assert len(lines) == 4
    assert lines[0] == "error: line 4: is not hex"
    assert lines[1].startswith("error: line 5: packet_in.buffer_id") and "[04 0a 00 0a" in lines[1]
    assert lines[2] == "error: line 8: incorrect message size: header says 12, got 9 bytes"
    assert lines[3] == "error: line 10: is no OpenFlow message: begins with 04 00 00 03"


def test_a_file_of_bytes(capsys, tmp_path) -> None:
    path = tmp_path / "frames.bin"
    path.write_bytes(HELLO + FLOW + ECHO[:-1])
    status, found, err = types(capsys, path)
    assert (status, found) == (1, ["1.3 hello", "1.3 flow_add"])
    assert err == f"error: byte {len(HELLO + FLOW)}: incorrect message size: header says 12, got 11 bytes\n"


def test_an_empty_file(capsys, tmp_path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    assert run(capsys, str(path)) == (1, "", "error: no OpenFlow messages found\n")


def test_a_directory(capsys, tmp_path) -> None:
    status, out, err = run(capsys, str(tmp_path))
    assert (status, out) == (1, "") and "directory" in err


# --- captures ----------------------------------------------------------------------------------------


def cut(data: bytes, size: int, start: int = 101) -> list[tuple[int, bytes]]:
    """``(sequence number, bytes)`` of the segments of a stream."""
    return [(start + at, data[at : at + size]) for at in range(0, len(data), size)]


@pytest.mark.parametrize("make", [pcap, pcapng])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("size", [1, 7, 5000])
def test_a_capture_is_put_together(capsys, tmp_path, make, order, size) -> None:
    path = tmp_path / "of.pcap"
    packets = [segment(b"", 100, flags=2)] + [segment(data, seq) for seq, data in cut(HELLO + FLOW + ECHO, size)]
    path.write_bytes(make(packets, order=order))
    assert types(capsys, path) == (0, ["1.3 hello", "1.3 flow_add", "1.3 echo_request"], "")


def test_where_and_when(capsys, tmp_path) -> None:
    path = tmp_path / "of.pcap"
    path.write_bytes(pcap([segment(HELLO, 1)]))
    _, out, _ = run(capsys, str(path))
    assert out.splitlines()[0] == "2023-11-14T22:13:20.000500Z 10.0.0.2:40000 > 10.0.0.1:6653"
    _, out, _ = run(capsys, str(path), "--json")
    told = {"time": "2023-11-14T22:13:20.000500Z", "source": "10.0.0.2:40000", "destination": "10.0.0.1:6653"}
    assert json.loads(out)["captured"] == told


V6 = ("fe80::2", 40000), ("fe80::1", 6653)
PLAIN4 = ipv4(SWITCH, CONTROLLER, tcp(SWITCH, CONTROLLER, 1, HELLO))
PLAIN6 = ipv6(*V6, tcp(*V6, 1, HELLO))


@pytest.mark.parametrize(
    ("link", "packet"),
    [
        (1, ethernet(PLAIN4, tags=[5])),
        (1, ethernet(PLAIN4, tags=[5, 6])),
        (1, ethernet(PLAIN6)),
        (113, bytes(14) + b"\x08\x00" + PLAIN4),
        (113, bytes(14) + b"\x86\xdd" + PLAIN6),
        (276, b"\x08\x00" + bytes(18) + PLAIN4),
        (101, PLAIN4),
        (101, PLAIN6),
        (0, b"\2\0\0\0" + PLAIN4),
    ],
)
def test_link_types(capsys, tmp_path, link: int, packet: bytes) -> None:
    path = tmp_path / "of.pcap"
    path.write_bytes(pcap([packet], link=link))
    assert types(capsys, path) == (0, ["1.3 hello"], "")


def test_nanoseconds(capsys, tmp_path) -> None:
    path = tmp_path / "of.pcap"
    path.write_bytes(pcap([segment(HELLO, 1)], magic=0xA1B23C4D))
    _, out, _ = run(capsys, str(path))
    assert out.startswith("2023-11-14T22:13:20.000000Z")


def test_a_capture_cut_in_a_packet(capsys, tmp_path) -> None:
    path = tmp_path / "of.pcap"
    path.write_bytes(pcap([segment(HELLO, 1), segment(ECHO, 9)])[:-3])
    assert types(capsys, path) == (1, ["1.3 hello"], "error: capture: the file ends in packet 2\n")


def test_noise_in_a_capture_is_left_alone(capsys, tmp_path) -> None:
    web = ("10.0.0.9", 80), ("10.0.0.8", 5000)
    udp = bytearray(PLAIN4)
    udp[9] = 17
    packets = [b"", b"\1", segment(b"GET / HTTP/1.1\r\n\r\n", 1, *web), ethernet(bytes(udp)), segment(HELLO, 1)[:50]]
    path = tmp_path / "of.pcap"
    path.write_bytes(pcap([*packets, segment(HELLO, 1)]))
    assert types(capsys, path) == (0, ["1.3 hello"], "")


def test_other_ports(capsys, tmp_path) -> None:
    there = ("10.0.0.9", 7777), ("10.0.0.8", 5000)
    path = tmp_path / "of.pcap"
    path.write_bytes(pcap([segment(HELLO + ECHO, 1, *there)]))
    assert types(capsys, path)[:2] == (0, ["1.3 hello", "1.3 echo_request"])  # it looks like OpenFlow
    path.write_bytes(pcap([segment(b"", 0, *there, flags=2), segment(ECHO, 1, *there)]))
    assert types(capsys, path)[:2] == (1, [])  # no connection begins with an echo request
    assert types(capsys, path, "--port", "7777")[:2] == (0, ["1.3 echo_request"])


def test_tls_is_told(capsys, tmp_path) -> None:
    path = tmp_path / "of.pcap"
    path.write_bytes(pcap([segment(bytes.fromhex("1603010200010001fc0303"), 1), segment(b"\x16\x03\3\0\x10abcd", 12)]))
    status, found, err = types(capsys, path)
    assert (status, found) == (1, [])
    assert err.count("\n") == 1 and "TLS" in err


def test_damaged_captures_never_end_in_a_traceback(capsys, tmp_path) -> None:
    """Bytes changed at random: what can be read is read, nothing is raised."""
    rnd = random.Random(5)
    packets = [segment(b"", 100, flags=2)] + [segment(data, seq) for seq, data in cut((HELLO + FLOW + ECHO) * 3, 50)]
    path = tmp_path / "of.pcap"
    for write in (pcap, pcapng) * 60:
        data = bytearray(write(packets))
        for _ in range(rnd.randrange(1, 8)):
            data[rnd.randrange(4, len(data))] = rnd.getrandbits(8)
        path.write_bytes(data[: rnd.randrange(len(data))] if rnd.random() < 0.3 else data)
        status, out, err = run(capsys, str(path))
        assert status in (0, 1) and bool(err) == bool(status)
        assert out or err


def test_a_reader_that_has_seen_enough() -> None:
    text = HELLO.hex() * 5000
    command = f"{shlex.quote(sys.executable)} -m oftwist decode - | head -1"
    done = subprocess.run(command, shell=True, input=text, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("OpenFlow 1.3 hello, xid 0x1, 8 bytes\n", "")


# --- putting streams together -------------------------------------------------------------------------


def feed(*given: tuple, end: bool = True) -> tuple[list[bytes], list[str]]:
    """Frames and problems of ``(seq, data)`` from the switch, or ``("ack", n)`` from the controller."""
    together = streams.Streams()
    found = []
    for entry in given:
        if entry[0] == "ack":
            one = Segment(CONTROLLER, SWITCH, 500, entry[1], False, False, False, b"")
        elif entry[0] == "syn":
            one = Segment(SWITCH, CONTROLLER, entry[1], None, True, False, False, b"")
        else:
            one = Segment(SWITCH, CONTROLLER, entry[0] & 0xFFFFFFFF, None, False, False, False, entry[1])
        found += together.add(one)
    if end:
        found += together.end()
    return [f.frame for f in found if not f.problem], [f.problem for f in found if f.problem]


ALL = [HELLO, FLOW, ECHO]
WHOLE = b"".join(ALL)


def test_segments_in_any_order() -> None:
    pieces = cut(WHOLE, 11)
    assert feed(("syn", 100), *pieces) == (ALL, [])
    assert feed(("syn", 100), *reversed(pieces)) == (ALL, [])
    assert feed(("syn", 100), *pieces[::2], *pieces[1::2]) == (ALL, [])


def test_segments_sent_again_count_once() -> None:
    pieces = cut(WHOLE, 11)
    assert feed(("syn", 100), *[p for piece in pieces for p in (piece, piece)]) == (ALL, [])
    assert feed(("syn", 100), *pieces, *pieces) == (ALL, [])
    wider = [(seq, WHOLE[seq - 101 : seq - 101 + 30]) for seq, _ in pieces]  # each overlaps the next ones
    assert feed(("syn", 100), *wider) == (ALL, [])
    assert feed(("syn", 100), *reversed(wider)) == (ALL, [])


def test_sequence_numbers_wrap() -> None:
    pieces = cut(WHOLE, 11, start=(1 << 32) - 20)
    assert feed(("syn", (1 << 32) - 21), *reversed(pieces)) == (ALL, [])


def test_a_gap_is_told_and_reading_goes_on() -> None:
    pieces = cut(WHOLE, 11)
    del pieces[2]
    frames, problems = feed(("syn", 100), *pieces)
    assert frames == [HELLO, ECHO]
    assert len(problems) == 1 and "11 bytes are missing" in problems[0]


def test_an_acknowledged_gap_is_not_waited_for() -> None:
    lost = cut(WHOLE, 11)
    del lost[2]
    frames, problems = feed(("syn", 100), *lost, ("ack", 101 + len(WHOLE)), end=False)
    assert frames == [HELLO, ECHO] and len(problems) == 1
    late = feed(("syn", 100), *lost, ("ack", 101 + 22), cut(WHOLE, 11)[2], end=False)
    assert late == (ALL, [])  # the acknowledgement says nothing of the missing one


def test_a_capture_that_begins_in_the_middle() -> None:
    assert feed(*cut(WHOLE, 11)[3:]) == ([ECHO], [])
    assert feed((900, FLOW), (900 + len(FLOW), ECHO)) == ([FLOW, ECHO], [])


def test_a_stream_that_ends_in_a_message() -> None:
    assert feed(("syn", 0), (1, HELLO + ECHO[:5])) == ([HELLO], ["ends in the middle of a message (5 bytes of it)"])


def test_a_bad_header_in_a_stream() -> None:
    frames, problems = feed(("syn", 0), (1, HELLO + b"\4\0\0\3" + FLOW + ECHO))
    assert frames == [HELLO, FLOW, ECHO]
    assert len(problems) == 1 and "bad header 04 00 00 03" in problems[0]


def test_a_port_used_again() -> None:
    frames, problems = feed(("syn", 100), (101, HELLO), ("syn", 70000), (70001, ECHO))
    assert (frames, problems) == ([HELLO, ECHO], [])


def test_too_much_that_waits_is_given_up() -> None:
    big = ofp.message.echo_request(xid=1, data=bytes(60000)).pack()
    stream = big * 20
    pieces = cut(stream, 60000)
    del pieces[0]
    frames, problems = feed(("syn", 100), *pieces, end=False)
    assert len(frames) > 10 and set(frames) == {big}
    assert len(problems) == 1


def test_a_message_on_the_line_is_an_input_piece() -> None:
    assert list(inputs.from_text([HELLO.hex()])) == [inputs.Piece("line 1", HELLO)]


# --- source ------------------------------------------------------------------------------------------


def test_source(capsys) -> None:
    assert main(["source", "of13.flow_add"]) == 0
    text = capsys.readouterr().out
    assert "# of13.message.flow_add: pack\ndef pack(self):" in text
    assert text.count("def ") >= 3
    compile(text, "source", "exec")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("of13.message.packet_in", "# of13.message.packet_in: unpack\n"),
        ("of13.action.output", "# of13.action.output: pack\n"),
        ("of13.output", "# of13.action.output: pack\n"),
        ("oftwist.loxi.of10.match", "# of10.common.match_v1: pack\n"),
        ("of13.message", "which goes on with a subclass"),
    ],
)
def test_names_of_sources(capsys, name: str, title: str) -> None:
    assert main(["source", name]) == 0
    assert title in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "told"),
    [("of13.flow_ad", "did you mean flow_add"), ("of16.hello", "versions are of10"), ("hello", "not of the form")],
)
def test_unknown_sources(capsys, name: str, told: str) -> None:
    assert main(["source", name]) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("version", (1, 2, 3, 4, 5, 6))
def test_every_class_can_be_told_as_json(version: int) -> None:
    rnd = random.Random(version)
    for qualname in all_classes(version):
        told = json.loads(json.dumps(plain(make(rnd, version, qualname))))
        assert told["type"] == qualname.partition(".")[2]


def test_what_cannot_be_read_is_told_as_json() -> None:
    raw = bytes.fromhex("0000000800000001 0019001080000001 5a000000 00000000".replace(" ", ""))
    bad, odd = classes.of(4).list_decoder("action.action")(raw, 0, len(raw))
    assert plain(bad) == {"malformed": "action", "reason": bad.reason, "raw": "0000000800000001"}
    assert odd.pack() == raw[8:] and "5a" in json.dumps(plain(odd))
    pushed = classes.of(4).list_decoder("action.action")(bytes.fromhex("0011000881005a5a"), 0, 8)
    assert plain(pushed[0]) == {"type": "push_vlan", "ethertype": 0x8100, "padding": "5a5a"}
