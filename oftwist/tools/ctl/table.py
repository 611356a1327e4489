"""The commands of ``oftwist ctl``: what each is called, the words it takes, one line of help, and where it is.

A command is for a switch, for a controller (by its HTTP API), or for both in the same words.

Imports nothing, so that help and mistakes cost nothing; the file of a command is loaded when it runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

_HERE = __name__.rpartition(".")[0]


class Command(NamedTuple):
    """How a command is called.

    Attributes:
        where: the file in this folder whose function of this name is a coroutine of a `Session`, or of a `Call` if
            there is no switch to be had (``connects``). "" if only a controller can do it.
        words: the words behind the command, for people.
        least, most: how many there may be.
        help: one line.
        connects: it wants a switch that is up.
        remote: the same for a controller: a function of a `Remote`. "" if only a switch can do it.
        of_switch: with a controller, the first word is a switch, which ``words`` does not tell.
        local: it needs neither.
    """

    where: str
    words: str
    least: int
    most: int
    help: str
    connects: bool = True
    remote: str = ""
    of_switch: bool = True
    local: bool = False

    def load(self, name: str, remote: bool = False) -> Any:
        """The function of the command of this name."""
        return getattr(import_module(f"{_HERE}.{self.remote if remote else self.where}"), name.replace("-", "_"))

    def takes(self, name: str, remote: bool) -> str:
        """How it is written: ``add-flow DPID FLOW``."""
        return " ".join(filter(None, (name, "DPID" if remote and self.of_switch else "", self.words)))


def _controller(where: str, words: str, least: int, most: int, help: str, of_switch: bool = False) -> Command:
    """A command that only a controller can do."""
    return Command("", words, least, most, help, False, where, of_switch)


COMMANDS = {
    "show": Command("descriptions", "", 0, 0, "features and ports", remote="remote"),
    "dump-desc": Command("descriptions", "", 0, 0, "manufacturer, hardware, software", remote="remote"),
    "dump-ports": Command("descriptions", "[PORT]", 0, 1, "counters of ports", remote="remote"),
    "dump-ports-desc": Command("descriptions", "[PORT]", 0, 1, "descriptions of ports", remote="remote"),
    "mod-port": Command(
        "descriptions", "PORT CHANGE", 2, 2, "change a port: up, down, no-packet-in ...", remote="remote"
    ),
    "dump-tables": Command("descriptions", "", 0, 0, "counters of tables", remote="remote"),
    "dump-table-features": Command("descriptions", "", 0, 0, "what tables can do (1.3)"),
    "dump-table-desc": Command("descriptions", "", 0, 0, "eviction and vacancy of tables (1.4)"),
    "queue-stats": Command("descriptions", "[PORT [QUEUE]]", 0, 2, "counters of queues", remote="remote"),
    "queue-get-config": Command("descriptions", "PORT", 1, 1, "the queues of a port and their rates"),
    "get-frags": Command("descriptions", "", 0, 0, "what is done with IP fragments"),
    "set-frags": Command("descriptions", "MODE", 1, 1, "change it: normal, drop or reassemble"),
    "dump-flows": Command("flows", "[FLOW]", 0, 1, "the flows that match, all by default", remote="remote"),
    "dump-aggregate": Command("flows", "[FLOW]", 0, 1, "the sum of the counters of flows"),
    "add-flow": Command("flows", "FLOW", 1, 1, "add a flow", remote="remote"),
    "add-flows": Command("flows", "FILE", 1, 1, "add the flows of a file (-: standard input)", remote="remote"),
    "mod-flows": Command("flows", "FLOW", 1, 1, "change the actions of the flows that match", remote="remote"),
    "del-flows": Command("flows", "[FLOW]", 0, 1, "delete the flows that match, all by default", remote="remote"),
    "replace-flows": Command(
        "flows", "FILE", 1, 1, "make the flows those of a file by the difference", remote="remote"
    ),
    "diff-flows": Command(
        "flows", "FILE", 1, 1, "what replace-flows would change; status 2 if anything", remote="remote"
    ),
    "dump-groups": Command("groups", "[GROUP]", 0, 1, "groups and their buckets", remote="remote"),
    "dump-group-stats": Command("groups", "[GROUP]", 0, 1, "counters of groups", remote="remote"),
    "dump-group-features": Command("groups", "", 0, 0, "what groups can do (1.2)"),
    "add-group": Command("groups", "GROUP", 1, 1, "add a group", remote="remote"),
    "add-groups": Command("groups", "FILE", 1, 1, "add the groups of a file (-: standard input)", remote="remote"),
    "mod-group": Command("groups", "GROUP", 1, 1, "change a group", remote="remote"),
    "insert-buckets": Command("groups", "GROUP", 1, 1, "add buckets to a group (1.5)"),
    "remove-buckets": Command("groups", "GROUP", 1, 1, "take buckets from a group (1.5)"),
    "del-groups": Command("groups", "[GROUP]", 0, 1, "delete a group, all by default", remote="remote"),
    "dump-meters": Command("groups", "[METER]", 0, 1, "meters and their bands (1.3)", remote="remote"),
    "meter-stats": Command("groups", "[METER]", 0, 1, "counters of meters", remote="remote"),
    "meter-features": Command("groups", "", 0, 0, "what meters can do"),
    "add-meter": Command("groups", "METER", 1, 1, "add a meter", remote="remote"),
    "mod-meter": Command("groups", "METER", 1, 1, "change a meter", remote="remote"),
    "del-meters": Command("groups", "[METER]", 0, 1, "delete a meter, all by default", remote="remote"),
    "packet-out": Command(
        "watching", "PACKET", 1, 1, "send a packet: 'in_port=1,packet=HEX,actions=...'", remote="remote"
    ),
    "monitor": Command(
        "watching",
        "[MISS_LEN] [invalid_ttl] [watch:FLOWS]",
        0,
        9,
        "print what it sends",
        remote="administration",
        of_switch=False,
    ),
    "snoop": Command("watching", "", 0, 0, "what an Open vSwitch and its controllers say to each other", False),
    "ping": Command("watching", "", 0, 0, "echo requests and their times", remote="remote"),
    "cluster": Command(
        "cluster",
        "",
        0,
        0,
        "who is master of what (SWITCH is etcd://...)",
        False,
        remote="administration",
        of_switch=False,
    ),
    "probe": Command("watching", "", 0, 0, "succeed if the switch answers"),
    "save": Command("state", "[FILE]", 0, 1, "save flows, groups and meters (-: standard output)", remote="remote"),
    "restore": Command("state", "FILE", 1, 1, "make them those of a saved file by the difference", remote="remote"),
    "verify": Command("state", "FILE", 1, 1, "what restore would change; status 2 if anything", remote="remote"),
    "completion": Command(
        "completion", "SHELL", 1, 1, "print what bash or zsh needs to complete words", False, local=True
    ),
    # What only a controller can do.
    "status": _controller("administration", "", 0, 0, "the controller itself"),
    "switches": _controller("administration", "", 0, 0, "the switches that are connected, and that were"),
    "role": _controller("remote", "[ROLE]", 0, 1, "the role of the controller; ask for another one", True),
    "maintenance": _controller("remote", "[on|off] [REASON]", 0, 2, "take a switch out of service", True),
    "disconnect": _controller("remote", "", 0, 0, "close the connection of a switch", True),
    "recorder": _controller("remote", "[FILE]", 0, 1, "the last messages of a switch, as a capture", True),
    "links": _controller("administration", "", 0, 0, "links between switches (app topology)"),
    "hosts": _controller("administration", "", 0, 0, "hosts and where they are"),
    "paths": _controller("administration", "FROM TO", 2, 2, "the shortest paths between two hosts or switches"),
    "apps": _controller("administration", "", 0, 0, "the apps, and how often they failed"),
    "events": _controller("administration", "", 0, 0, "what has happened"),
    "errors": _controller("administration", "", 0, 0, "what has gone wrong"),
    "counters": _controller("administration", "", 0, 0, "what the connections count"),
    "captures": _controller("administration", "", 0, 0, "the captures that run"),
    "capture": _controller("administration", "FILE[:...]", 1, 1, "start a capture, as --capture has it"),
    "stop-capture": _controller("administration", "ID", 1, 1, "end a capture"),
    "log-level": _controller("administration", "[[NAMESPACE] LEVEL]", 0, 2, "levels of logs; change one"),
    "config": _controller("administration", "", 0, 0, "the configuration in force"),
    "reload": _controller("administration", "", 0, 0, "read the configuration again"),
}
