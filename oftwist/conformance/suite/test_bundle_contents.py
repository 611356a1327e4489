"""What is put into bundles: every kind of change, what fails in them, what is told of it, and when."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.test_bundles import ATOMIC, BUNDLES, ORDERED, control, do, inside, put
from oftwist.errors import RequestFailed

GROUP = "group_id=1,type=indirect,bucket=output:{{{port}}}"


def group(bench: Bench, port: int, command: str = "add") -> Any:
    """A group that sends to a port, counted from 1."""
    return bench.ofp.group(bench.put(GROUP.format(port=port)), command)


def failing(bench: Bench) -> Any:
    """A flow that can be put into a bundle, and is refused when that is committed."""
    bench.flows("priority=1,arp,actions=drop")
    return bench.flow("check_overlap,priority=1,arp,nw_src=192.0.2.1,actions=drop")


def told(bench: Bench, cookie: int, timeout: float = -1) -> Any:
    """What is told of the end of a flow, or None."""
    return bench.switch.poll(lambda msg: type(msg).__name__ == "flow_removed" and msg.cookie == cookie, timeout=timeout)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles", "groups"))
def test_a_group_and_its_flow(bench: Bench) -> None:
    """A flow in a bundle may use a group that stands before it in the same one."""
    bench.switch.add_group(bench.put("group_id=2,type=indirect,bucket=output:{2}"))
    do(bench, "OPEN")
    put(bench, group(bench, 2), bench.flow("udp,actions=group:2"))
    do(bench, "CLOSE")
    assert [entry.group_id for entry in bench.switch.groups()] == [2]
    do(bench, "COMMIT")
    bench.forwards(1, f.UDP, 2)
    assert sorted(entry.group_id for entry in bench.switch.groups()) == [1, 2]


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("three ports", "bundles", "groups"))
def test_groups_are_rolled_back(bench: Bench) -> None:
    """Of groups that a bundle adds, changes or deletes nothing stays if it fails."""
    bench.switch.add_group(bench.put(GROUP.format(port=2)))
    bench.switch.add_group(bench.put("group_id=3,type=indirect,bucket=output:{3}"))
    bench.flows("udp,actions=group:1")  # and none of group 3: an Open vSwitch 3.1 would end over it
    do(bench, "OPEN")
    delete = bench.ofp.group("group_id=3", "delete")
    put(bench, group(bench, 3, "modify"), delete, failing(bench))
    bench.refuses(control(bench, "COMMIT"), "BUNDLE_FAILED", "MSG_FAILED")
    assert sorted(entry.group_id for entry in bench.switch.groups()) == [1, 3]
    bench.forwards(1, f.UDP, 2)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_ports_are_configured(bench: Bench) -> None:
    """A port mod in a bundle is done when that is committed, and not if it fails."""
    port = next(port for port in bench.described() if port.port_no == bench.ports[1])
    bit = bench.ofp.OFPPC_NO_FWD
    mod = bench.ofp.message.port_mod(port_no=port.port_no, hw_addr=port.hw_addr, config=bit, mask=bit)
    do(bench, "OPEN")
    put(bench, mod, failing(bench))
    bench.refuses(control(bench, "COMMIT"), "BUNDLE_FAILED", "MSG_FAILED")
    bench.flows("actions=output:{2}")
    bench.forwards(1, f.UDP, 2)
    do(bench, "OPEN")
    put(bench, mod)
    do(bench, "COMMIT")
    bench.drops(1, f.UDP)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_packets_leave_at_the_end(bench: Bench) -> None:
    """A packet-out in a bundle leaves when that is committed, through the flows that came with it."""
    do(bench, "OPEN")
    out = bench.switch.operations.packet_out_message(None, {"data": f.UDP, "actions": bench.put("output:{2}")})
    put(bench, out, bench.flow("udp,actions=output:{2}"))
    bench.plane.expect_nothing(seconds=bench.quiet)
    do(bench, "COMMIT")
    bench.plane.expect(bench.ports[1], f.UDP)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_opened_by_its_first_message(bench: Bench) -> None:
    """A message for a bundle that is not open opens it."""
    put(bench, bench.flow("udp,actions=output:{2}"))
    assert bench.switch.flows() == []
    do(bench, "COMMIT")
    bench.forwards(1, f.UDP, 2)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_a_bundle_that_failed_is_gone(bench: Bench) -> None:
    """A bundle that could not be committed is discarded: it cannot be committed again."""
    do(bench, "OPEN")
    put(bench, failing(bench))
    bench.refuses(control(bench, "COMMIT"), "BUNDLE_FAILED", "MSG_FAILED")
    bench.refuses(control(bench, "COMMIT"), "BUNDLE_FAILED", "BAD_ID")


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_which_message_failed(bench: Bench) -> None:
    """When a bundle fails, the message that is to blame is answered with its own error as well."""
    do(bench, "OPEN")
    bad = failing(bench)
    put(bench, bench.flow("udp,actions=output:{2}"), bad)
    bench.switch.controller.clear_errors()
    bench.refuses(control(bench, "COMMIT"), "BUNDLE_FAILED", "MSG_FAILED")
    errors = bench.switch.controller.errors_for(bad.xid)
    assert [(error.err_type, error.code) for error in errors] == [
        (bench.ofp.OFPET_FLOW_MOD_FAILED, bench.ofp.OFPFMFC_OVERLAP)
    ]


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_the_end_of_flows_is_told_then(bench: Bench) -> None:
    """The end of a flow that a bundle deletes is told when that is committed, and not if it fails."""
    bench.flows("cookie=0xb7,send_flow_rem,udp,actions=output:{2}")
    do(bench, "OPEN")
    put(bench, bench.flow("udp", "delete"), failing(bench))
    assert told(bench, 0xB7, bench.quiet) is None
    bench.refuses(control(bench, "COMMIT"), "BUNDLE_FAILED", "MSG_FAILED")
    assert told(bench, 0xB7, bench.quiet) is None
    do(bench, "OPEN")
    put(bench, bench.flow("udp", "delete"))
    do(bench, "COMMIT")
    msg = told(bench, 0xB7)
    assert msg is not None and msg.reason == bench.ofp.OFPRR_DELETE


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("three ports", "bundles"))
def test_counters_stay_if_it_fails(bench: Bench) -> None:
    """A flow that a bundle changed, replaced or deleted counts on as before if that fails."""
    bench.flows("priority=5,udp,actions=output:{2}", "priority=5,tcp,actions=output:{2}")
    for frame in (f.UDP, f.TCP):
        bench.forwards(1, frame, 2)
    do(bench, "OPEN")
    put(bench, bench.flow("reset_counts,priority=5,udp,actions=output:{3}"), bench.flow("tcp", "delete"),
        failing(bench))  # fmt: skip
    bench.refuses(control(bench, "COMMIT"), "BUNDLE_FAILED", "MSG_FAILED")
    for frame in (f.UDP, f.TCP):
        bench.forwards(1, frame, 2)
    assert bench.switch.aggregate().packet_count == 4


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_bundles_are_not_put_into_bundles(bench: Bench) -> None:
    """No message of a bundle is put into one."""
    do(bench, "OPEN")
    bench.refuses(inside(bench, control(bench, "OPEN", 2)), "BUNDLE_FAILED", "MSG_UNSUP")
    do(bench, "OPEN", bundle_id=3)
    nested = inside(bench, bench.flow("udp,actions=drop"), 3)
    bench.refuses(inside(bench, nested, 3), "BUNDLE_FAILED", "MSG_UNSUP")


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
@pytest.mark.parametrize("flags", [ATOMIC, ORDERED, 0], ids=["atomic", "ordered", "neither"])
def test_other_kinds_of_bundles(bench: Bench, flags: int) -> None:
    """A bundle of other flags is committed as well, or refused when it is opened."""
    try:
        bench.switch.request(control(bench, "OPEN", flags=flags))
    except RequestFailed as failed:
        error: Any = failed.errors[0]
        assert (error.err_type, error.code) == (bench.ofp.OFPET_BUNDLE_FAILED, bench.ofp.OFPBFC_BAD_FLAGS)
        lacks("OFPBF", f"it opens no bundle of flags {flags}")
    bench.switch.confirm([inside(bench, bench.flow("udp,actions=output:{2}"), flags=flags)])
    bench.switch.request(control(bench, "COMMIT", flags=flags))
    bench.forwards(1, f.UDP, 2)


@case("1.5", section="7.3.5.21", optional=True, needs=("two ports", "bundles"))
def test_flags_it_claims_to_have(bench: Bench) -> None:
    """A bundle can be opened with each flag that the switch says it has."""
    try:
        reply: Any = bench.switch.request(bench.ofp.message.bundle_features_stats_request())
    except RequestFailed as failed:
        lacks("OFPMP_BUNDLE_FEATURES", f"it does not know this kind: {failed}")
    for flag in (ATOMIC, ORDERED):
        if reply.capabilities & flag:
            bench.switch.request(control(bench, "OPEN", flags=flag))
            bench.switch.request(control(bench, "DISCARD", flags=flag))


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_unknown_flags(bench: Bench) -> None:
    """A bundle is not opened with flags that nobody knows."""
    bench.refuses(control(bench, "OPEN", flags=0x4000), "BUNDLE_FAILED", "BAD_FLAGS")


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_many_messages(bench: Bench) -> None:
    """A bundle takes a thousand messages, and does them all."""
    do(bench, "OPEN")
    put(bench, *(bench.flow(f"udp,udp_dst={n + 1},actions=output:{{2}}") for n in range(1000)))
    assert bench.switch.aggregate().flow_count == 0
    do(bench, "CLOSE", "COMMIT")
    assert bench.switch.aggregate().flow_count == 1000
    bench.forwards(1, f.with_field(f.UDP, udp_dst=1000), 2)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_changes_beside_a_bundle(bench: Bench) -> None:
    """What is changed while a bundle is open is changed at once, and the bundle finds it so."""
    do(bench, "OPEN")
    put(bench, bench.flow("udp,actions=output:{2}", "modify"), bench.flow("tcp", "delete"))
    bench.flows("udp,actions=drop", "tcp,actions=output:{2}")
    bench.drops(1, f.UDP)
    bench.forwards(1, f.TCP, 2)
    do(bench, "COMMIT")
    bench.forwards(1, f.UDP, 2)
    bench.drops(1, f.TCP)


@case("1.4-1.5", section=BUNDLES, optional=True, needs=("two ports", "bundles"))
def test_bundles_of_others(bench: Bench, second: Bench) -> None:
    """The numbers of bundles are of one connection: another controller's bundle of the same number is another."""
    do(bench, "OPEN")
    do(second, "OPEN")
    put(bench, bench.flow("udp,actions=output:{2}"))
    put(second, second.flow("tcp,actions=output:{2}"))
    do(second, "COMMIT")
    bench.drops(1, f.UDP)
    bench.forwards(1, f.TCP, 2)
    do(bench, "DISCARD")
    bench.drops(1, f.UDP)
