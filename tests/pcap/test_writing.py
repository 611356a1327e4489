"""Captures that we write: read by our own reader here, by tshark in tests/live/test_capture.py."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oftwist.packet import checksum, pseudo_header
from oftwist.pcap import packets, pcapng, tcp
from oftwist.pcap.conversation import MOST, Conversation

HERE, THERE = ("192.0.2.1", 6653), ("192.0.2.9", 40000)
SIX = ("2001:db8::1", 6653), ("2001:db8::9", 40000)


def file_of(*conversations: list[bytes]) -> bytes:
    flat = [packet for conversation in conversations for packet in conversation]
    blocks = [pcapng.packet(0, 1_700_000_000_000_000_000 + n, one) for n, one in enumerate(flat)]
    return pcapng.section() + pcapng.interface(pcapng.RAW, "x", "y") + b"".join(blocks) + pcapng.statistics(0, 1, 2, 3)


def test_what_is_written_is_read_again() -> None:
    talk = Conversation(HERE, THERE)
    data = file_of(talk.opening(), talk.said(False, b"hello"), talk.said(True, b"answer"), talk.closing(False))
    segments = [tcp(packet) for packet in packets(data)]
    assert all(segments)
    told = [(segment.source, segment.data) for segment in segments if segment.data]
    assert [payload for _, payload in told] == [b"hello", b"answer"]
    assert "192.0.2.9" in str(told[0][0]) and "192.0.2.1" in str(told[1][0])


@given(
    st.lists(st.tuples(st.booleans(), st.binary(min_size=1, max_size=200)), max_size=20), st.booleans(), st.booleans()
)
def test_sequence_numbers_count_the_bytes(said: list[tuple[bool, bytes]], six: bool, client: bool) -> None:
    here, there = SIX if six else (HERE, THERE)
    talk = Conversation(here, there, client)
    raw = talk.opening()
    for by_us, data in said:
        raw += talk.said(by_us, data)
    raw += talk.closing(True)
    streams: dict[bool, bytes] = {True: b"", False: b""}
    following: dict[bool, int] = {}
    for packet in raw:
        head = 40 if six else 20
        addresses = packet[8:40] if six else packet[12:20]
        segment = packet[head:]
        assert six or checksum(packet[:20]) == 0
        assert checksum(pseudo_header(addresses, 6, len(segment)) + segment) == 0
        ours = int.from_bytes(segment[:2], "big") == here[1]
        number, flags, payload = int.from_bytes(segment[4:8], "big"), segment[13], segment[20:]
        if ours in following:
            assert number == following[ours]
        following[ours] = number + len(payload) + bool(flags & 3)
        streams[ours] += payload
    for by_us in (True, False):
        assert streams[by_us] == b"".join(data for ours, data in said if ours == by_us)


def test_long_messages_are_several_packets() -> None:
    talk = Conversation(HERE, THERE)
    talk.opening()
    found = talk.said(True, bytes(65535))
    assert len(found) == 2 and len(found[0]) == MOST + 40


def test_sequence_numbers_wrap() -> None:
    talk = Conversation(HERE, THERE)
    talk.opening()
    for _ in range(3):
        talk._next[0] = 0xFFFFFFF0
        (packet,) = talk.said(True, bytes(32))
        assert talk._next[0] == 0x10 and len(packet) == 72


def test_blocks_are_whole_words_with_their_length_at_both_ends() -> None:
    for size in range(9):
        block = pcapng.packet(0, 5 << 32, bytes(size), "note" * (size % 2))
        assert len(block) % 4 == 0 and block[4:8] == block[-4:] == len(block).to_bytes(4, "little")
