"""What is corrected against the established library, as Open vSwitch's own decoder reads it."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest

import oftwist.loxi.of14 as of14
import oftwist.loxi.of15 as of15

pytestmark = pytest.mark.skipif(shutil.which("ovs-ofctl") is None, reason="ovs-ofctl is not installed")

STAT = of15.stat([of15.oxs_flow_count(3), of15.oxs_packet_count(7), of15.oxs_byte_count(8)])
TCP = [of15.oxm.eth_type(0x800), of15.oxm.ip_proto(6)]
IN_PORT = of15.match([of15.oxm.in_port(1)])
MAC_IDS = [of15.uint32(of15.oxm.eth_src.type_len), of15.uint32(of15.oxm.eth_dst.type_len)]
VACANCY_14 = of14.table_mod_prop_vacancy(vacancy_down=10, vacancy_up=20, vacancy=30)
VACANCY_15 = of15.table_mod_prop.vacancy(vacancy_down=10, vacancy_up=20, vacancy=30)

CASES: list[tuple[Any, str]] = [
    (of14.message.table_status(reason=3, table=of14.table_desc(table_id=1, config=8, properties=[VACANCY_14])),
     r"reason=VACANCY_DOWN.*vacancy_down=10% vacancy_up=20% vacancy=30%"),
    (of14.message.table_desc_stats_reply(entries=[of14.table_desc(table_id=1, properties=[VACANCY_14])] * 2),
     r"table 1:.*table 1:"),
    (of15.message.table_desc_stats_reply(entries=[of15.table_desc(table_id=1, config=8, properties=[VACANCY_15])]),
     r"vacancy_down=10% vacancy_up=20% vacancy=30%"),
    (of15.message.aggregate_stats_reply(stats=STAT), r"packet_count=7 byte_count=8 flow_count=3"),
    (of15.message.flow_stats_reply(entries=[of15.flow_stats_entry(match=IN_PORT, stats=STAT)]),
     r"n_packets=7, n_bytes=8"),
    (of15.message.flow_add(match=of15.match([*TCP, of15.oxm.tcp_flags(2)])), r"tcp_flags=syn"),
    (of15.message.flow_add(match=of15.match([*TCP, of15.oxm.tcp_flags_masked(2, 3)])), r"tcp_flags=-fin\+syn"),
    (of15.message.flow_add(match=of15.match([of15.oxm.actset_output(7)])), r"actset_output=7"),
    (of15.message.packet_out(buffer_id=0xFFFFFFFF, match=IN_PORT, actions=[
        of15.common._action_copy_field(n_bits=48, oxm_ids=MAC_IDS), of15.action.output(3)]),
     r"actions=move:NXM_OF_ETH_SRC\[\]->NXM_OF_ETH_DST\[\],output:3"),
    (of15.message.bundle_add_msg(bundle_id=3, flags=1, message=of15.message.flow_delete(
        xid=1, match=IN_PORT, out_port=0xFFFFFFFF, out_group=0xFFFFFFFF)),
     r"bundle_id=0x3 flags=atomic.*DEL priority=0,in_port=1"),
    *(
        (ofp.message.port_stats_reply(entries=[ofp.port_stats_entry(port_no=port, properties=[
            ofp.port_stats_prop.experimenter(experimenter=0x00ACCE55, exp_type=7, extra=b"abc"),
            ofp.port_stats_prop.ethernet(rx_crc_err=port)]) for port in (1, 2)]),
         r"2 ports.*crc=1.*crc=2")
        for ofp in (of14, of15)
    ),
]  # fmt: skip


@pytest.mark.parametrize(("msg", "pattern"), CASES)
def test_open_vswitch_reads_it(msg: Any, pattern: str) -> None:
    msg.xid = 1
    command = ["ovs-ofctl", "ofp-print", msg.pack().hex(), "2"]
    text = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout
    assert "decode error" not in text, text
    assert re.search(pattern, text, re.DOTALL), text
