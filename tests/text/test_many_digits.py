"""A number may have as many digits as a line has room for: it is too big, and no fault in the program."""

from __future__ import annotations

from typing import Any

import pytest

from oftwist import loxi, text
from oftwist.errors import MessageError

FLOWS = (
    """
table=N,actions=drop|priority=N,actions=drop|in_port=N,actions=drop|cookie=N,actions=drop|cookie=N/N,actions=drop
idle_timeout=N,actions=drop|importance=N,actions=drop|out_port=N,actions=drop
dl_vlan=N,actions=drop|vlan_vid=N/N,actions=drop|dl_src=N,actions=drop|metadata=N,actions=drop|reg0=N/N,actions=drop
ip,nw_src=10.0.0.1/N,actions=drop|ipv6,ipv6_src=::1/N,actions=drop|tcp,tp_src=N/N,actions=drop
tun_metadata0=N,actions=drop|ct_label=N,actions=drop|actions=output:N|actions=output(port=1,max_len=N)
actions=set_field:N->eth_src|actions=set_field:N->tcp_src|actions=load:N->NXM_NX_REG0[]|actions=goto_table:N
actions=load:1->NXM_NX_REG0[N..N]|actions=move:NXM_NX_REG0[N]->NXM_NX_REG1[]|actions=meter:N|actions=group:N
actions=resubmit(N,N)|actions=ct(zone=N,table=N)|actions=ct(commit,nat(src=1.1.1.1-N))|actions=learn(table=N)
actions=conjunction(N,1/N)|actions=write_metadata:N/N|actions=controller(max_len=N)|actions=dec_ttl(N)
actions=multipath(symmetric_l4,N,modulo_n,N,N,NXM_NX_REG0[])|actions=bundle(eth_src,N,hrw,ofport,slaves:N)
actions=enqueue:N:N|actions=set_queue:N|actions=push_vlan:N|actions=clone(output:N)|actions=sample(probability=N)
actions=fin_timeout(idle_timeout=N)|packet_type=(N,N),actions=drop|actions=check_pkt_larger(N)->NXM_NX_REG0[0]
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
OTHERS = [
    (text.parse_group, "group_id=N,type=select,bucket=weight:N,actions=drop"),
    (text.parse_group, "group_id=1,type=select,bucket=bucket_id:N,watch_port:N,actions=drop"),
    (text.parse_meter, "meter=N,kbps,bands=type=drop,rate=N"),
    (text.parse_meter, "meter=1,kbps,bands=type=drop,rate=1,burst_size=N"),
    (text.parse_packet_out, "in_port=N,packet=00,actions=drop"),
    (text.parse_match, "in_port=N"),
    (text.parse_actions, "output:N"),
]
EVERY = [*((text.parse_flow, line) for line in FLOWS), *OTHERS]
DIGITS = {
    "decimal": "9" * 5000,
    "hexadecimal": "0x" + "f" * 5000,
    "octal": "0" + "7" * 5000,
    "negative": "-" + "9" * 5000,
}


@pytest.mark.parametrize(("parse", "line"), EVERY, ids=[line for _, line in EVERY])
def test_it_is_refused_as_a_mistake(parse: Any, line: str) -> None:
    for version in (1, 4, 6):
        for digits in DIGITS.values():
            with pytest.raises(MessageError):
                parse(line.replace("N", digits), loxi.protocol(version))
