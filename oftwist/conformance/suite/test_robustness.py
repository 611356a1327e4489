"""What a switch must stand: bytes in any pieces, lengths that lie, wrong versions and types, connections that end.

Wherever a connection may be given up, the case does it on one of its own: the one of the bench must live on.
"""

from __future__ import annotations

import random

import pytest

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.connections import Connections, Stranger, header

CHANNEL = "1.0 5.1, 1.1 A.1, 1.2 A.1, 1.3 7.1"
HANDLING = "1.0 5.4.4, 1.1 A.4.4, 1.2 6.2, 1.3 6.2"
ECHO, ECHO_REPLY = 2, 3


def echoes(bench: Bench, count: int, size: int = 4) -> tuple[bytes, list[int]]:
    """The bytes of echo requests, and their transaction ids."""
    xids = [bench.switch.controller.next_xid() for _ in range(count)]
    return b"".join(header(bench.version, ECHO, xid, bytes(size)) for xid in xids), xids


def answered(bench: Bench, xids: list[int]) -> None:
    """Echo requests with these transaction ids must be answered, in this order."""
    got = [bench.switch.poll("echo_reply") for _ in xids]
    assert [msg.xid if msg else None for msg in got] == xids


@case(section=CHANNEL)
@pytest.mark.parametrize("at", [1, 2, 3, 4, 7, 8, 9, 11])
def test_split_anywhere(bench: Bench, at: int) -> None:
    """A message may be split anywhere on its way: in its header, behind it, in its body."""
    data, xids = echoes(bench, 2)
    for part in (data[:at], data[at : at + 12], data[at + 12 :]):
        bench.switch.controller.message_send(part)
    answered(bench, xids)


@case(section=CHANNEL, needs="two ports")
def test_byte_by_byte(bench: Bench) -> None:
    """A flow that comes byte by byte is a flow."""
    data = bench.flow("udp,actions=output:{2}")
    data.xid = 1
    for byte in data.pack():
        bench.switch.controller.message_send(bytes([byte]))
    bench.switch.barrier()
    bench.forwards(1, f.UDP, 2)


@case(section=CHANNEL)
@pytest.mark.parametrize("count", [2, 50, 1000])
def test_many_messages_in_one_segment(bench: Bench, count: int) -> None:
    """Messages that come in one segment are all answered, one after the other."""
    data, xids = echoes(bench, count)
    bench.switch.controller.message_send(data)
    answered(bench, xids)


@case(section=CHANNEL)
@pytest.mark.parametrize("size", [1400, 8192, 32768, 65527])
def test_long_messages(bench: Bench, size: int) -> None:
    """A message may be as long as its length can say; what comes behind it is answered too."""
    data, xids = echoes(bench, 2, size)
    bench.switch.controller.message_send(data)
    answered(bench, xids)


@case(section=CHANNEL)
@pytest.mark.parametrize("length", [0, 1, 7])
def test_lengths_below_a_header(bench: Bench, stranger: Stranger, length: int) -> None:
    """A message whose length is less than that of its header ends its own connection at most."""
    stranger.greets()
    stranger.works()
    stranger.say(header(bench.version, ECHO, 1, length=length))
    bench.switch.barrier()
    bench.flows("actions=drop")


@case(section=CHANNEL)
@pytest.mark.parametrize("here", [1, 7, 8, 20])
def test_half_a_message(bench: Bench, stranger: Stranger, here: int) -> None:
    """Of a message that ends with its connection nothing is done."""
    flow = bench.flow("actions=drop")
    flow.xid = 5
    stranger.greets()
    stranger.works()
    stranger.say(flow.pack()[:here])
    stranger.controller.disconnect()
    bench.switch.barrier()
    assert bench.switch.flows() == []


@case(section=HANDLING)
@pytest.mark.parametrize("version", [0, 7, 0x84, 0xFF])
def test_versions_that_are_none(bench: Bench, stranger: Stranger, version: int) -> None:
    """A message of a version that nobody speaks, in mid-stream, is refused with BAD_REQUEST, BAD_VERSION."""
    _wrong_version(bench, stranger, version)


@case(section=HANDLING)
def test_versions_that_were_not_agreed_upon(bench: Bench, stranger: Stranger) -> None:
    """A message of another version than was agreed upon is refused with BAD_REQUEST, BAD_VERSION."""
    _wrong_version(bench, stranger, bench.version - 1 or 2)


def _wrong_version(bench: Bench, stranger: Stranger, version: int) -> None:
    stranger.greets()
    stranger.works()
    stranger.say(header(version, 5, 99))
    error = stranger.hears("bad_request_error_msg")
    assert (error.xid, error.code) == (99, bench.ofp.OFPBRC_BAD_VERSION), error.show()
    bench.switch.barrier()


@case(section=CHANNEL)
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_noise(bench: Bench, stranger: Stranger, seed: int) -> None:
    """Noise instead of messages ends its own connection at most."""
    stranger.greets()
    stranger.works()
    stranger.say(random.Random(seed).randbytes(2000))
    bench.switch.barrier()
    assert bench.switch.flows() == []


