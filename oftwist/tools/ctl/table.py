"""The commands of ``oftwist ctl``: what each is called, the words it takes, one line of help, and where it is.

Imports nothing, so that help and mistakes cost nothing; the file of a command is loaded when it runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

_HERE = __name__.rpartition(".")[0]


class Command(NamedTuple):
    """How a command is called.

    Attributes:
        where: ``file:function`` in this folder; the function is a coroutine of a `Session`, or of a `Call` if there is
            no switch to be had (``connects``).
        words: the words behind the command, for people.
        least, most: how many there may be.
        help: one line.
        connects: it wants a switch that is up.
    """

    where: str
    words: str
    least: int
    most: int
    help: str
    connects: bool = True

    def load(self) -> Any:
        """The coroutine function."""
        file, _, function = self.where.partition(":")
        return getattr(import_module(f"{_HERE}.{file}"), function)


COMMANDS = {
    "show": Command("descriptions:show", "", 0, 0, "features and ports"),
    "dump-desc": Command("descriptions:dump_desc", "", 0, 0, "manufacturer, hardware, software"),
    "dump-ports": Command("descriptions:dump_ports", "[PORT]", 0, 1, "counters of ports"),
    "dump-ports-desc": Command("descriptions:dump_ports_desc", "[PORT]", 0, 1, "descriptions of ports"),
    "mod-port": Command("descriptions:mod_port", "PORT CHANGE", 2, 2, "change a port: up, down, no-packet-in ..."),
    "dump-tables": Command("descriptions:dump_tables", "", 0, 0, "counters of tables"),
    "dump-table-features": Command("descriptions:dump_table_features", "", 0, 0, "what tables can do (1.3)"),
    "dump-table-desc": Command("descriptions:dump_table_desc", "", 0, 0, "eviction and vacancy of tables (1.4)"),
    "queue-stats": Command("descriptions:queue_stats", "[PORT [QUEUE]]", 0, 2, "counters of queues"),
    "queue-get-config": Command("descriptions:queue_get_config", "PORT", 1, 1, "the queues of a port and their rates"),
    "get-frags": Command("descriptions:get_frags", "", 0, 0, "what is done with IP fragments"),
    "set-frags": Command("descriptions:set_frags", "MODE", 1, 1, "change it: normal, drop or reassemble"),
    "dump-flows": Command("flows:dump_flows", "[FLOW]", 0, 1, "the flows that match, all by default"),
    "dump-aggregate": Command("flows:dump_aggregate", "[FLOW]", 0, 1, "the sum of the counters of flows"),
    "add-flow": Command("flows:add_flow", "FLOW", 1, 1, "add a flow"),
    "add-flows": Command("flows:add_flows", "FILE", 1, 1, "add the flows of a file (-: standard input)"),
    "mod-flows": Command("flows:mod_flows", "FLOW", 1, 1, "change the actions of the flows that match"),
    "del-flows": Command("flows:del_flows", "[FLOW]", 0, 1, "delete the flows that match, all by default"),
    "replace-flows": Command("flows:replace_flows", "FILE", 1, 1, "make the flows those of a file by the difference"),
    "diff-flows": Command("flows:diff_flows", "FILE", 1, 1, "what replace-flows would change; status 2 if anything"),
    "dump-groups": Command("groups:dump_groups", "[GROUP]", 0, 1, "groups and their buckets"),
    "dump-group-stats": Command("groups:dump_group_stats", "[GROUP]", 0, 1, "counters of groups"),
    "dump-group-features": Command("groups:dump_group_features", "", 0, 0, "what groups can do (1.2)"),
    "add-group": Command("groups:add_group", "GROUP", 1, 1, "add a group"),
    "add-groups": Command("groups:add_groups", "FILE", 1, 1, "add the groups of a file (-: standard input)"),
    "mod-group": Command("groups:mod_group", "GROUP", 1, 1, "change a group"),
    "insert-buckets": Command("groups:insert_buckets", "GROUP", 1, 1, "add buckets to a group (1.5)"),
    "remove-buckets": Command("groups:remove_buckets", "GROUP", 1, 1, "take buckets from a group (1.5)"),
    "del-groups": Command("groups:del_groups", "[GROUP]", 0, 1, "delete a group, all by default"),
    "dump-meters": Command("groups:dump_meters", "[METER]", 0, 1, "meters and their bands (1.3)"),
    "meter-stats": Command("groups:meter_stats", "[METER]", 0, 1, "counters of meters"),
    "meter-features": Command("groups:meter_features", "", 0, 0, "what meters can do"),
    "add-meter": Command("groups:add_meter", "METER", 1, 1, "add a meter"),
    "mod-meter": Command("groups:mod_meter", "METER", 1, 1, "change a meter"),
    "del-meters": Command("groups:del_meters", "[METER]", 0, 1, "delete a meter, all by default"),
    "packet-out": Command("watching:packet_out", "PACKET", 1, 1, "send a packet: 'in_port=1,packet=HEX,actions=...'"),
    "monitor": Command("watching:monitor", "[MISS_LEN] [invalid_ttl] [watch:FLOWS]", 0, 9, "print what it sends"),
    "snoop": Command("watching:snoop", "", 0, 0, "what an Open vSwitch and its controllers say to each other", False),
    "ping": Command("watching:ping", "", 0, 0, "echo requests and their times"),
    "cluster": Command("cluster:cluster", "", 0, 0, "who is master of what (SWITCH is etcd://...)", False),
    "probe": Command("watching:probe", "", 0, 0, "succeed if the switch answers"),
}
