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


def ovs(data: bytes) -> str:
    """What Open vSwitch logs of a message that it cannot read."""
    lines = ["2026-01-02T03:04:05.678Z|00012|ofp_errors|WARN|received malformed message"]
    for at, row in rows(data):
        dash = "-" if len(row) > 8 else ""
        lines.append(f"{at:08x}  {f'{row[:8].hex(chr(32))}{dash}{row[8:].hex(chr(32))}':48} |{dots(row)}|")
    return "\n".join(lines)


def netty(data: bytes) -> str:
    """What OpenDaylight logs: a table."""
    edge = f"+{'-' * 8}+{'-' * 49}+{'-' * 16}+"
    lines = [f"{' ' * 9}+{'-' * 49}+", f"{' ' * 9}|  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |", edge]
    return "\n".join([*lines, *(f"|{at:08x}| {row.hex(' '):47} |{dots(row):16}|" for at, row in rows(data)), edge])


def hexyl(data: bytes) -> str:
    lines = ["\u250c" + "\u2500" * 8 + "\u252c" + "\u2500" * 25]
    for at, row in rows(data):
        halves = f"{row[:8].hex(' '):23} \u250a {row[8:].hex(' '):23}"
        lines.append(f"\u2502{at:08x}\u2502 {halves} \u2502{dots(row[:8]):8}\u250a{dots(row[8:]):8}\u2502")
    return "\n".join(lines)


def od_numbers(data: bytes, form: str, size: int = 1) -> str:
    """od -b, od (words in octal), hexdump -d, od -t u1, od -t x4; offsets in hex."""
    lines = []
    for at, row in rows(data):
        words = [row[i : i + size].ljust(size, b"\0")[::-1] for i in range(0, len(row), size)]
        lines.append(f"{at:07x} {' '.join(format(int.from_bytes(word, 'big'), form) for word in words)}")
    return "\n".join([*lines, f"{len(data):07x}"])


def signed(data: bytes) -> str:
    """Go, Java, Scala and Floodlight write lists so; decimal, also where it could be hex."""
    return ", ".join(str(byte - 256 if byte > 127 else byte) for byte in data)


def escaped(data: bytes, escape: str = "\\x{:02x}") -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else escape.format(byte) for byte in data)


