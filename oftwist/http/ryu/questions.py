"""What the Ryu API asks a switch: the message of each question in each version, and what tells the answer.

Knows messages; no switch, no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from oftwist.controller import roles
from oftwist.http.ryu import entries
from oftwist.http.ryu.actions import packed_message
from oftwist.http.ryu.changes import ALL_TABLES, ANY, any_port, need
from oftwist.http.ryu.given import Given, Mistake, number
from oftwist.http.ryu.matches import read_match
from oftwist.wire.numbers import OF10, OF11, OF12, OF13, OF14, OF15

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.http.ryu.entries import Teller

OFPG_ALL = 0xFFFFFFFC
OFPP_ALL_10 = 0xFFFC


class Asked(NamedTuple):
    """What a request asks.

    Attributes:
        ofp: the loxi module of the version of the switch.
        parts: what follows the datapath id in the path.
        body: what selects flows.
        ports: the numbers of the switch's ports.
    """

    ofp: ModuleType
    parts: tuple[str, ...] = ()
    body: Given = Given({})
    ports: Iterable[int] = ()

    @property
    def version(self) -> int:
        """The version of the switch, on the wire."""
        return int(self.ofp.OFP_VERSION)

    def chosen(self, index: int, default: int, prefix: str) -> int:
        """A number or name from the path; "ALL", or none at all, is the default.

        Raises:
            Mistake: it is neither.
        """
        text = self.parts[index] if index < len(self.parts) else "ALL"
        if text.upper() == "ALL":
            return default
        found = number(text, "$", self.version, prefix)
        if not 0 <= found <= 0xFFFFFFFF:
            raise Mistake(f"{found} is not in 0..0xffffffff")
        return found


class Question(NamedTuple):
    """What to ask, and what to make of the answer.

    Attributes:
        requests: the messages.
        tell: makes one item of the reply of an entry.
        keep: whether an entry is wanted; what a version cannot ask for is sorted out afterwards.
        of: where the entries are in the reply if it is no list of entries: "" for the reply itself.
        single: the reply of the API is the item, no list.
    """

    requests: list[Message]
    tell: Teller
    keep: Callable[[Decoded], bool] | None = None
    of: str | None = None
    single: bool = False


def _unless_all(member: str, wanted: int, everything: int) -> Callable[[Decoded], bool] | None:
    """Keeps one entry of all."""
    return None if wanted == everything else lambda entry: bool(getattr(entry, member) == wanted)


def _one(message: Message) -> list[Message]:
    return [packed_message(message, Given({}))]


def description(asked: Asked) -> Question:
    """``/stats/desc``."""
    return Question(_one(asked.ofp.message.desc_stats_request()), entries.description, of="", single=True)


def flows(asked: Asked) -> Question:
    """``/stats/flow`` and ``/stats/flowdesc``; ``priority`` of the body is compared here."""
    priority = asked.body.number("priority", -1)
    keep = None if priority < 0 else lambda entry: bool(entry.priority == priority)
    return Question(_flow_request(asked, "flow"), entries.flow, keep)


def aggregate(asked: Asked) -> Question:
    """``/stats/aggregateflow``."""
    return Question(_flow_request(asked, "aggregate"), entries.aggregate, of="")


def _flow_request(asked: Asked, kind: str) -> list[Message]:
    version, body = asked.version, asked.body
    members: dict[str, object] = {
        "match": read_match(body.one("match"), asked.ofp),
        "table_id": body.number("table_id", ALL_TABLES, version=version, prefix="OFPTT_"),
        "out_port": body.number("out_port", any_port(version), version=version, prefix="OFPP_"),
    }
    if version > OF10:
        members |= {
            "out_group": body.number("out_group", ANY, version=version, prefix="OFPG_"),
            "cookie": body.number("cookie", 0),
            "cookie_mask": body.number("cookie_mask", 0),
        }
    made: Message = getattr(asked.ofp.message, f"{kind}_stats_request")(**members)
    return [packed_message(made, body)]


def tables(asked: Asked) -> Question:
    """``/stats/table``."""
    return Question(_one(asked.ofp.message.table_stats_request()), entries.table)


def table_features(asked: Asked) -> Question:
    """``/stats/tablefeatures``."""
    need(asked.version, OF13, "table features")
    return Question(_one(asked.ofp.message.table_features_stats_request()), entries.table_features)


# --- ports and queues -------------------------------------------------------------------------------


def port_stats(asked: Asked) -> Question:
    """``/stats/port``."""
    port = asked.chosen(0, any_port(asked.version), "OFPP_")
    return Question(_one(asked.ofp.message.port_stats_request(port_no=port)), entries.port_stats)


def port_desc(asked: Asked) -> Question:
    """``/stats/portdesc``. Before 1.3 ports are told with the features; before 1.5 all of them."""
    port = asked.chosen(0, ANY, "OFPP_")
    keep = _unless_all("port_no", port, ANY)
    if asked.version < OF13:
        return Question(_one(asked.ofp.message.features_request()), entries.port_desc, keep, of="ports")
    request = asked.ofp.message.port_desc_stats_request()
    if asked.version >= OF15:
        request.port_no = port
    return Question(_one(request), entries.port_desc, keep)


def queue_stats(asked: Asked) -> Question:
    """``/stats/queue``."""
    port = asked.chosen(0, OFPP_ALL_10 if asked.version == OF10 else ANY, "OFPP_")
    request = asked.ofp.message.queue_stats_request(port_no=port, queue_id=asked.chosen(1, ANY, "OFPQ_"))
    return Question(_one(request), entries.queue_stats)


def queue_config(asked: Asked) -> Question:
    """``/stats/queueconfig``; 1.0 and 1.1 can only be asked about one of their ports."""
    version = asked.version
    if version >= OF14:
        raise Mistake("OpenFlow 1.4 has queuedesc instead", unsupported=True)
    ports = [asked.chosen(0, ANY, "OFPP_")]
    if ports == [ANY] and version < OF12:
        ports = [port for port in sorted(asked.ports) if port < asked.ofp.OFPP_MAX]
    messages = [_one(asked.ofp.message.queue_get_config_request(port=port))[0] for port in ports]
    return Question(messages, entries.queue_config, of="")


def queue_desc(asked: Asked) -> Question:
    """``/stats/queuedesc``."""
    need(asked.version, OF14, "descriptions of queues")
    port, queue = asked.chosen(0, ANY, "OFPP_"), asked.chosen(1, ANY, "OFPQ_")
    return Question(_one(asked.ofp.message.queue_desc_stats_request(port_no=port, queue_id=queue)), entries.queue_desc)


# --- groups, meters, roles --------------------------------------------------------------------------


def group_stats(asked: Asked) -> Question:
    """``/stats/group``."""
    need(asked.version, OF11, "groups")
    group = asked.chosen(0, OFPG_ALL, "OFPG_")
    return Question(_one(asked.ofp.message.group_stats_request(group_id=group)), entries.group_stats)


def group_desc(asked: Asked) -> Question:
    """``/stats/groupdesc``. Before 1.5 a switch tells all of them."""
    need(asked.version, OF11, "groups")
    group = asked.chosen(0, OFPG_ALL, "OFPG_")
    request = asked.ofp.message.group_desc_stats_request()
    if asked.version >= OF15:
        request.group_id = group
    return Question(_one(request), entries.group_desc, _unless_all("group_id", group, OFPG_ALL))


def group_features(asked: Asked) -> Question:
    """``/stats/groupfeatures``."""
    need(asked.version, OF12, "features of groups")
    return Question(_one(asked.ofp.message.group_features_stats_request()), entries.group_features, of="")


def meter_stats(asked: Asked) -> Question:
    """``/stats/meter``."""
    need(asked.version, OF13, "meters")
    meter = asked.chosen(0, ANY, "OFPM_")
    return Question(_one(asked.ofp.message.meter_stats_request(meter_id=meter)), entries.meter_stats)


def meter_config(asked: Asked) -> Question:
    """``/stats/meterconfig`` and ``/stats/meterdesc``."""
    need(asked.version, OF13, "meters")
    meter = asked.chosen(0, ANY, "OFPM_")
    return Question(_one(asked.ofp.message.meter_config_stats_request(meter_id=meter)), entries.meter_config)


def meter_features(asked: Asked) -> Question:
    """``/stats/meterfeatures``."""
    need(asked.version, OF13, "meters")
    return Question(_one(asked.ofp.message.meter_features_stats_request()), entries.meter_features, of="features")


def role(asked: Asked) -> Question:
    """``/stats/role``."""
    need(asked.version, OF12, "asking for the role")
    return Question(_one(roles.role_request(asked.ofp, roles.NOCHANGE, 0)), entries.role, of="")


#: Name in the path -> the question. Each may have as many further parts as it reads of them.
QUESTIONS: dict[str, tuple[Callable[[Asked], Question], int]] = {
    "desc": (description, 0),
    "flow": (flows, 0),
    "flowdesc": (flows, 0),
    "aggregateflow": (aggregate, 0),
    "table": (tables, 0),
    "tablefeatures": (table_features, 0),
    "port": (port_stats, 1),
    "portdesc": (port_desc, 1),
    "queue": (queue_stats, 2),
    "queueconfig": (queue_config, 1),
    "queuedesc": (queue_desc, 2),
    "group": (group_stats, 1),
    "groupdesc": (group_desc, 1),
    "groupfeatures": (group_features, 0),
    "meter": (meter_stats, 1),
    "meterconfig": (meter_config, 1),
    "meterdesc": (meter_config, 1),
    "meterfeatures": (meter_features, 0),
    "role": (role, 0),
}
#: Those that a body may narrow down, so that they may be posted, too.
NARROWED = ("flow", "flowdesc", "aggregateflow")
