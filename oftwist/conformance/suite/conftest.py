"""The bench of the cases, and what they may need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from oftwist.conformance.declaring import ATTRIBUTE, Case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.connections import Connections, Stranger
from oftwist.errors import OFTwistError, RequestFailed

if TYPE_CHECKING:
    from oftwist.blocking.dataplane import BlockingDataPlane
    from oftwist.blocking.helpers import SwitchUnderTest
    from oftwist.testing import FakeSwitch
    from oftwist.testing.private_ovs import Device

#: How many flows a table may take that a case fills.
_SMALL = 2000
#: What the device says of itself, by version; the command has it in the report.
DEVICE: dict[str, Any] = {}


def _capability(name: str) -> Callable[[Bench], None]:
    """Skipped unless a bit of the features reply is set."""

    def check(bench: Bench) -> None:
        capabilities = bench.switch.features.capabilities
        if not capabilities & getattr(bench.ofp, f"OFPC_{name}", 0):
            lacks(f"OFPC_{name}", f"it is not in the capabilities of its features, {capabilities:#x}")

    return check


def _meters(bench: Bench) -> None:
    features: Any = bench.switch.request(bench.ofp.message.meter_features_stats_request()).features
    if not features.max_meter:
        lacks("max_meter", "it is 0 in its meter features")


def _bundles(bench: Bench) -> None:
    opened = {"bundle_id": 0xB0B0, "bundle_ctrl_type": bench.ofp.OFPBCT_OPEN_REQUEST, "flags": 3}
    try:
        bench.switch.request(bench.ofp.message.bundle_ctrl_msg(**opened))
        bench.switch.request(
            bench.ofp.message.bundle_ctrl_msg(**{**opened, "bundle_ctrl_type": bench.ofp.OFPBCT_DISCARD_REQUEST})
        )
    except RequestFailed as failed:
        bench.switch.controller.clear_errors()
        lacks("OFPBCT_OPEN_REQUEST" if bench.version < 6 else "OFPC_BUNDLES", f"it opens no bundle: {failed}")


def _scheduled(bench: Bench) -> None:
    try:
        reply: Any = bench.switch.request(bench.ofp.message.bundle_features_stats_request())
    except RequestFailed as failed:
        bench.switch.controller.clear_errors()
        lacks("OFPMP_BUNDLE_FEATURES", f"it does not know this kind: {failed}")
    if not reply.capabilities & bench.ofp.OFPBF_TIME:
        lacks("OFPBF_TIME", f"it is not in the features of its bundles, {reply.capabilities:#x}")


def _egress(bench: Bench) -> None:
    tables = bench.switch.stats(bench.ofp.message.table_features_stats_request())
    if not any(table.features & bench.ofp.OFPTFF_EGRESS_TABLE for table in tables if table.table_id):
        lacks("OFPTFF_EGRESS_TABLE", "no table behind the first has it in its features")


def _monitors(bench: Bench) -> None:
    try:
        with bench.switch.monitor_flows():
            pass
    except RequestFailed as failed:
        bench.switch.controller.clear_errors()
        what = "OFPMP_FLOW_MONITOR" if bench.version < 6 else "OFPC_FLOW_MONITORING"
        lacks(what, f"it has no flow monitors: {failed}")


def _tables(count: int) -> Callable[[Bench], None]:
    def check(bench: Bench) -> None:
        if bench.switch.features.n_tables < count:
            lacks("n_tables", f"it has {bench.switch.features.n_tables} in its features, {count} are needed")

    return check


def _ports(count: int) -> Callable[[Bench], None]:
    def check(bench: Bench) -> None:
        if len(bench.ports) < count:
            lacks("ports", f"{len(bench.ports)} of them are connected, {count} are needed")

    return check


def _small_table(bench: Bench) -> None:
    size = bench.smallest_table()[1]
    if size > _SMALL:
        lacks("max_entries", f"its smallest table takes {size} flows, to fill it takes too long")


def _configurable(name: str) -> Callable[[Bench], None]:
    """Skipped unless the features of tables have a bit of ofp_table_config."""

    def check(bench: Bench) -> None:
        bit: int = getattr(bench.ofp, f"OFPTC_{name}")
        tables = bench.switch.stats(bench.ofp.message.table_features_stats_request())
        if not all((table.config if bench.version == 5 else table.capabilities) & bit for table in tables):
            lacks(f"OFPTC_{name}", "the features of its tables do not have it")

    return check


#: By name what a case may need: skips it, with the feature that says so, if a switch does not have it.
NEEDS: dict[str, Callable[[Bench], None]] = {
    "two ports": _ports(2),
    "three ports": _ports(3),
    "four ports": _ports(4),
    "two tables": _tables(2),
    "three tables": _tables(3),
    "groups": _capability("GROUP_STATS"),
    "queues": _capability("QUEUE_STATS"),
    "flow statistics": _capability("FLOW_STATS"),
    "table statistics": _capability("TABLE_STATS"),
    "port statistics": _capability("PORT_STATS"),
    "small table": _small_table,
    "eviction": _configurable("EVICTION"),
    "vacancy": _configurable("VACANCY_EVENTS"),
    "meters": _meters,
    "bundles": _bundles,
    "scheduled bundles": _scheduled,
    "egress tables": _egress,
    "flow monitors": _monitors,
}


@pytest.fixture
def of_device(of_device: FakeSwitch | None, of_version: str) -> FakeSwitch | None:
    """The device: if it is a simulated one, with a table that can be filled."""
    if of_device is not None:
        tables = of_device.datapath.flows.tables
        if of_version == "1.0":  # in which it uses one
            del tables[1:]
        tables[-1].max_entries = _SMALL if of_version == "1.0" else 64
    return of_device


@pytest.fixture
def bench(
    request: pytest.FixtureRequest,
    of_switch: SwitchUnderTest,
    of_dataplane: BlockingDataPlane,
    of_version: str,
    of_bridge: Device | None,
) -> Bench:
    """A switch without flows and its ports; the case is skipped if it lacks what that needs."""
    quiet, turns = 0.0 if of_switch.device is not None else 0.15, 0 if of_bridge is None else 3
    made = Bench(of_switch, of_dataplane, quiet, turns)
    _describe(made, of_version)
    _clear(made)
    case: Case = getattr(request.function, ATTRIBUTE)
    for name in case.needs:
        NEEDS[name](made)
    if not {"eviction", "vacancy"}.isdisjoint(case.needs):
        undo = made.ofp.message.table_mod(table_id=0xFF)
        request.addfinalizer(lambda: made.switch.confirm([undo]))
    return made


@pytest.fixture
def connections(bench: Bench, of_device: Any) -> Iterator[Connections]:
    """Further connections to the switch; one after the other until the case is over."""
    first = bench.switch.controller
    made = Connections(bench, of_device, (first.switch, first.port) if first.switch else None)
    yield made
    made.close()


@pytest.fixture
def second(connections: Connections) -> Bench:
    """The switch as a second controller has it."""
    return connections.second()


@pytest.fixture
def auxiliary(connections: Connections) -> Bench:
    """The switch by an auxiliary connection."""
    return connections.auxiliary()


@pytest.fixture
def stranger(connections: Connections) -> Stranger:
    """A connection on which we have said nothing."""
    return connections.stranger()


def _clear(bench: Bench) -> None:
    """Leave nothing of the case before: groups, meters, ports that are switched off."""
    switch, ofp = bench.switch, bench.ofp
    empty: list[Callable[[], object]] = [switch.delete_groups] if bench.version >= 2 else []
    if bench.version >= 4:
        empty.append(lambda: switch.confirm([ofp.meter("meter=all", "delete")]))
    for delete in empty:
        try:
            delete()
        except OFTwistError:  # it has none of these: then there are none to delete
            switch.controller.clear_errors()
    changed = [port for port in bench.described() if port.port_no in bench.ports and port.config]
    for port in changed:
        bench.configure(port, 0, port.config)
    if changed:
        bench.plane.when_up()


def _describe(bench: Bench, version: str) -> None:
    """Have what the device says of itself in the report, once for each version."""
    if version in DEVICE:
        return
    told: Any = bench.switch.request(bench.ofp.message.desc_stats_request())
    features = bench.switch.features
    DEVICE[version] = {
        "manufacturer": told.mfr_desc,
        "hardware": told.hw_desc,
        "software": told.sw_desc,
        "serial number": told.serial_num,
        "datapath": f"{features.datapath_id:016x}",
        "tables": features.n_tables,
        "buffers": features.n_buffers,
        "capabilities": f"{features.capabilities:#x}",
    }
