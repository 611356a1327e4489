"""Lines that ask for flows: the requests of flow and aggregate statistics. May know what `flow` reads."""

from __future__ import annotations

from typing import Any

from oftwist.errors import TextError
from oftwist.text.flow import cookie_entry, read_flow
from oftwist.text.match_fields import fields_bytes
from oftwist.text.match_wire import fits_fixed, match_object
from oftwist.text.names import NONE, Names, port_on_wire
from oftwist.wire.codec import classes
from oftwist.wire.fields import OF10


def parse_flow_request_line(text: str, version: int, kind: str, extended: bool, ports: Names, tables: Names) -> Any:
    """The request for a line; see `oftwist.text.parse_flow_request`."""
    flow, _ = read_flow(text, version, "", ports, tables)
    home = classes.of(version)
    if version == OF10 and extended:
        raw = fields_bytes(flow.match, OF10) + cookie_entry(flow)
        match = home.decoder("common.nx_match")(raw, 0, len(raw))
        request = home.cls(f"message.nicira_{kind}_stats_request")
        return request(table_id=flow.table, out_port=flow.out_port, match=match)
    if version == OF10 and (flow.cookie_mask or not fits_fixed(flow.match, OF10)):
        raise TextError("what OpenFlow 1.0 can say without Open vSwitch's extensions", text)
    members: dict[str, Any] = {"table_id": flow.table, "match": match_object(flow.match, version)}
    members["out_port"] = port_on_wire(flow.out_port if flow.out_port else NONE, version)
    if version > OF10:
        members |= {"out_group": flow.out_group, "cookie": flow.cookie, "cookie_mask": flow.cookie_mask}
    return home.cls(f"message.{kind}_stats_request")(**members)
