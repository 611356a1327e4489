"""Fast failover: the first bucket that is live, when links are cut and mended, ports switched off, groups watched."""

from __future__ import annotations

from oftwist.conformance import case
from oftwist.conformance.suite import frames as f
from oftwist.conformance.suite.bench import Bench

FAILOVER = "1.1 4.2.1, 1.2 5.6.1, 1.3 5.6.1"
NEEDS = ("three ports", "groups")


def failover(bench: Bench, *ports: int) -> None:
    """A group with a bucket for each of these ports, which it watches, and a flow that sends everything there."""
    buckets = ",".join(f"bucket=watch_port:{{{number}}},output:{{{number}}}" for number in ports)
    bench.offered(bench.switch.add_group, f"group_id=1,type=ff,{buckets}")
    bench.flows("in_port={1},actions=group:1")


@case("1.1-1.5", section=FAILOVER, optional=True, needs=NEEDS)
def test_the_next_when_a_link_is_cut(bench: Bench) -> None:
    """While the link of the first bucket's port is cut the second is used, and the first again when it is mended."""
    failover(bench, 2, 3)
    bench.forwards(1, f.UDP, 2)
    with bench.cut(2):
        bench.forwards(1, f.UDP, 3)
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=FAILOVER, optional=True, needs=NEEDS)
def test_no_bucket_is_live(bench: Bench) -> None:
    """When no bucket is live, packets are dropped."""
    failover(bench, 2)
    with bench.cut(2):
        bench.drops(1, f.UDP)
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=FAILOVER, optional=True, needs=("four ports", "groups"))
def test_in_the_order_of_the_buckets(bench: Bench) -> None:
    """Buckets are tried in the order they have in the group, not by the numbers of their ports."""
    failover(bench, 4, 2, 3)
    bench.forwards(1, f.UDP, 4)
    with bench.cut(4):
        bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=FAILOVER, optional=True, needs=NEEDS)
def test_a_port_that_is_switched_off(bench: Bench) -> None:
    """A port that its configuration switches off is not live."""
    failover(bench, 2, 3)
    (port,) = (port for port in bench.described() if port.port_no == bench.ports[1])
    down = bench.ofp.OFPPC_PORT_DOWN
    bench.configure(port, down, down)
    bench.forwards(1, f.UDP, 3)
    bench.configure(port, 0, down)
    bench.plane.when_up()
    bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=FAILOVER, optional=True, needs=NEEDS)
def test_a_cut_elsewhere(bench: Bench) -> None:
    """The link of a bucket that is not in use may go: nothing changes."""
    failover(bench, 2, 3)
    with bench.cut(3):
        bench.forwards(1, f.UDP, 2)


@case("1.1-1.5", section=FAILOVER, optional=True, needs=NEEDS)
def test_a_group_that_is_watched(bench: Bench) -> None:
    """A bucket that watches a group is live while a bucket of that group is."""
    bench.offered(
        bench.switch.add_group,
        "group_id=2,type=ff,bucket=watch_port:{2},output:{2}",
        "group_id=1,type=ff,bucket=watch_group:2,group:2,bucket=watch_port:{3},output:{3}",
    )
    bench.flows("in_port={1},actions=group:1")
    bench.forwards(1, f.UDP, 2)
    with bench.cut(2):
        bench.forwards(1, f.UDP, 3)


@case("1.1-1.5", section="1.1 4.5, 1.3 5.8", optional=True, needs=NEEDS)
def test_only_the_bucket_in_use_counts(bench: Bench) -> None:
    """Of a fast failover group the bucket counts that a packet was sent by, and no other."""
    failover(bench, 2, 3)
    bench.forwards(1, f.UDP, 2)
    with bench.cut(2):
        bench.forwards(1, f.UDP, 3)
        bench.forwards(1, f.TCP, 3)
    (entry,) = bench.switch.stats(bench.ofp.message.group_stats_request(group_id=1))
    assert [bucket.packet_count for bucket in entry.bucket_stats] == [1, 2]
    assert [bucket.byte_count for bucket in entry.bucket_stats] == [len(f.UDP), len(f.UDP) + len(f.TCP)]


@case("1.1-1.5", section=FAILOVER, optional=True, needs=("two ports", "groups"))
def test_a_cut_of_the_port_packets_come_by(bench: Bench) -> None:
    """Packets that come in while the watched port is up go on after its link was cut and mended."""
    failover(bench, 2)
    with bench.cut(2):
        pass
    for frame in (f.UDP, f.TCP, f.ARP):
        bench.forwards(1, frame, 2)
