"""What people paste into `decode`: every form of dump, array and literal gives the bytes it shows."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oftwist import wire
from oftwist.__main__ import main
from oftwist.tools.decode import inputs, pasted
from tests.support.specimens import specimens

# --- the programs' formats, written again ------------------------------------------------------------


def rows(data: bytes, width: int = 16) -> list[tuple[int, bytes]]:
    return [(at, data[at : at + width]) for at in range(0, len(data), width)]


def dots(data: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)


def xxd(data: bytes, group: int = 2, width: int = 16) -> str:
    lines = []
    for at, row in rows(data, width):
        room = width * 2 + (width + group - 1) // group - 1
        lines.append(f"{at:08x}: {row.hex(' ', -group) if group > 1 else row.hex(' '):{room}}  {dots(row)}")
    return "\n".join(lines)


def hexdump(data: bytes, squeeze: bool = True) -> str:
    lines: list[str] = []
    before = None
    for at, row in rows(data):
        if row == before and squeeze:
            if lines[-1] != "*":
                lines.append("*")
            continue
        before = row
        halves = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}"
        lines.append(f"{at:08x}  {halves:48}  |{dots(row)}|")
    return "\n".join([*lines, f"{len(data):08x}"])


def od(data: bytes, base: str = "06x") -> str:
    lines = [f"{at:{base}} {row.hex(' ')}" for at, row in rows(data)]
    return "\n".join([*lines, f"{len(data):{base}}"])


def words(data: bytes) -> str:
    lines = [
        f"{at:07x} {' '.join(row[i : i + 2][::-1].rjust(2, bytes(1)).hex() for i in range(0, len(row), 2))}"
        for at, row in rows(data)
    ]
    return "\n".join([*lines, f"{len(data):07x}"])


def wireshark(data: bytes) -> str:
    return "\n".join(f"{at:04x}  {row.hex(' '):47}   {dots(row)}" for at, row in rows(data))


def wireshark_halves(data: bytes) -> str:
    lines = [(at, f"{row[:8].hex(' ')}  {row[8:].hex(' ')}", row) for at, row in rows(data)]
    return "\n".join(f"{at:04x}   {text:48}   {dots(row)}" for at, text, row in lines)


def tcpdump(data: bytes) -> str:
    lines = ["12:30:01.123456 IP 10.0.0.1.6653 > 10.0.0.2.4242: Flags [P.], length 8"]
    for at, row in rows(data):
        lines.append(f"\t0x{at:04x}:  {row.hex(' ', -2):39}  {dots(row)}")
    return "\n".join(lines)


def gdb(data: bytes) -> str:
    lines = [(0x7FFE12345600 + at, at, "\t".join(f"0x{byte:02x}" for byte in row)) for at, row in rows(data, 8)]
    return "\n".join(f"{where:#x} <frame+{at}>:\t{text}" if at else f"{where:#x}:\t{text}" for where, at, text in lines)


def format_hex(data: bytes) -> str:
    ruler = " " * 11 + " ".join(f"{n:02X}" for n in range(16))
    return "\n".join([ruler, "", *(f"{at:08X}   {row.hex(' ').upper():47}  {dots(row)}" for at, row in rows(data))])


def c_array(data: bytes) -> str:
    hexed = [(", ".join(f"0x{byte:02x}" for byte in row), dots(row).replace("*", " ")) for _, row in rows(data)]
    body = "\n".join(f"{numbers}, /* {text} */" for numbers, text in hexed)
    return f"/* Frame (74 bytes) */\nstatic const unsigned char pkt1[{len(data)}] = {{\n{body}\n}};\n"


def c_string(data: bytes) -> str:
    return "\n".join('"' + "".join(f"\\x{byte:02x}" for byte in row) + '" \\' for _, row in rows(data))


PLAIN: dict[str, Callable[[bytes], str]] = {
    "digits": bytes.hex,
    "spaces": lambda data: data.hex(" "),
    "colons": lambda data: data.hex(":").upper(),
    "words": lambda data: data.hex(" ", -4),
    "0x": lambda data: "0x" + data.hex(),
    "0x each": lambda data: " ".join(f"{byte:#x}" for byte in data),
    "0x each, commas": lambda data: ", ".join(f"0x{byte:02X}" for byte in data),
    "short": lambda data: " ".join(f"{byte:x}" for byte in data),
    "list": lambda data: "[" + ", ".join(f"0x{byte:02x}" for byte in data) + "]",
    "decimal list": lambda data: str(list(data)) if max(data) > 99 else data.hex(),
    "go's %v": lambda data: f"[{' '.join(map(str, data))}]" if max(data) > 99 else data.hex(),
    "erlang": lambda data: f"<<{','.join(map(str, data))}>>" if max(data) > 99 else data.hex(),
    "node": lambda data: f"<Buffer {data.hex(' ')}>",
    "fromhex": lambda data: f'bytes.fromhex("{data.hex()}")',
    "quoted": lambda data: f"'{data.hex(' ')}'",
    "lines": lambda data: "\n".join(row.hex(" ") for _, row in rows(data, 12)),
    "escapes": lambda data: "".join(f"\\x{byte:02x}" for byte in data),
    "python": repr,
    "python, in lines": lambda data: "(" + "\n ".join(repr(row) for _, row in rows(data, 10)) + ")",
    "bytearray": lambda data: f"bytearray({data!r})",
    "c string": c_string,
    "c array": c_array,
    "go": lambda data: "[]byte{" + ", ".join(f"0x{byte:x}" for byte in data) + "}",
}
DUMPS: dict[str, Callable[[bytes], str]] = {
    "xxd": xxd,
    "xxd -g 1": lambda data: xxd(data, 1),
    "xxd -g 4": lambda data: xxd(data, 4),
    "xxd -c 8": lambda data: xxd(data, 2, 8),
    "hexdump -C": hexdump,
    "hexdump -Cv": lambda data: hexdump(data, squeeze=False),
    "od -A x -t x1": od,
    "od -t x1": lambda data: od(data, "07o"),
    "od -A d -t x1": lambda data: od(data, "07d"),
    "hexdump": words,
    "wireshark": wireshark,
    "wireshark, halves": wireshark_halves,
    "tcpdump -X": tcpdump,
    "gdb x/16xb": gdb,
    "Format-Hex": format_hex,
}


def pieces(text: str) -> list[bytes | str]:
    return [piece.problem or piece.frame for piece in inputs.from_file(text.encode("ascii"), frozenset((6653,)))]


@pytest.mark.parametrize("form", [*PLAIN, *DUMPS])
@pytest.mark.parametrize("version", [1, 4, 6])
def test_every_message_in_every_form(form: str, version: int) -> None:
    write = PLAIN.get(form) or DUMPS[form]
    for msg in specimens(version).values():
        raw = msg.pack()
        assert pieces(write(raw)) == [raw], write(raw)
        assert pieces(f"\n{write(raw)}\n\n") == [raw]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([*PLAIN, *DUMPS]), st.binary(max_size=200))
def test_any_bytes_in_every_form(form: str, body: bytes) -> None:
    """Text behind the bytes may look like bytes: abcdef."""
    raw = b"\x04\x02" + (8 + len(body)).to_bytes(2, "big") + b"\0\0\0\7" + body
    write = PLAIN.get(form) or DUMPS[form]
    assert pieces(write(raw)) == [raw], write(raw)


@pytest.mark.parametrize("form", DUMPS)
def test_several_dumps_in_one_text(form: str) -> None:
    frames = [msg.pack() for msg in list(specimens(4).values())[:6]]
    text = "\n\n".join(f"No. {n} of them\n{DUMPS[form](raw)}" for n, raw in enumerate(frames))
    assert pieces(text) == frames
    assert pieces("\n".join(DUMPS[form](raw) for raw in frames)) == frames


def test_text_that_looks_like_bytes() -> None:
    raw = b"\x04\x02\x00\x30\0\0\0\1" + b"ab cd ef 01  23 deadbeef 0011  0011 ff ff"[:40]
    for form, write in DUMPS.items():
        assert pieces(write(raw)) == [raw], form


# --- dumps of packets --------------------------------------------------------------------------------


def packet(payload: bytes, seq: int, ethernet: bool) -> bytes:
    tcp = bytes.fromhex("19fd9c40") + seq.to_bytes(4, "big") + bytes(4) + bytes.fromhex("5018ffff00000000") + payload
    size = (20 + len(tcp)).to_bytes(2, "big")
    ip = b"\x45\0" + size + bytes.fromhex("0001400040060000 0a000001 0a000002") + tcp
    return (bytes.fromhex("020000000002 020000000001 0800") if ethernet else b"") + ip


@pytest.mark.parametrize("ethernet", [False, True])
@pytest.mark.parametrize("form", DUMPS)
def test_dumps_of_packets(form: str, ethernet: bool) -> None:
    """tcpdump -X shows the IP header too, -XX and Wireshark the whole frame: messages go over several of them."""
    frames = [msg.pack() for msg in list(specimens(4).values())[:8]]
    stream = b"".join(frames)
    rnd = random.Random(1)
    texts, at = [], 0
    while at < len(stream):
        size = rnd.choice([5, 30, 200])
        texts.append(DUMPS[form](packet(stream[at : at + size], 1000 + at, ethernet)))
        at += size
    assert pieces("\n".join(texts)) == frames
    (first,) = list(inputs.from_file(DUMPS[form](packet(frames[0], 1, ethernet)).encode(), frozenset((6653,))))
    assert (first.source, first.destination) == (("10.0.0.1", 6653), ("10.0.0.2", 40000))


# --- the command -------------------------------------------------------------------------------------


def test_the_command_takes_what_was_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    raw = specimens(4)["echo_request"].pack()
    for write in [*PLAIN.values(), *DUMPS.values()]:
        assert main(["decode", write(raw)]) == 0
        assert capsys.readouterr().out.startswith("OpenFlow 1.3 echo_request")
    assert main(["decode", "0x4", "0x14", "0x0", "0x8", "0xf0", "0xff", "0x0", "0xf0"]) == 0
    assert capsys.readouterr().out.startswith("OpenFlow 1.3 barrier_request, xid 0xf0ff00f0, 8 bytes")
    assert wire.decode(raw)


@pytest.mark.parametrize("text", ["what is this", "ovs-ofctl: no such bridge\nbr0", "04 14 00 zz", "zz 04"])
def test_what_is_not_hex_is_said_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path, text: str) -> None:
    assert main(["decode", text]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "is neither hex nor a file" in err and pasted.TAKEN in err
    path = tmp_path / "text"
    path.write_text(text)
    assert main(["decode", str(path)]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "is not hex" in err and pasted.TAKEN in err
