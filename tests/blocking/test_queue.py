"""What `oftwist.blocking.Controller` does with arriving messages: poll, packets, handlers, limits, counters."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from oftwist import loxi
from oftwist.blocking import Controller
from tests.support.blocking_support import PATIENCE, Peer, connected, eventually
from tests.support.counting import waits

# --- poll ------------------------------------------------------------------------------------------------------


def test_poll_takes_the_first_match_and_leaves_the_others(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    message = peer.ofp.message
    peer.send(message.echo_request(xid=1))
    peer.send(message.packet_in(xid=2))
    peer.send(message.echo_request(xid=3))
    peer.send(message.packet_in(xid=4))
    assert eventually(lambda: len(controller.packets) == 4)
    assert controller.poll(peer.ofp.OFPT_PACKET_IN)[0].xid == 2
    assert controller.poll(message.packet_in)[0].xid == 4
    assert controller.poll()[0].xid == 1
    msg, raw = controller.poll()
    assert (msg.xid, raw) == (3, message.echo_request(xid=3).pack())
    assert controller.poll(timeout=0) == (None, None)


def test_poll_waits(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    timer = threading.Timer(0.05, lambda: (peer.send(peer.ofp.message.hello()), peer.send(peer.packet_in())))
    timer.start()
    msg, _ = controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)
    assert type(msg).__name__ == "packet_in"
    timer.join()
    assert len(controller.packets) == 1


def test_poll_times_out(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.hello())
    got: list[Any] = []
    asked = waits(lambda: got.append(controller.poll(peer.ofp.OFPT_PACKET_IN, 0.1)))
    assert got == [(None, None)] and 0 < max(asked) <= 0.1
    for past in (0, -0.5):
        asked = waits(lambda past=past: got.append(controller.poll(peer.ofp.OFPT_PACKET_IN, past)))  # type: ignore[misc]
        assert got.pop() == (None, None) and max(asked, default=0) <= 0


def test_a_negative_rest_time_still_looks(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.packet_in())
    assert eventually(lambda: controller.packets)
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, -0.001)[0] is not None


def test_poll_by_virtual_class(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.bad_action_error_msg(xid=1, code=0))
    peer.send(peer.ofp.message.bad_request_error_msg(xid=2, code=0))
    message = controller.ofp.message
    assert controller.poll(message.bad_request_error_msg, PATIENCE)[0].xid == 2
    assert controller.poll(message.error_msg, PATIENCE)[0].xid == 1


def test_poll_matches_the_kind_whatever_the_version() -> None:
    """A switch says HELLO with 1.5 and goes on with 1.3; type numbers moved between 1.0 and 1.3."""
    import oftwist.loxi.of10 as of10
    import oftwist.loxi.of13 as of13
    import oftwist.loxi.of15 as of15

    with connected(version=1) as (controller, peer):
        peer.send(of15.message.hello())
        peer.send(of13.message.barrier_reply(xid=13))  # type 21, which 1.0 gives to queue_get_config_reply
        peer.send(of10.message.queue_get_config_reply(xid=10))
        assert controller.poll(of10.OFPT_HELLO, PATIENCE)[0].version == 6
        assert controller.poll(of10.OFPT_QUEUE_GET_CONFIG_REPLY, PATIENCE)[0].xid == 10
        assert controller.poll(of10.OFPT_BARRIER_REPLY, PATIENCE)[0].xid == 13
        peer.send(of13.message.barrier_reply(xid=14))
        assert controller.poll(of10.message.barrier_reply, PATIENCE)[0].xid == 14
    with connected(version=4) as (controller, peer):
        peer.send(of15.message.hello())
        assert controller.poll(of13.message.hello, PATIENCE)[0].version == 6


def test_poll_for_a_number_nobody_has(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.sock.sendall(bytes([peer.version, 0xC8, 0, 8, 0, 0, 0, 9]))
    msg, raw = controller.poll(0xC8, PATIENCE)
    assert (msg.type, msg.xid, len(raw)) == (0xC8, 9, 8)


def test_poll_for_nonsense(pair: tuple[Controller, Peer]) -> None:
    controller, _ = pair
    with pytest.raises(TypeError):
        controller.poll(3.5)
    with pytest.raises(ValueError, match="no_such_message"):
        controller.poll("no_such_message")


def test_hello_is_queued_like_anything_else(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    peer.send(peer.ofp.message.hello(xid=3))
    assert controller.poll(peer.ofp.OFPT_HELLO, PATIENCE)[0].xid == 3


def test_two_threads_poll(pair: tuple[Controller, Peer]) -> None:
    """Each message goes to one of them."""
    controller, peer = pair
    got: list[int] = []

    def take() -> None:
        for _ in range(10):
            got.append(controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid)

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(20):
        peer.send(peer.packet_in(xid=number))
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(got) == list(range(20))


# --- packets, handlers -----------------------------------------------------------------------------------------


def test_packets_is_a_real_list(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    packets = controller.packets
    assert type(packets) is list
    for number in range(4):
        peer.send(peer.packet_in(xid=number))
    assert eventually(lambda: len(packets) == 4)
    msg, raw = controller.packets.pop(1)
    assert (msg.xid, raw) == (1, peer.packet_in(xid=1).pack())
    del packets[0]
    assert [controller.poll()[0].xid, controller.poll()[0].xid] == [2, 3]
    controller.packets.append((msg, raw))
    assert controller.poll(peer.ofp.OFPT_PACKET_IN)[0] is msg
    controller.packets = [(msg, raw)]
    assert controller.poll() == (msg, raw)


def test_clear_queue_returns_the_count(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    for _ in range(3):
        peer.send(peer.packet_in())
    assert eventually(lambda: len(controller.packets) == 3)
    assert controller.clear_queue() == 3
    assert controller.clear_queue() == 0
    assert controller.packets == []


def test_register(pair: tuple[Controller, Peer]) -> None:
    """handler(controller, msg, raw); truthy consumes; the specific one before "all"; None removes."""
    controller, peer = pair
    seen: list[Any] = []

    def specific(*args: Any) -> bool:
        seen.append(("specific", *args))
        return args[1].xid == 1

    def everything(*args: Any) -> Any:
        seen.append(("all", *args))
        return 1 if args[1].xid == 2 else None

    controller.register(peer.ofp.OFPT_PACKET_IN, specific)
    controller.register("all", everything)
    raws = [peer.send(peer.packet_in(xid=number)) for number in (1, 2, 3)]
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == 3
    assert [(who, msg.xid) for who, _, msg, _ in seen] == [
        ("specific", 1),
        ("specific", 2),
        ("all", 2),
        ("specific", 3),
        ("all", 3),
    ]
    assert all(entry[1] is controller for entry in seen)
    assert seen[0][3] == raws[0]
    assert controller.packets_handled == 2
    controller.register(peer.ofp.OFPT_PACKET_IN, None)
    controller.register("all", None)
    controller.register("all", None)
    peer.send(peer.packet_in(xid=4))
    assert controller.poll(timeout=PATIENCE)[0].xid == 4
    assert len(seen) == 5


def test_one_handler_per_type(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    calls: list[str] = []
    controller.register(peer.ofp.OFPT_PACKET_IN, lambda *args: calls.append("first"))
    controller.register(peer.ofp.OFPT_PACKET_IN, lambda *args: calls.append("second"))
    peer.send(peer.packet_in())
    assert controller.poll(timeout=PATIENCE)[0] is not None
    assert calls == ["second"]


def test_handlers_run_in_one_thread_of_their_own(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    threads: list[threading.Thread] = []
    xids: list[int] = []

    def handler(_: Controller, msg: Any, raw: bytes) -> bool:
        threads.append(threading.current_thread())
        xids.append(msg.xid)
        return True

    before = threading.active_count()
    controller.register(peer.ofp.OFPT_PACKET_IN, handler)
    assert threading.active_count() == before
    for number in range(100):
        peer.send(peer.packet_in(xid=number))
    assert eventually(lambda: controller.packets_handled == 100)
    assert xids == list(range(100))
    assert len(set(threads)) == 1
    assert threads[0] not in (threading.main_thread(), threading.current_thread())
    assert threads[0].name != "oftwist-reactor"


def test_transact_and_poll_in_a_handler(answering: tuple[Controller, Peer]) -> None:
    controller, peer = answering
    results: list[Any] = []

    def handler(_: Controller, msg: Any, raw: bytes) -> bool:
        reply, _ = controller.transact(controller.ofp.message.barrier_request(), PATIENCE)
        results.append(type(reply).__name__)
        polled, _ = controller.poll(controller.ofp.OFPT_ECHO_REPLY, PATIENCE)
        results.append(polled.xid)
        return True

    controller.register(peer.ofp.OFPT_PACKET_IN, handler)
    peer.send(peer.packet_in())
    assert eventually(lambda: results)
    peer.send(peer.ofp.message.echo_reply(xid=4))
    assert eventually(lambda: len(results) == 2)
    assert results == ["barrier_reply", 4]


def test_what_comes_behind_a_handler_keeps_its_place(pair: tuple[Controller, Peer]) -> None:
    """The queue has the order of arrival, whatever handlers look at on the way."""
    controller, peer = pair
    gate = threading.Event()
    controller.register(peer.ofp.OFPT_PACKET_IN, lambda *args: not gate.wait(PATIENCE))
    for number in range(3):
        peer.send(peer.packet_in(xid=2 * number))
        peer.send(peer.ofp.message.hello(xid=2 * number + 1))
    gate.set()
    assert [controller.poll(timeout=PATIENCE)[0].xid for _ in range(6)] == list(range(6))


def test_a_barrier_waits_for_the_handlers_before_it(version: int) -> None:
    """When transact returns, the handlers of what arrived before its reply have run."""

    def answer(msg: Any) -> list[Any]:
        ofp = loxi.protocol(version)
        return [ofp.message.packet_in(xid=1), ofp.message.barrier_reply(xid=msg.xid)]

    seen = []
    with connected(answer, version=version) as (controller, _):

        def handler(_: Controller, msg: Any, raw: bytes) -> bool:
            threading.Event().wait(0.05)
            seen.append(msg.xid)
            return True

        controller.register(controller.ofp.OFPT_PACKET_IN, handler)
        assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        assert seen == [1]


# --- limits, counters ------------------------------------------------------------------------------------------


def test_counters(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    for _ in range(3):
        peer.send(peer.packet_in())
    peer.send(peer.ofp.message.hello())
    peer.sock.sendall(bytes([peer.version, 6, 0, 9, 0, 0, 0, 9, 1]))
    assert eventually(lambda: controller.parse_errors == 1)
    assert (controller.packet_in_count, controller.packets_total) == (3, 4)
    assert (controller.packets_expired, controller.packets_handled, controller.poll_discards) == (0, 0, 0)
    controller.packets_total = controller.packets_expired = controller.packet_in_count = 0
    peer.send(peer.packet_in())
    assert eventually(lambda: controller.packets_total == 1)
    assert controller.packet_in_count == 1


def test_max_pkts_drops_the_oldest(version: int) -> None:
    with connected(version=version, max_pkts=5) as (controller, peer):
        for number in range(8):
            peer.send(peer.packet_in(xid=number))
        assert eventually(lambda: controller.packets_total == 8)
        assert [msg.xid for msg, _ in controller.packets] == [3, 4, 5, 6, 7]
        assert controller.packets_expired == 3
        controller.max_pkts = 1
        peer.send(peer.packet_in(xid=8))
        assert eventually(lambda: [msg.xid for msg, _ in controller.packets] == [8])
        assert controller.packets_expired == 8


def test_filter_packet_in(version: int) -> None:
    with connected(version=version) as (controller, peer):
        controller.filter_packet_in = True
        controller.pkt_in_filter_limit = 10
        for _ in range(30):
            peer.send(peer.packet_in(xid=1))
        peer.send(peer.ofp.message.barrier_reply(xid=2))
        for _ in range(5):
            peer.send(peer.packet_in(xid=3))
        assert eventually(lambda: controller.packet_in_count == 35)
        assert [msg.xid for msg, _ in controller.packets] == [1] * 10 + [2] + [3] * 5
        assert (controller.pkt_in_dropped, controller.pkt_in_run) == (20, 5)


@pytest.mark.parametrize("form", ["nicira_packet_in", "nicira_packet_in2"])
def test_packet_ins_of_open_vswitch_are_packet_ins(version: int, form: str) -> None:
    with connected(version=version) as (controller, peer):
        controller.filter_packet_in = True
        controller.pkt_in_filter_limit = 10
        seen: list[Any] = []
        controller.register(peer.ofp.OFPT_PACKET_IN, lambda subject, msg, raw: seen.append(msg))
        for _ in range(30):
            peer.send(getattr(peer.ofp.message, form)(xid=1))
        peer.send(peer.ofp.message.barrier_reply(xid=2))
        assert eventually(lambda: controller.packet_in_count == 30)
        assert controller.poll("barrier_reply", PATIENCE)[0].xid == 2
        assert controller.pkt_in_dropped == 20
        assert len(seen) == 10 and {type(msg).__name__ for msg in seen} == {form}
        for what in (peer.ofp.OFPT_PACKET_IN, "packet_in", peer.ofp.message.packet_in, form):
            assert type(controller.poll(what, PATIENCE)[0]).__name__ == form
        assert controller.poll("packet_out", 0)[0] is None


def test_an_expected_packet_in_is_not_filtered(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.filter_packet_in = True
    controller.pkt_in_filter_limit = 0
    timer = threading.Timer(0.05, lambda: peer.send(peer.packet_in(xid=9)))
    timer.start()
    assert controller.poll(peer.ofp.OFPT_PACKET_IN, PATIENCE)[0].xid == 9
    timer.join()


def test_rcv_size_is_what_is_read_at_a_time(pair: tuple[Controller, Peer]) -> None:
    controller, peer = pair
    controller.rcv_size = 5
    assert controller.lifecycle.connection is not None
    protocol = controller.lifecycle.connection.protocol
    sizes: list[int] = []
    received = protocol.dataReceived

    def watched(data: bytes) -> None:
        sizes.append(len(data))
        received(data)

    protocol.dataReceived = watched  # type: ignore[method-assign]
    for number in range(3):
        peer.send(peer.packet_in(xid=number))
        assert controller.poll(timeout=PATIENCE)[0].xid == number
    assert max(sizes) == 5