def logged(lines: str, head: str) -> str:
    return "\n".join(head + line for line in lines.splitlines())


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
    "bytes of a list": lambda data: f"bytes({list(data)})",
    "array": lambda data: f"array('B', {list(data)})",
    "c array, decimal": lambda data: "uint8_t p[] = {" + ", ".join(f"{byte:3}" for byte in data) + "};",
    "c array, suffixes": lambda data: "{ " + ", ".join(f"0x{byte:02x}u" for byte in data) + ", }",
    "c array of characters": lambda data: "{" + ", ".join(f"'\\x{byte:02x}'" for byte in data) + "}",
    "java": lambda data: f"[{signed(data)}]",
    "java's source": lambda data: "new byte[] {" + ", ".join(f"(byte) 0x{byte:02x}" for byte in data) + "};",
    "scala": lambda data: f"Array[Byte]({signed(data)})",
    "node's json": lambda data: f'{{"type":"Buffer","data":{list(data)}}}',
    "erlang's source": lambda data: "<<" + ",".join(f"16#{byte:02x}" for byte in data) + ">>",
    "rust's {:x?}": lambda data: (
        "[" + ", ".join(f"{byte:x}" for byte in data) + "]" if set(data.hex()) & set("abcdef") else data.hex()
    ),
    "od -A n -t u1": lambda data: "\n".join("".join(f"{byte:4}" for byte in row) for _, row in rows(data)),
    "lua": lambda data: '"' + "".join(f"\\{byte:03d}" for byte in data) + '"',
    "go's %q": lambda data: f'"{escaped(data)}"',
    "octal escapes": lambda data: f'"{escaped(data, chr(92) + "{:03o}")}"',
    "two on a line of a log": lambda data: f"2026-01-02 03:04:05,678 core DEBUG 'x' unknown: {data!r}",
    "label": lambda data: f"OpenFlow data ({len(data)} bytes): {data.hex(' ')}",
    "display filter": lambda data: f"openflow.data == {data.hex(':')}",
    "json": lambda data: f'{{"data": "{data.hex()}"}}',
    "pdml": lambda data: f'<field name="data" value="{data.hex()}"/>',
    "fromhex in lines": lambda data: "bytes.fromhex(\n" + "\n".join(f"  '{r.hex()}'" for _, r in rows(data)) + "\n)",
    "markdown": lambda data: f"```\n{data.hex(' ')}\n```",
    "in a mail": lambda data: logged("\n".join(row.hex(" ") for _, row in rows(data)), "> "),
    "numbered lines": lambda data: "\n".join(f"{n}: {row.hex(' ')}" for n, (_, row) in enumerate(rows(data), 1)),
    "typeset": lambda data: f"\ufeff\u201c{data.hex(' ')}\u201d".replace(" ", "\xa0"),
    "digits of bits": lambda data: " ".join(f"{byte:08b}" for byte in data),
    "digits of bits, in lines": lambda data: "\n".join(" ".join(f"{byte:08b}" for byte in r) for _, r in rows(data, 4)),
    "with text": lambda data: "\n".join(f"{row.hex(' '):47}  {dots(row)}" for _, row in rows(data)),
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
    "ovs": ovs,
    "netty": netty,
    "hexyl": hexyl,
    "kernel": lambda data: logged(xxd(data, 1), "[  123.456789] openflow: "),
    "logged": lambda data: logged(xxd(data), "Jan  2 03:04:05 host switchd[42]: "),
    "od -b": lambda data: od_numbers(data, "03o"),
    "od": lambda data: od_numbers(data, "06o", 2),
    "hexdump -d": lambda data: od_numbers(data, "05d", 2),
    "od -t u1": lambda data: od_numbers(data, "3d"),
    "od -t x4": lambda data: od_numbers(data, "08x", 4),
    "short offsets": lambda data: "\n".join(f"{at:03x}: {row.hex(' ')}" for at, row in rows(data)),
    "0x everywhere": lambda data: "\n".join(
        f"0x{at:02x}: {' '.join(f'0x{byte:02x}' for byte in row)}" for at, row in rows(data, 8)
    ),
}


def pieces(text: str) -> list[bytes | str]:
    return [piece.problem or piece.frame for piece in inputs.from_file(text.encode(), frozenset((6653,)))]


@pytest.mark.parametrize("form", [*PLAIN, *DUMPS])
@pytest.mark.parametrize("version", [1, 4, 6])
def test_every_message_in_every_form(form: str, version: int) -> None:
    """Of each version a part of the messages in each form, all of them in some."""
    write = PLAIN.get(form) or DUMPS[form]
    for msg in list(specimens(version).values())[[*PLAIN, *DUMPS].index(form) % 8 :: 8]:
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
def test_a_row_is_missing(form: str) -> None:
    """Bytes of two places are never put together as a message."""
    raw = b"\x04\x02\0\x60\0\0\0\1" + bytes(range(0x40, 0x98))
    lines = DUMPS[form](raw).splitlines()
    del lines[len(lines) // 2]
    found = pieces("\n".join(lines))
    assert found
    assert all(isinstance(each, str) for each in found), found


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([*PLAIN, *DUMPS]),
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 9), st.text("04f \n:'\"\\x{}[]|*>#", max_size=4)), max_size=4
    ),
)
def test_damaged_text_is_read_or_refused(form: str, damage: list[tuple[int, int, str]]) -> None:
    text = (PLAIN.get(form) or DUMPS[form])(b"\x04\x02\0\x30\0\0\0\1" + bytes(range(0x58, 0x80)))
    for at, lost, put in damage:
        text = text[:at] + put + text[at + lost :]
    pieces(text)


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
