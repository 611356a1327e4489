"""One valid message, with something in every member, of each standard type of each version.

Other decoders are asked about them (``tests/live/test_decoders.py``), and they are the seeds of mutations and of the
fuzzing corpus. Numbers are unlike each other where that is possible, so that one in the wrong place shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from oftwist import loxi
from oftwist.wire import kinds, spec
from oftwist.wire.numbers import NO_BUFFER

VERSIONS = (1, 2, 3, 4, 5, 6)
ANY = 0xFFFFFFFF
ETH = bytes.fromhex("0000000000020000000000010800") + bytes.fromhex(
    "4500001c000100004011b0cf0a0000010a00000204000050000800000000"
)


_VENDORS = re.compile("bsn_|nicira_|onf_")


def standard_types(version: int) -> Iterator[str]:
    """The names of the message classes of the specification that have no subclasses of the specification."""
    message = loxi.protocol(version).message
    for name in spec.names(version, "message"):
        cls = getattr(message, name)
        names = kinds.lineage(cls)
        if not names or name in ("flow_mod", "group_mod", "stats_request", "stats_reply", "error_msg"):
            continue
        if any(base.startswith("experimenter") for base in names[1:]) or any(_VENDORS.match(base) for base in names):
            continue
        yield name


@cache
def specimens(version: int) -> dict[str, Any]:
    """Name to message, for every name of ``standard_types``; the xids are distinct."""
    made = {msg._layout.name: msg for msg in _Maker(version).messages()}
    for number, msg in enumerate(made.values()):
        msg.xid = 0x1000 * version + 0x100 + number
    if version == 5:  # a message in a bundle, or forwarded, has the xid of its wrapping
        add = made["bundle_add_msg"]
        add.data = add.data[:4] + add.xid.to_bytes(4, "big") + add.data[8:]
        forward = made["requestforward"]
        forward.data = forward.xid.to_bytes(4, "big") + forward.data[4:]
    elif version == 6:
        made["bundle_add_msg"].message.xid = made["bundle_add_msg"].xid
        made["requestforward"].request.xid = made["requestforward"].xid
    return made


class _Maker:
    """The messages of one version."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.ofp: Any = loxi.protocol(version)

    # parts

    def match(self) -> Any:
        return self.ofp.match.build(
            in_port=3, eth_dst="00:11:22:33:44:55", eth_type=0x800, ip_proto=6, ipv4_src="10.1.0.0/16", tcp_dst=443
        )

    def rewrite(self) -> Any:
        """An action that sets the destination address."""
        if self.version < 3:
            return self.ofp.action.set_dl_dst([0, 0x66, 0x77, 0x88, 0x99, 0xAA])
        return self.ofp.action.set_field(self.ofp.oxm.eth_dst([0, 0x66, 0x77, 0x88, 0x99, 0xAA]))

    def actions(self) -> list[Any]:
        return [self.rewrite(), self.ofp.action.output(5, 0x1234)]

    def instructions(self) -> list[Any]:
        one = self.ofp.instruction
        made = [one.write_metadata(0x1122334455667788, 0xFFFFFFFFFFFF), one.apply_actions(self.actions())]
        return [*made, one.goto_table(9)]

    def port(self) -> Any:
        made = self.ofp.port_desc(port_no=7, hw_addr="00:0a:0b:0c:0d:0e", name="eth7", config=1, state=1)
        if self.version < 5:
            made.curr, made.advertised, made.supported, made.peer = 0x41, 0x42, 0x48, 0x50
            if self.version > 1:
                made.curr_speed, made.max_speed = 123456, 654321
        else:
            made.properties = [self.ofp.port_desc_prop.ethernet(0x41, 0x42, 0x48, 0x50, 123456, 654321)]
        return made

    def bucket(self) -> Any:
        if self.version < 6:
            return self.ofp.bucket(weight=0, watch_port=ANY, watch_group=ANY, actions=self.actions())
        weight = self.ofp.group_bucket_prop_weight(2)
        return self.ofp.bucket(bucket_id=11, actions=self.actions(), properties=[weight])

    def bands(self) -> list[Any]:
        band = self.ofp.meter_band
        return [band.drop(1000, 200), band.dscp_remark(2000, 300, 1)]

    def stat(self) -> Any:
        ofp = self.ofp
        return ofp.stat([ofp.oxs_duration(55 << 32 | 66000000), ofp.oxs_packet_count(77), ofp.oxs_byte_count(7777)])

    def table_props(self) -> list[Any]:
        if self.version == 5:
            return [self.ofp.table_mod_prop_eviction(flags=5), self.ofp.table_mod_prop_vacancy(10, 20, 15)]
        prop = self.ofp.table_mod_prop
        return [prop.eviction(flags=5), prop.vacancy(10, 20, 15)]

    def async_props(self) -> list[Any]:
        prop = self.ofp.async_config_prop
        made = [prop.packet_in_slave(1), prop.packet_in_master(3), prop.port_status_slave(7)]
        return [*made, prop.role_status_master(2)]

    # messages

    def messages(self) -> Iterator[Any]:
        yield from self.symmetric()
        yield from self.errors()
        yield from self.configuration()
        yield from self.flows()
        yield from self.asynchronous()
        yield from self.statistics()
        if self.version > 1:
            yield from self.groups()
        if self.version > 2:
            yield from self.roles()
        if self.version > 3:
            yield from self.meters()
        if self.version > 4:
            yield from self.bundles()
        if self.version == 6:
            yield from self.newest()

    def symmetric(self) -> Iterator[Any]:
        message = self.ofp.message
        if self.version > 3:
            bitmap = self.ofp.hello_elem_versionbitmap([self.ofp.uint32(0x7E)])
            yield message.hello(elements=[bitmap])
        else:
            yield message.hello()
        yield message.echo_request(data=b"are you there")
        yield message.echo_reply(data=b"yes I am")
        if self.version < 3:
            yield message.experimenter(experimenter=0x12345678, data=b"01234567")
        else:
            yield message.experimenter(experimenter=0x12345678, subtype=9, data=b"01234567")

    def errors(self) -> Iterator[Any]:
        message = self.ofp.message
        quoted = message.barrier_request(xid=0x5A5A5A5A).pack()
        for name in standard_types(self.version):
            if name == "hello_failed_error_msg":
                yield message.hello_failed_error_msg(code=0, data=b"no common version")
            elif name == "experimenter_error_msg":
                yield message.experimenter_error_msg(experimenter=0x12345678, subtype=3, data=b"whatever")
            elif name.endswith("_error_msg"):
                code = 1 if self.version == 1 or name.startswith("table_features") else 2
                yield getattr(message, name)(code=code, data=quoted)

    def configuration(self) -> Iterator[Any]:
        ofp, message, version = self.ofp, self.ofp.message, self.version
        yield message.features_request()
        features = message.features_reply(datapath_id=0x1020304050607, n_buffers=256, n_tables=254, capabilities=0x47)
        if version < 4:
            features.ports = [self.port()]
        else:
            features.auxiliary_id = 4
        if version == 1:
            features.actions = 0xFFF
        yield features
        yield message.get_config_request()
        yield message.get_config_reply(flags=1, miss_send_len=128)
        yield message.set_config(flags=1, miss_send_len=192)
        mod = message.port_mod(port_no=7, hw_addr="00:0a:0b:0c:0d:0e", config=1, mask=0x21)
        if version < 5:
            mod.advertise = 0x42
        else:
            mod.properties = [ofp.port_mod_prop.ethernet(0x42)]
        yield mod
        if version < 4:
            yield message.queue_get_config_request(port=7)
            queue = ofp.packet_queue(queue_id=21, properties=[ofp.queue_prop_min_rate(300)])
            if version > 2:
                queue.port = 7
            yield message.queue_get_config_reply(port=7, queues=[queue])
        elif version == 4:
            yield message.queue_get_config_request(port=7)
            rates = [ofp.queue_prop_min_rate(300), ofp.queue_prop_max_rate(800)]
            yield message.queue_get_config_reply(
                port=7, queues=[ofp.packet_queue(queue_id=21, port=7, properties=rates)]
            )
        yield message.barrier_request()
        yield message.barrier_reply()
        if version == 1:
            yield message.table_mod(table_id=8, config=1)  # not in the specification, but in some switches
        else:
            table = message.table_mod(table_id=8, config=0 if version > 3 else 1)
            if version > 4:
                table.config, table.properties = 4, self.table_props()[:1]
            yield table

    def flows(self) -> Iterator[Any]:
        message, version = self.ofp.message, self.version
        for number, name in enumerate(("add", "modify", "modify_strict", "delete", "delete_strict")):
            delete = name.startswith("delete")
            mod = getattr(message, f"flow_{name}")(
                cookie=0x1111222233330000 + number, idle_timeout=60, hard_timeout=600, priority=0x7000 + number,
                buffer_id=NO_BUFFER, out_port=6 if delete else (0xFFFF if version == 1 else ANY), flags=1,
                match=self.match(),
            )  # fmt: skip
            if version == 1:
                mod.actions = [] if delete else self.actions()
            else:
                mod.table_id, mod.out_group = 4, ANY
                mod.instructions = [] if delete else self.instructions()
                if name != "add":
                    mod.cookie_mask = 0xFFFFFFFF00000000
            if version > 4:
                mod.importance = 0 if delete else 12
            yield mod
        out = message.packet_out(buffer_id=NO_BUFFER, actions=self.actions(), data=ETH)
        if version < 6:
            out.in_port = 3
        else:
            out.match = self.ofp.match([self.ofp.oxm.in_port(3)])
        yield out

    def asynchronous(self) -> Iterator[Any]:
        ofp, message, version = self.ofp, self.ofp.message, self.version
        packet_in = message.packet_in(buffer_id=0x55, total_len=len(ETH), reason=1, data=ETH)
        if version < 3:
            packet_in.in_port = 3
        else:
            packet_in.match = ofp.match([ofp.oxm.in_port(3), ofp.oxm.metadata(0x99)])
        if version == 2:
            packet_in.in_phy_port = 3
        if version > 1:
            packet_in.table_id = 4
        if version > 3:
            packet_in.cookie = 0x1111222233334444
        yield packet_in
        if version < 6:
            removed = message.flow_removed(
                match=self.match(), cookie=0x1111222233334444, priority=0x7001, reason=1, duration_sec=55,
                duration_nsec=66000000, idle_timeout=60, packet_count=77, byte_count=7777,
            )  # fmt: skip
            if version > 1:
                removed.table_id = 4
        else:
            removed = message.flow_removed(
                table_id=4, reason=1, priority=0x7001, idle_timeout=60, hard_timeout=600,
                cookie=0x1111222233334444, match=self.match(), stats=self.stat(),
            )  # fmt: skip
        if version > 2:
            removed.hard_timeout = 600
        yield removed
        yield message.port_status(reason=2, desc=self.port())

    def statistics(self) -> Iterator[Any]:
        ofp, message, version = self.ofp, self.ofp.message, self.version
        for name in standard_types(version):
            if "stats_request" in kinds.lineage(getattr(message, name)):
                yield self.request(getattr(message, name)())
        yield message.desc_stats_reply(
            mfr_desc="maker", hw_desc="hardware", sw_desc="software 1.2", serial_num="S/N 7", dp_desc="third floor"
        )
        entry = ofp.flow_stats_entry(
            table_id=4, priority=0x7001, idle_timeout=60, hard_timeout=600, cookie=0x1111222233334444,
            match=self.match(),
        )  # fmt: skip
        if version < 6:
            entry.duration_sec, entry.duration_nsec, entry.packet_count, entry.byte_count = 55, 66000000, 77, 7777
        else:
            entry.stats = self.stat()
        if version == 1:
            entry.actions = self.actions()
        else:
            entry.instructions = self.instructions()
        if version > 3:
            entry.flags = 1
        if version > 4:
            entry.importance = 12
        yield message.flow_stats_reply(flags=1, entries=[entry, entry])
        yield from self.counts()
        if version > 3:
            yield message.port_desc_stats_reply(entries=[self.port(), self.port()])
            yield message.table_features_stats_reply(entries=[self.table_features()])
        if version > 4:
            yield message.table_desc_stats_reply(
                entries=[ofp.table_desc(table_id=4, config=12, properties=self.table_props())]
            )
            rates = [ofp.queue_desc_prop.min_rate(300), ofp.queue_desc_prop.max_rate(800)]
            yield message.queue_desc_stats_reply(entries=[ofp.queue_desc(port_no=7, queue_id=21, properties=rates)])

    def counts(self) -> Iterator[Any]:
        """What was counted: by all flows, tables, ports, queues, and by somebody else."""
        ofp, message, version = self.ofp, self.ofp.message, self.version
        if version < 6:
            yield message.aggregate_stats_reply(packet_count=77, byte_count=7777, flow_count=17)
        else:
            total = ofp.stat([ofp.oxs_flow_count(17), ofp.oxs_packet_count(77), ofp.oxs_byte_count(7777)])
            yield message.aggregate_stats_reply(stats=total)
        table = ofp.table_stats_entry(table_id=4, active_count=17, lookup_count=771, matched_count=772)
        if version < 4:
            table.name, table.max_entries = "classifier", 1000
        yield message.table_stats_reply(entries=[table])
        counts = {
            "rx_packets": 101, "tx_packets": 102, "rx_bytes": 103, "tx_bytes": 104, "rx_dropped": 105,
            "tx_dropped": 106, "rx_errors": 107, "tx_errors": 108,
        }  # fmt: skip
        more = {"rx_frame_err": 109, "rx_over_err": 110, "rx_crc_err": 111, "collisions": 112}
        port = ofp.port_stats_entry(port_no=7, **counts, **({} if version > 4 else more))
        if version > 3:
            port.duration_sec, port.duration_nsec = 55, 66000000
        if version > 4:
            port.properties = [ofp.port_stats_prop.ethernet(**more)]
        yield message.port_stats_reply(entries=[port])
        queue = ofp.queue_stats_entry(port_no=7, queue_id=21, tx_bytes=7777, tx_packets=77, tx_errors=27)
        if version > 3:
            queue.duration_sec, queue.duration_nsec = 55, 66000000
        yield message.queue_stats_reply(entries=[queue, queue])
        some: dict[str, Any] = {"experimenter": 0x12345678}
        if version > 2:
            some["subtype"] = 9
        if version < 4:
            some["data"] = b"01234567"
        yield message.experimenter_stats_reply(**some)

    def request(self, msg: Any) -> Any:
        """A statistics request with all it can ask for."""
        wanted = {
            "table_id": 4, "out_port": 6, "out_group": ANY, "cookie": 0x1111222233330000,
            "cookie_mask": 0xFFFFFFFF00000000, "port_no": 7, "queue_id": 21, "group_id": 31, "meter_id": 41,
            "experimenter": 0x12345678, "subtype": 9, "data": b"01234567",
        }  # fmt: skip
        for member, value in wanted.items():
            if member in msg.__match_args__:
                setattr(msg, member, value)
        if "match" in msg.__match_args__:
            msg.match = self.match()
        name = type(msg).__name__
        if name == "table_features_stats_request":
            msg.entries = [self.table_features()]
        elif name == "flow_monitor_request":
            msg.entries = [self.ofp.flow_monitor_entry(51, 6, ANY, 3, 4, 0, self.match())]
        elif name == "bundle_features_stats_request":
            msg.feature_request_flags = 1
            msg.properties = [self.bundle_features()]
        return msg

    def table_features(self) -> Any:
        ofp = self.ofp
        ids = [ofp.uint32(cls.type_len) for cls in (ofp.oxm.in_port, ofp.oxm.eth_dst)]
        made = ofp.table_features(
            table_id=4, name="classifier", metadata_match=0xFFFF, metadata_write=0xFF00, max_entries=1000
        )
        made.properties = [
            ofp.table_feature_prop_instructions([ofp.instruction_id.goto_table(), ofp.instruction_id.apply_actions()]),
            ofp.table_feature_prop_next_tables([ofp.uint8(5), ofp.uint8(6)]),
            ofp.table_feature_prop_write_actions([ofp.action_id.output(), ofp.action_id.group()]),
            ofp.table_feature_prop_apply_actions([ofp.action_id.output(), ofp.action_id.push_vlan()]),
            ofp.table_feature_prop_match(ids),
            ofp.table_feature_prop_wildcards(ids),
            ofp.table_feature_prop_write_setfield(ids[1:]),
            ofp.table_feature_prop_apply_setfield(ids[1:]),
        ]
        if self.version > 5:
            made.command = 1
        return made

    def bundle_features(self) -> Any:
        time = self.ofp.time
        return self.ofp.bundle_features_prop_time(time(1, 2), time(3, 4), time(5, 6), time(7, 8))

    def groups(self) -> Iterator[Any]:
        ofp, message, version = self.ofp, self.ofp.message, self.version
        group: dict[str, Any] = {"group_type": 0, "group_id": 31, "buckets": [self.bucket(), self.bucket()]}
        if version > 5:
            group["command_bucket_id"] = 0xFFFFFFFF
            group["group_type"] = 1
            group["buckets"][1].bucket_id = 12
        yield message.group_add(**group)
        yield message.group_modify(**group)
        group["buckets"] = []
        yield message.group_delete(**group)
        if version > 5:
            group["buckets"] = [self.bucket()]
            yield message.group_insert_bucket(**{**group, "command_bucket_id": 0xFFFFFFFE})
            yield message.group_remove_bucket(**{**group, "command_bucket_id": 11, "buckets": []})
        counted = ofp.group_stats_entry(
            group_id=31, ref_count=2, packet_count=77, byte_count=7777,
            bucket_stats=[ofp.bucket_counter(71, 7001), ofp.bucket_counter(72, 7002)],
        )  # fmt: skip
        if version > 3:
            counted.duration_sec, counted.duration_nsec = 55, 66000000
        yield message.group_stats_reply(entries=[counted])
        described = ofp.group_desc_stats_entry(group_type=0, group_id=31, buckets=[self.bucket()])
        if version > 5:
            described.group_type = 1
        yield message.group_desc_stats_reply(entries=[described])
        if version > 2:
            yield message.group_features_stats_reply(
                types=15, capabilities=7, max_groups_all=1001, max_groups_select=1002, max_groups_indirect=1003,
                max_groups_ff=1004, actions_all=0x1, actions_select=0x801, actions_indirect=0x1001, actions_ff=0x8001,
            )  # fmt: skip

    def roles(self) -> Iterator[Any]:
        message = self.ofp.message
        short: dict[str, Any] = {"short_id": 61} if self.version > 5 else {}
        yield message.role_request(role=2, generation_id=0x1111222233334444, **short)
        yield message.role_reply(role=3, generation_id=0x1111222233334445, **short)

    def meters(self) -> Iterator[Any]:
        ofp, message, version = self.ofp, self.ofp.message, self.version
        bands = {"meters" if version == 4 else "bands": self.bands()}
        yield message.meter_mod(command=0, flags=13, meter_id=41, **bands)
        counted = ofp.meter_stats(
            meter_id=41, packet_in_count=77, byte_in_count=7777, duration_sec=55, duration_nsec=66000000,
            band_stats=[ofp.meter_band_stats(71, 7001), ofp.meter_band_stats(72, 7002)],
        )  # fmt: skip
        setattr(counted, "flow_count" if version < 6 else "ref_count", 17)
        yield message.meter_stats_reply(entries=[counted])
        yield message.meter_config_stats_reply(entries=[ofp.meter_config(flags=13, meter_id=41, entries=self.bands())])
        can = ofp.meter_features(max_meter=4000, band_types=6, capabilities=15, max_bands=3, max_color=2)
        yield message.meter_features_stats_reply(features=can)
        yield message.async_get_request()
        masks: dict[str, Any] = {
            "packet_in_mask_equal_master": 3, "packet_in_mask_slave": 1, "port_status_mask_equal_master": 7,
            "port_status_mask_slave": 5, "flow_removed_mask_equal_master": 15, "flow_removed_mask_slave": 9,
        }  # fmt: skip
        if version > 4:
            masks = {"properties": self.async_props()}
        yield message.async_get_reply(**masks)
        yield message.async_set(**masks)

    def bundles(self) -> Iterator[Any]:
        ofp, message, version = self.ofp, self.ofp.message, self.version
        yield message.bundle_ctrl_msg(bundle_id=71, bundle_ctrl_type=4, flags=3)
        inner = message.flow_delete(
            xid=0x1000 * version, table_id=4, match=self.match(), out_port=ANY, out_group=ANY, buffer_id=NO_BUFFER
        )
        group = message.group_delete(xid=0x1000 * version, group_type=0, group_id=31)
        if version == 5:
            yield message.bundle_add_msg(bundle_id=71, flags=3, data=inner.pack())
            yield _as_one(message.requestforward(), group.pack())
        else:
            group.command_bucket_id = 0xFFFFFFFF
            yield message.bundle_add_msg(bundle_id=71, flags=3, message=inner)
            yield message.requestforward(request=group)
        yield message.role_status(role=3, reason=0, generation_id=0x1111222233334444)
        table = ofp.table_desc(table_id=4, config=8, properties=self.table_props()[1:])
        yield message.table_status(reason=3, table=table)
        full: dict[str, Any] = {
            "table_id": 4, "idle_timeout": 60, "hard_timeout": 3600, "priority": 0x7001, "cookie": 0x0102030405060708,
        }  # fmt: skip
        changes = [
            ofp.flow_update_initial(**full, match=self.match(), instructions=self.instructions()),
            ofp.flow_update_added(**full, match=self.match(), instructions=self.instructions()),
            ofp.flow_update_removed(**full, reason=2, match=self.match()),
            ofp.flow_update_modified(**full, match=self.match(), instructions=self.instructions()),
            ofp.flow_update_abbrev(xid=0x1234),
        ]
        yield message.flow_monitor_reply(entries=[*changes, ofp.flow_update_paused(), ofp.flow_update_resumed()])

    def newest(self) -> Iterator[Any]:
        ofp, message = self.ofp, self.ofp.message
        light = ofp.flow_lightweight_stats_entry(4, 0, 0x7001, self.match(), self.stat())
        yield message.flow_lightweight_stats_reply(entries=[light])
        status = ofp.controller_status_entry(short_id=61, role=2, reason=0, channel_status=1)
        yield message.controller_status(entry=status)
        yield message.controller_status_stats_reply(controller_status=[status])
        yield message.bundle_features_stats_reply(capabilities=7, properties=[self.bundle_features()])


def _as_one(forward: Any, request: bytes) -> Any:
    """Put a request into the 1.4 requestforward, whose members are called role (4 bytes) and data (the rest)."""
    forward.role, forward.data = int.from_bytes(request[:4], "big"), request[4:]
    return forward
