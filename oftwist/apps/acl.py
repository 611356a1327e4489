"""Access lists: what may pass, said in the words of flows. In front of ``fabric``, or of apps of your own.

In a configuration file::

    [[app]]
    name = "acl"
    default = "deny"
    rules = [
        "allow arp",
        "deny tcp,tp_dst=22,nw_src=10.9.0.0/16",
        "allow ip,nw_src=10.0.0.0/8,nw_dst=10.0.0.0/8",
    ]

The first rule that matches decides, then the default. Rules are flows of table 0, from priority 40000 down; what is
allowed goes on to table 1, which is the next app's. Whoever has flows of a higher priority in table 0 decides before.

A switch with one table cannot let anything go on: there, allowing rules are left out, so that it denies more rather
than less, and a line in the log says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from twisted.logger import Logger

from oftwist import Controller, Switch, TextError, on
from oftwist.apps.monitor import counted
from oftwist.loxi import protocol, whole

COOKIE = 0x61636C << 32  # "acl", and the number of a rule below
MASK = 0xFFFFFFFF00000000
HIGHEST, MOST = 40000, 30000  # priority of the first rule; how many there may be
NEXT = 1  # the table of who comes after us
log = Logger()


class Rule(NamedTuple):
    """One rule.

    Attributes:
        text: as it was given.
        allow: or deny.
        match: in the words of flows.
    """

    text: str
    allow: bool
    match: str

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Read a rule: ``allow`` or ``deny``, and a match; "all" or nothing matches everything.

        Raises:
            ValueError: it is none, says what is wrong.
        """
        verdict, _, match = text.strip().partition(" ")
        if verdict not in ("allow", "deny"):
            raise ValueError(f"{text!r}: a rule begins with allow or deny")
        match = "" if match.strip() == "all" else match.strip()
        if "actions" in match or "priority" in match:
            raise ValueError(f"{text!r}: a rule has a match only")
        try:
            protocol(4).match.parse(match)
        except TextError as error:
            raise ValueError(f"{text!r}: {error}") from None
        return cls(text, verdict == "allow", match)


class Count(NamedTuple):
    """What a rule has decided about, in all switches."""

    rule: str
    packets: int
    bytes: int


class Acl:
    """Lets pass what may.

    Args:
        rules: ``"allow MATCH"`` and ``"deny MATCH"``, in their order.
        default: ``"allow"`` or ``"deny"`` what no rule is about.

    Raises:
        ValueError: a rule is wrong; names it.
    """

    def __init__(self, rules: Sequence[str] = (), default: str = "allow") -> None:
        if len(rules) > MOST:
            raise ValueError(f"{len(rules)} rules are too many")
        self.rules = [Rule.parse(rule) for rule in rules]
        self.default = Rule.parse(f"{default} all")
        self.controller: Controller

    async def start(self, controller: Controller) -> None:
        """Have the rules in the switches that are up."""
        self.controller = controller
        for switch in list(controller.switches.values()):
            await self.switch_up(switch)

    @on("switch_up", priority=-1)  # behind who begins with an empty table
    async def switch_up(self, switch: Switch) -> None:
        """Put the rules in place; what is there of an earlier list goes when they are."""
        wanted = {(flow.priority, str(flow.match)): flow for flow in self.flows(switch)}
        await switch.apply(*wanted.values())
        for entry in whole(await switch.flows()):
            if entry.cookie & MASK == COOKIE and (entry.priority, str(entry.match)) not in wanted:
                table = "table=0," if switch.version > 1 else ""
                await switch.delete_flows(f"{table}priority={entry.priority},{entry.match}", strict=True)

    def flows(self, switch: Switch) -> list[Any]:
        """The flows that say the rules to a switch."""
        tables = switch.version > 1 and switch.features.n_tables > NEXT
        if not tables and any(rule.allow for rule in self.rules):
            log.error(
                "{dpid}: it has one table, where nothing can be allowed: denied rather",
                dpid=switch.dpid, event="acl_denies_all",
            )
        made = []
        for number, rule in enumerate([*self.rules, self.default]):
            if rule.allow and (not tables or rule is self.default):
                continue  # what has no flow here goes on to the next app by itself
            words = [f"cookie={COOKIE | number:#x}", f"priority={HIGHEST - number}", rule.match]
            words.insert(0, "table=0" if tables else "")
            does = f"goto_table:{NEXT}" if rule.allow else "drop"
            made.append(switch.ofp.flow(",".join(filter(None, words)) + f",actions={does}"))
        return made

    async def counts(self) -> list[Count]:
        """What each rule has decided about, the default last; what the default allows is not counted."""
        packets, sizes = [0] * (len(self.rules) + 1), [0] * (len(self.rules) + 1)
        for switch in list(self.controller.switches.values()):
            for entry in whole(await switch.flows()):
                number = entry.cookie & ~MASK
                if entry.cookie & MASK == COOKIE and number < len(packets):
                    some, size = counted(entry)
                    packets[number], sizes[number] = packets[number] + some, sizes[number] + size
        texts = [rule.text for rule in (*self.rules, self.default)]
        return [Count(*told) for told in zip(texts, packets, sizes, strict=True)]
