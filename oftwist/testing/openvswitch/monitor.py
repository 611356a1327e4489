"""Flow monitors as Open vSwitch has them, in the forms of 1.0-1.2, 1.3 and 1.4+: see ``testing.flow_monitors``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from oftwist.testing import flow_monitors
from oftwist.testing.channel import Channel
from oftwist.testing.flow_monitors import ONLY_OWN, STANDARD, Form, Monitor
from oftwist.testing.flow_table import Flow, Refused
from oftwist.testing.match import match_terms, oxm_terms
from oftwist.testing.openvswitch.fields import terms_of
from oftwist.testing.openvswitch.matches import nx_match_of
from oftwist.testing.parts import NONE, actions_of, wide_port
from oftwist.wire.interfaces import Part

_NAMES: Final = {"initial": "added", "add": "added", "delete": "deleted", "modify": "modified"}


def _asked(channel: Channel, entry: Part) -> Monitor:
    """The monitor of an entry of a request of 1.3 and before."""
    narrow = channel.version <= 3
    terms = oxm_terms(entry.match.oxm_list, terms_of) if narrow else match_terms(entry.match, 4, terms_of)
    port = wide_port(entry.out_port, 1) if narrow else entry.out_port
    return Monitor(entry.flags, entry.table_id, terms, None if port == NONE else port, None)


def _nicira_update(channel: Channel, what: str, flow: Flow, reason: int, in_full: bool) -> Any:
    ofp = channel.ofp
    return getattr(ofp.common, f"nicira_flow_update_{_NAMES[what]}")(
        table_id=flow.table_id, reason=reason, idle_timeout=flow.idle_timeout, hard_timeout=flow.hard_timeout,
        priority=flow.priority, cookie=flow.cookie, match=nx_match_of(ofp, flow.terms),
        actions=actions_of(flow) if in_full and flow.version == channel.version else [],
    )  # fmt: skip


def _onf_update(channel: Channel, what: str, flow: Flow, reason: int, in_full: bool) -> Any:
    ofp = channel.ofp
    return getattr(ofp.common, f"onf_flow_update_{_NAMES[what]}")(
        table_id=flow.table_id, reason=reason, idle_timeout=flow.idle_timeout, hard_timeout=flow.hard_timeout,
        priority=flow.priority, cookie=flow.cookie, match=flow.match if flow.origin == 4 else ofp.match(),
        instructions=flow.instructions if in_full and flow.version == 4 else [],
    )  # fmt: skip


# Up to 1.3 bit 5 brings a controller's own changes in full, and there is no bit 6. What OpenFlow calls "only own" from
# 1.4 on is "own in full" to Open vSwitch.
_NICIRA: Final = Form(
    "nicira_flow_monitor_reply", "nicira_flow_update_abbrev", _asked, _nicira_update, allowed=0x3F, only_own=0
)
_ONF: Final = Form("onf_flow_monitor_reply", "onf_flow_update_abbrev", _asked, _onf_update, allowed=0x3F, only_own=0)
_LATE: Final = replace(STANDARD, allowed=0x5F, no_abbreviation=ONLY_OWN, only_own=0)


def _form_of(version: int) -> Form:
    return _LATE if version >= 5 else _ONF if version == 4 else _NICIRA


def request(channel: Channel, msg: Part) -> None:
    """Begin (or in 1.4+ change and end) flow monitors, and tell what is there already."""
    flow_monitors.begin(channel, msg, _form_of(channel.version))


def cancel(channel: Channel, msg: Part) -> None:
    """End a flow monitor (up to 1.3)."""
    if channel.monitors.pop(msg.id, None) is None:
        raise Refused("flow_monitor_failed", "UNKNOWN_MONITOR")


def tell(channels: list[Channel], acting: Channel | None, what: str, flow: Flow, reason: int) -> None:
    """A table changed: tell every controller that monitors it, once each."""
    flow_monitors.tell(channels, acting, what, flow, reason, _form_of)