@case(section=CHANNEL)
@pytest.mark.parametrize("seed", [5, 6, 7, 8])
def test_bodies_of_noise(bench: Bench, stranger: Stranger, seed: int) -> None:
    """Messages whose headers are right and whose bodies are noise end their own connection at most."""
    noise = random.Random(seed)
    stranger.greets()
    stranger.works()
    for kind in range(4, 36):
        if stranger.controller.switch_socket:
            stranger.controller.message_send(header(bench.version, kind, kind, noise.randbytes(8 * noise.randrange(9))))
    bench.switch.barrier()
    bench.switch.request(bench.ofp.message.features_request())


@case(section=HANDLING)
def test_messages_of_a_header_only(bench: Bench) -> None:
    """Of every type of message a header alone is stood, and the connection with it."""
    for kind in range(40):
        bench.switch.controller.message_send(header(bench.version, kind, 0x100 + kind))
        bench.switch.barrier()


@case(section=HANDLING)
def test_each_bad_message_has_its_error(bench: Bench) -> None:
    """Of bad messages sent one behind the other each is answered with one error that has its transaction id."""
    xids = [bench.switch.controller.next_xid() for _ in range(100)]
    bench.switch.controller.message_send(b"".join(header(bench.version, 0x63, xid) for xid in xids))
    bench.switch.barrier()
    assert [error.xid for error in bench.switch.controller.errors] == xids


@case(section=HANDLING)
def test_good_messages_among_bad_ones(bench: Bench) -> None:
    """Between bad messages good ones are done."""
    bad, good = header(bench.version, 0x63, 0x11), bench.flow("actions=drop")
    good.xid = 0x12
    bench.switch.controller.message_send(bad + good.pack() + bad)
    bench.switch.barrier()
    assert len(bench.switch.controller.errors) == 2 and len(bench.switch.flows()) == 1


@case(section=HANDLING, optional=True)
@pytest.mark.parametrize("kind", [0, 1, 0x7777])
def test_errors_of_ours(bench: Bench, kind: int) -> None:
    """An error message from us, of whatever type, is not answered with an error."""
    body = kind.to_bytes(2, "big") + b"\0\0" + bytes(12)
    bench.switch.controller.message_send(header(bench.version, 1, 0x77, body))
    bench.switch.barrier()
    assert bench.switch.controller.errors == []


@case(section=CHANNEL)
@pytest.mark.parametrize("size", [0, 5, 500])
def test_echo_replies_that_nobody_asked_for(bench: Bench, size: int) -> None:
    """An echo reply that nobody asked for does no harm."""
    bench.switch.controller.message_send(header(bench.version, ECHO_REPLY, 0x77, bytes(size)))
    bench.switch.barrier()
    assert bench.switch.controller.errors == []


@case(section=HANDLING)
@pytest.mark.parametrize("name", ["packet_in", "flow_removed", "port_status", "features_reply", "barrier_reply"])
def test_messages_the_wrong_way(bench: Bench, name: str) -> None:
    """What only switches send does nothing when it comes from us: it is refused or passed over."""
    msg = getattr(bench.ofp.message, name)()
    msg.xid = bench.switch.controller.next_xid()
    bench.switch.controller.message_send(msg.pack())
    bench.switch.barrier()
    codes = {(error.err_type, error.code) for error in bench.switch.controller.errors}
    assert {kind for kind, _ in codes} <= {bench.ofp.OFPET_BAD_REQUEST}, codes
    bench.flows("actions=drop")


@case(section=CHANNEL)
def test_connections_that_end_amid_an_answer(bench: Bench, connections: Connections) -> None:
    """A connection that we close before its answer is through is closed, and nothing else."""
    bench.switch.confirm([bench.flow(f"priority={n},actions=drop") for n in range(100)])
    stranger = connections.stranger()
    stranger.greets()
    request = bench.ofp.message.desc_stats_request(xid=1).pack()
    stranger.say(request * 200)
    stranger.controller.disconnect()
    assert len(bench.switch.flows()) == 100


@case(section=CHANNEL)
def test_connections_that_come_and_go(bench: Bench, connections: Connections) -> None:
    """Connections that are made and closed again leave nothing behind that would stop the next."""
    for _ in range(6):
        stranger = connections.stranger()
        stranger.greets()
        stranger.works()
        stranger.controller.disconnect()
    bench.switch.barrier()


@case(section=CHANNEL, needs="two ports")
def test_flows_outlive_their_connection(bench: Bench, connections: Connections) -> None:
    """Flows stay when the connection they came by ends, while there is another."""
    other = connections.second()
    other.flows("udp,actions=output:{2}")
    other.switch.controller.disconnect()
    bench.switch.barrier()
    bench.forwards(1, f.UDP, 2)


@case("1.3-1.5", section="1.3 7.3.5", optional=True)
def test_requests_in_parts_that_never_end(bench: Bench) -> None:
    """A multipart request that says more will come, and nothing comes, holds up nothing else."""
    body = (12).to_bytes(2, "big") + b"\0\1" + bytes(4)
    bench.switch.controller.message_send(header(bench.version, 18, 0x78, body))
    bench.switch.barrier()
    bench.switch.request(bench.ofp.message.desc_stats_request())
