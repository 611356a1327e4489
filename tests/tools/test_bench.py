"""The load generator: its bytes against the package's own codec, its counting, and a run against a socket."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import threading
from collections.abc import Iterator
from struct import pack

import pytest

from oftwist import wire
from oftwist.loxi import protocol
from oftwist.tools import bench
from oftwist.tools.bench.counting import ReplyCounter
from oftwist.tools.bench.frames import (
    BUFFER_BASE,
    FLOW_MOD,
    NO_BUFFER,
    PACKET_OUT,
    Answerer,
    Ring,
    buffer_offset,
    frame,
)

ALL = (1, 2, 3, 4, 5, 6)


def split(data: bytes) -> list[bytes]:
    frames = []
    while data:
        size = int.from_bytes(data[2:4], "big")
        assert size >= 8
        frames.append(data[:size])
        data = data[size:]
    return frames


def in_port(message):
    if message.version <= 2:
        return message.in_port
    return message.match.oxm_list[0].value


def flow_mod(ring_position: int | None, version: int = 4, size: int = 104) -> bytes:
    buffer_id = NO_BUFFER if ring_position is None else BUFFER_BASE + ring_position
    data = bytearray(frame(version, FLOW_MOD, 7, b"\0" * (size - 8)))
    at = buffer_offset(version, FLOW_MOD)
    data[at : at + 4] = pack(">I", buffer_id)
    return bytes(data)


def packet_out(ring_position: int | None, packet: bytes = b"") -> bytes:
    buffer_id = NO_BUFFER if ring_position is None else BUFFER_BASE + ring_position
    return frame(4, PACKET_OUT, 7, pack(">IIH6x", buffer_id, 1, 16) + b"\0" * 16 + packet)


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("buffered", [True, False])
def test_packet_ins_are_what_the_codec_reads(version, buffered):
    ring = Ring(version, 3, 20, ports=4, payload=64, buffered=buffered)
    frames = split(ring.data)
    assert [len(f) for f in frames] == [ring.size] * 20
    seen: dict[bytes, int] = {}
    for i, data in enumerate(frames):
        message = wire.decode(data)
        assert type(message).__name__ == "packet_in"
        assert message.buffer_id == (BUFFER_BASE + i if buffered else NO_BUFFER)
        assert message.total_len == len(message.data) == ring.payload == 64
        assert message.pack() == data
        destination, source = message.data[:6], message.data[6:12]
        port = in_port(message)
        assert 1 <= port <= 4
        # The destination was learnt on another port (but for the first packet of all).
        assert i == 0 or seen[destination] != port
        seen[source] = port
        assert int.from_bytes(message.data[18:20], "big") == i
    assert len(seen) == 20
    first = wire.decode(frames[0])
    assert seen[first.data[:6]] != in_port(first)


@pytest.mark.parametrize("macs", [2, 3, 5, 9, 1000])
def test_no_packet_goes_back_to_its_own_port(macs):
    frames = [wire.decode(data) for data in split(Ring(4, 0, macs, ports=4).data)]
    port_of = {message.data[6:12]: in_port(message) for message in frames}
    assert all(port_of[message.data[:6]] != in_port(message) for message in frames)


def test_the_packets_have_a_right_checksum():
    for data in split(Ring(4, 0, 50).data):
        header = wire.decode(data).data[14:34]
        total = sum(int.from_bytes(header[i : i + 2], "big") for i in range(0, 20, 2))
        assert (total & 0xFFFF) + (total >> 16) == 0xFFFF


@pytest.mark.parametrize("version", ALL)
def test_hello_and_features(version):
    answerer = Answerer(version, dpid=0xABCDEF, ports=3)
    hello = wire.decode(answerer.hello())
    assert (hello.version, type(hello).__name__) == (version, "hello")
    if version >= 4:
        assert [b.value for b in hello.elements[0].bitmaps] == [1 << version]
    ofp = protocol(version)
    assert not answerer.features_sent
    reply = wire.decode(answerer.answer(ofp.message.features_request(xid=9).pack()))
    assert answerer.features_sent
    assert (type(reply).__name__, reply.xid, reply.datapath_id) == ("features_reply", 9, 0xABCDEF)
    if version < 4:
        assert [port.port_no for port in reply.ports] == [1, 2, 3]


@pytest.mark.parametrize("version", [4, 5, 6])
def test_port_descriptions(version):
    ofp = protocol(version)
    reply = wire.decode(Answerer(version, 5, ports=3).answer(ofp.message.port_desc_stats_request(xid=1).pack()))
    assert type(reply).__name__ == "port_desc_stats_reply"
    assert [port.port_no for port in reply.entries] == [1, 2, 3]
    assert reply.entries[0].name.rstrip("\0") == "port1"


@pytest.mark.parametrize(
    ("request_name", "reply_name", "versions"),
    [
        ("echo_request", "echo_reply", ALL),
        ("barrier_request", "barrier_reply", ALL),
        ("get_config_request", "get_config_reply", ALL),
        ("desc_stats_request", "desc_stats_reply", ALL),
        ("flow_stats_request", "flow_stats_reply", (1, 2, 3, 4, 5)),
        ("table_stats_request", "table_stats_reply", ALL),
        ("aggregate_stats_request", "aggregate_stats_reply", ALL),
        ("port_stats_request", "port_stats_reply", ALL),
        ("group_features_stats_request", "group_features_stats_reply", (3, 4, 5, 6)),
        ("meter_features_stats_request", "meter_features_stats_reply", (4, 5, 6)),
        ("table_features_stats_request", "table_features_stats_reply", (4, 5, 6)),
        ("queue_get_config_request", "queue_get_config_reply", (1, 2, 3, 4)),
        ("role_request", "role_reply", (3, 4, 5, 6)),
        ("async_get_request", "async_get_reply", (4, 5, 6)),
    ],
)
def test_requests_of_a_handshake_get_their_reply(request_name, reply_name, versions):
    for version in versions:
        ofp = protocol(version)
        request = getattr(ofp.message, request_name)(xid=0x1234)
        reply = wire.decode(Answerer(version, 1).answer(request.pack()))
        assert (type(reply).__name__, reply.xid, reply.version) == (reply_name, 0x1234, version)


@pytest.mark.parametrize("version", ALL)
def test_what_wants_no_reply_gets_none(version):
    ofp = protocol(version)
    answerer = Answerer(version, 1)
    for name in ("set_config", "flow_add", "packet_out", "port_mod"):
        assert answerer.answer(getattr(ofp.message, name)(xid=1).pack()) == b""


def test_a_strange_experimenter_gets_an_error():
    answer = Answerer(4, 1).answer(frame(4, 4, 77, pack(">II", 0x1234, 1)))
    message = wire.decode(answer)
    assert (type(message).__name__, message.xid, message.code) == ("bad_request_error_msg", 77, 3)


def test_a_role_request_of_nicira_is_granted_in_1_0():
    answer = Answerer(1, 1).answer(frame(1, 4, 5, pack(">III", 0x2320, 10, 1)))
    assert answer == frame(1, 4, 5, pack(">III", 0x2320, 11, 1))


def test_wrong_versions_are_said_clearly():
    answerer = Answerer(4, 1)
    assert answerer.answer(frame(6, 0, 1)) == b""
    assert answerer.answer(frame(1, 0, 1, pack(">HHI", 1, 8, 1 << 4))) == b""
    with pytest.raises(ConnectionError, match="wire version 1 at most"):
        answerer.answer(frame(1, 0, 1))
    with pytest.raises(ConnectionError, match=r"only 1\.0 here"):
        answerer.answer(frame(4, 1, 1, b"\0\0\0\0only 1.0 here"))
    with pytest.raises(ConnectionError, match="speaks 1"):
        answerer.answer(frame(1, 2, 1))


def deliveries(data: bytes) -> Iterator[list[bytes]]:
    """The same bytes whole, byte by byte, and in pieces of odd sizes."""
    yield [data]
    yield [data[i : i + 1] for i in range(len(data))]
    yield [data[i : i + 333] for i in range(0, len(data), 333)]


def fed(data: bytes, sent: int, *, macs: int = 64, buffered: bool = True, count: str = "answer"):
    """Feed in every delivery; all must agree; return the counter and the other frames."""
    states = []
    for pieces in deliveries(data):
        counter = ReplyCounter(4, Ring(4, 0, macs, buffered=buffered), count)
        counter.sent(sent)
        answered, others = 0, []
        for piece in pieces:
            number, more = counter.feed(piece, 0.0)
            answered += number
            others += more
        assert answered == counter.answered
        states.append((counter, others))
    names = ("answered", "outstanding", "flow_mods", "packet_outs", "unexpected", "lost")
    figures = [[getattr(counter, name) for name in names] for counter, _ in states]
    assert figures[0] == figures[1] == figures[2]
    return states[0]


def test_flow_mods_with_the_buffer_answer():
    counter, others = fed(b"".join(map(flow_mod, range(40))), sent=50)
    assert (counter.answered, counter.outstanding, counter.flow_mods, others) == (40, 10, 40, [])


def test_runs_over_the_end_of_the_ring():
    data = b"".join(flow_mod(i % 64) for i in range(60))
    counter = ReplyCounter(4, Ring(4, 0, 64))
    counter.sent(60)
    assert counter.feed(data, 0.0)[0] == 60
    counter.sent(60)
    assert counter.feed(b"".join(flow_mod((60 + i) % 64) for i in range(60)), 0.0)[0] == 60
    assert counter.unexpected == 0


def test_a_flow_and_a_packet_for_one_packet_in_count_once():
    data = b"".join(flow_mod(None) + packet_out(i) for i in range(30))
    counter, _ = fed(data, sent=30)
    assert (counter.answered, counter.flow_mods, counter.packet_outs, counter.unexpected) == (30, 30, 30, 0)


def test_naming_the_buffer_twice_earns_nothing():
    data = b"".join(flow_mod(i) + packet_out(i) for i in range(30))
    counter, _ = fed(data, sent=30)
    assert (counter.answered, counter.outstanding, counter.unexpected) == (30, 0, 30)


def test_a_flow_that_names_no_buffer_does_not_answer():
    counter, _ = fed(b"".join(flow_mod(None) for _ in range(30)), sent=30)
    assert (counter.answered, counter.outstanding, counter.flow_mods) == (0, 30, 30)


def test_kinds_mixed_with_requests():
    request = frame(4, 2, 99, b"ping")
    data = flow_mod(0) + request + packet_out(1) + flow_mod(2) * 1 + b"".join(map(flow_mod, range(3, 20))) + request
    counter, others = fed(data, sent=20)
    assert (counter.answered, counter.flow_mods, counter.packet_outs) == (20, 19, 1)
    assert others == [request, request]


def test_answers_out_of_order():
    order = [3, 0, 1, 2, 7, 6, 5, 4, *range(20, 40), *range(8, 20)]
    counter, _ = fed(b"".join(map(flow_mod, order)), sent=40)
    assert (counter.answered, counter.outstanding, counter.unexpected) == (40, 0, 0)


def test_more_answers_than_questions():
    counter, _ = fed(b"".join(map(flow_mod, range(30))), sent=10)
    assert (counter.answered, counter.outstanding, counter.unexpected) == (10, 0, 20)


def test_unbuffered_packets_are_known_by_what_comes_back():
    ring = Ring(4, 0, 64, buffered=False)
    packets = [wire.decode(data).data for data in split(ring.data)]
    data = b"".join(flow_mod(None) + packet_out(None, packet) for packet in packets[:40])
    counter, _ = fed(data, sent=50, buffered=False)
    assert (counter.answered, counter.outstanding, counter.unexpected) == (40, 10, 0)
    mixed = b"".join(packet_out(None, packets[i]) for i in (1, 0, 2, 5, 3, 4))
    counter, _ = fed(mixed, sent=6, buffered=False)
    assert (counter.answered, counter.outstanding, counter.unexpected) == (6, 0, 0)


def test_counting_one_kind():
    data = b"".join(flow_mod(None) + packet_out(None) for _ in range(12))
    for count in ("flow_mod", "packet_out"):
        counter, _ = fed(data, sent=12, count=count)
        assert (counter.answered, counter.outstanding, counter.unexpected) == (12, 0, 0)
    with pytest.raises(ValueError, match="'both'"):
        ReplyCounter(4, Ring(4, 0, 8), "both")


def test_overtaken_answers_are_given_up_when_old():
    counter = ReplyCounter(4, Ring(4, 0, 64))
    counter.sent(10)
    counter.feed(flow_mod(2) + flow_mod(3), 5.0)
    assert counter.give_up(before=5.0) == 0
    assert counter.give_up(before=5.1) == 2
    assert (counter.answered, counter.lost, counter.outstanding) == (2, 2, 6)
    counter.feed(flow_mod(0), 6.0)
    assert counter.unexpected == 1


def test_after_giving_up_all_the_next_packets_count():
    counter = ReplyCounter(4, Ring(4, 0, 16))
    counter.sent(10)
    counter.feed(flow_mod(1), 0.0)
    assert counter.give_up_all() == 9
    counter.sent(10)
    counter.feed(b"".join(flow_mod((10 + i) % 16) for i in range(10)), 1.0)
    assert (counter.answered, counter.lost, counter.outstanding, counter.unexpected) == (11, 9, 0, 0)


def test_a_header_too_short_ends_it():
    counter = ReplyCounter(4, Ring(4, 0, 16))
    with pytest.raises(ConnectionError, match="length 7"):
        counter.feed(b"\x04\x0e\x00\x07\0\0\0\0\0", 0.0)


def test_figures_of_a_result():
    result = bench.Result(seconds=2.0, replies=40, by_switch=[10, 30], latencies={10: 50, 1000: 49, 9000: 1})
    assert result.rate == 20.0
    assert result.percentile(0.5) == pytest.approx(1e-6)
    assert result.percentile(0.99) == pytest.approx(1e-4)
    assert result.percentile(1.0) == pytest.approx(9e-4)
    assert result.min_max_share == pytest.approx(1 / 3)
    assert result.jain == pytest.approx(1600 / (2 * 1000))


class Peer(threading.Thread):
    """A controller of a few lines: says hello, asks for features, answers each packet-in (or drops some)."""

    def __init__(self, version: int = 4, drop_every: int = 0, close_after: int = 0) -> None:
        super().__init__(daemon=True)
        self.version, self.drop_every, self.close_after = version, drop_every, close_after
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads: list[threading.Thread] = []

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self.listener.accept()
                thread = threading.Thread(target=self.serve, args=(sock,), daemon=True)
                thread.start()
                self.threads.append(thread)

    def serve(self, sock: socket.socket) -> None:
        sock.sendall(frame(self.version, 0, 1) + frame(self.version, 5, 2))
        rest, seen = b"", 0
        with contextlib.suppress(OSError), sock:
            while data := sock.recv(65536):
                rest += data
                out = []
                while len(rest) >= 8 and len(rest) >= (size := int.from_bytes(rest[2:4], "big")):
                    message, rest = rest[:size], rest[size:]
                    if message[1] != 10:
                        continue
                    seen += 1
                    if self.close_after and seen == self.close_after:
                        return
                    if not self.drop_every or seen % self.drop_every:
                        position = int.from_bytes(message[8:12], "big") - BUFFER_BASE
                        out.append(flow_mod(position, self.version))
                sock.sendall(b"".join(out))

    def stop(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in [self, *self.threads]:
            thread.join(5)


@contextlib.contextmanager
def peer(**kwargs) -> Iterator[int]:
    running = Peer(**kwargs)
    running.start()
    try:
        yield running.port
    finally:
        running.stop()


def command(*args: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = bench.main(args)
    return status, out.getvalue(), err.getvalue()


SHORT = ("--warm-up", "0.05", "--duration", "0.2", "--macs", "64")


@pytest.mark.parametrize("version", ["1.0", "1.3", "1.5"])
def test_a_run_from_the_command_line(version):
    with peer(version=bench.VERSIONS[version]) as port:
        status, out, _ = command(
            f"127.0.0.1:{port}", "--version", version, "--switches", "3", "--window", "8", "--json", *SHORT
        )
    figures = json.loads(out)
    assert status == 0
    assert (figures["version"], figures["switches"], figures["window"]) == (version, 3, 8)
    assert figures["replies"] > 0
    assert figures["replies"] == figures["flow_mods"]
    assert (figures["lost"], figures["unexpected"], figures["disconnected"]) == (0, 0, 0)
    assert 0 < figures["p50_us"] <= figures["p99_us"] <= figures["max_us"]
    assert 0 < figures["min_max_share"] <= 1


@pytest.mark.slow
def test_lost_answers_are_counted_and_do_not_stop_the_run():
    load = bench.Load(switches=1, window=4, macs=64, warm_up=0.0, duration=1.5, loss_timeout=0.5)
    with peer(drop_every=10) as port:
        result = bench.Generator(bench.Load(**{**vars(load), "port": port})).run()
    assert result.lost >= 4
    assert result.replies >= 9 * (result.lost - 4)
    assert result.unexpected == 0


def test_a_closed_connection_is_told():
    with peer(close_after=5) as port:
        status, out, _ = command(f"127.0.0.1:{port}", "--switches", "2", "--loss-timeout", "0.1", *SHORT)
    assert status == 0
    assert "closed      2 connections" in out


def test_latency_and_idle_modes():
    with peer() as port:
        status, out, _ = command(f"127.0.0.1:{port}", "--mode", "latency", *SHORT)
        assert status == 0
        assert "1 switches, window 1," in out
        status, out, _ = command(f"127.0.0.1:{port}", "--mode", "idle", "--switches", "5", *SHORT)
        assert status == 0
        assert "handshakes" in out
        assert "replies" not in out


def test_no_controller_is_an_error_not_a_traceback():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    status, out, err = command(f"127.0.0.1:{port}", *SHORT)
    assert (status, out) == (1, "")
    assert f"127.0.0.1:{port}: " in err


def test_a_controller_of_another_version_is_an_error():
    with peer(version=1) as port:
        status, _, err = command(f"127.0.0.1:{port}", "--version", "1.3", *SHORT)
    assert status == 1
    assert "wire version 1 at most, not 4" in err


@pytest.mark.parametrize(
    ("args", "words"),
    [(["--window", "65"], "window"), (["host:port"], "not HOST:PORT"), (["h:70000"], "out of range")],
)
def test_wrong_arguments(args, words, capsys):
    with pytest.raises(SystemExit) as caught:
        bench.main(["127.0.0.1:1", *SHORT, *args] if args[0].startswith("-") else args)
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("", ("127.0.0.1", 6653)),
        ("host", ("host", 6653)),
        (":99", ("127.0.0.1", 99)),
        ("host:99", ("host", 99)),
        ("[::1]:99", ("::1", 99)),
        ("::1", ("::1", 6653)),
    ],
)
def test_targets(text, target):
    assert bench._target(text) == target
