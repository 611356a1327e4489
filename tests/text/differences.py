"""What differs from ovs-ofctl on purpose, each with its reason. A difference that is gone must be taken off.

The patterns are searched in the case (a text). ``sent`` says what of it differs: the message, or only what is printed.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Difference(NamedTuple):
    """One kind of difference.

    Attributes:
        pattern: regular expression for the texts it is about.
        versions: on the wire.
        what: "sent" (the message, or whether it is refused), "refused" (by us alone) or "printed".
        why: the reason.
    """

    pattern: str
    versions: tuple[int, ...]
    what: str
    why: str


ALL = (1, 2, 3, 4, 5, 6)
DIFFERENCES = (
    Difference(r"tun_(erspan_(ver|idx|dir|hwid)|gtpu_(flags|msgtype))=", ALL, "sent",
               "ovs-ofctl sends these with their value as mask, whatever the mask was"),
    Difference(r"tun_erspan_(ver|idx|dir|hwid)=|gtpu_(flags|msgtype)=", ALL, "printed",
               "ofp-print shows them only with the right tun_erspan_ver, and that only if it is not 0"),
    Difference(r"tun_gbp_flags=\S+/", ALL, "printed", "ofp-print leaves out the mask"),
    Difference(r"ipv6_src=fe80::1/1:2", ALL, "sent", "ovs-ofctl takes the first digits of such a mask for a prefix"),
    Difference(r"nat\(dst,random\)", ALL, "printed", "ofp-print leaves out the options where there is no address"),
    Difference(r"ct_nw_proto=(0|0x0)(,|$)", ALL, "sent", "ovs-ofctl leaves out a protocol of 0"),
    Difference(r"nsh_?c[1-4]=", ALL, "printed", "ofp-print shows them only with nsh_mdtype=1"),
    Difference(r"set_field:\S+->dl_vlan", ALL, "sent", "no such field on the wire: ovs-ofctl sets in_port"),
    Difference(r"set_field:[^,]+/[^,]+->(ip_|nw_|tcp_|udp_|tp_|eth_|dl_|vlan_)", (1, 2), "sent",
               "ovs-ofctl sets the whole field and forgets the mask"),
    Difference(r"clone\(", (1, 2), "sent", "ovs-ofctl forgets at clone what the actions before it need"),
    Difference(r"clear_actions|write_actions", (1,), "sent", "1.0 has no instructions: ovs-ofctl leaves them out"),
    Difference(r"nw_ecn=|ip_ecn=", (2,), "sent", "1.1 cannot match the ECN: ovs-ofctl leaves it out"),
    Difference(r"decap|dec_nsh_ttl", (1, 2, 3), "sent", "no switch takes them before 1.3"),
    Difference(r"dec_nsh_ttl", (4, 5, 6), "sent", "ovs-ofctl sends it in 1.0 only, where no switch takes it"),
    Difference(r"(exit|ct_clear|pop_queue|pop_vlan|strip_vlan|dec_mpls_ttl):\S", ALL, "sent",
               "ovs-ofctl does not look at the value of an action that has none"),
    Difference(r"(dec_ttl\([^)]*|(bundle(_load)?|multipath)\(\w+,0|learn\(.*(timeout|priority|limit)=0)x", ALL, "sent",
               "ovs-ofctl takes what is no decimal number for 0 there"),
    Difference(r"^(\w+: )?meter=(?!.*(kbps|pktps))", (4, 5, 6), "refused", "a meter has a unit: no switch takes none"),
    Difference(r"kbps,pktps", (4, 5, 6), "sent", "a meter has one unit: no switch takes both"),
    Difference(r"^(?!.*bucket=).*selection_method=", (2, 3, 4, 5), "sent",
               "ovs-ofctl says that the version has no place for it only where there is no bucket"),
    Difference(r"watch_port[:=]controller", ALL, "sent", "the controller is no port that could be watched"),
    Difference(r"bucket=bucket_id.*,bucket=(?!bucket_id)", (1, 6), "sent",
               "ovs-ofctl gives a bucket without a number one that an earlier bucket has"),
    Difference(r"packet=\w+,actions=.*(mod_vlan_(vid|pcp)|mod_tp_(src|dst))", (2, 3, 4, 5, 6), "sent",
               "ovs-ofctl does not look at the packet: it adds a second tag, and sends actions that only it reads"),
    Difference(r"packet=\w+,actions=", ALL, "refused",
               "ovs-ofctl does not look whether an action fits the packet: no switch takes it then"),
    Difference(r"bucket=.*(mod|push)_vlan.*mod_vlan_", (2, 3, 4, 5, 6), "sent",
               "ovs-ofctl adds a second tag where the bucket itself has added one"),
    Difference(r"bucket=.*check_pkt_larger", ALL, "sent", "ovs-ofctl reads what is behind its bracket a second time"),
    Difference(r"nd_options_type=.*tcp", ALL, "sent", "ovs-ofctl keeps it where it has the TCP flags"),
    Difference(r"bucket=.*,bucket=", (1, 2), "refused",
               "ovs-ofctl looks in the last bucket only whether the version has an action or a field"),
    Difference(r"load:\w+->(NXM_OF_ETH_TYPE|NXM_NX_CT_STATE)", ALL, "sent",
               "a field that cannot be written: no switch takes it"),
    Difference(r"learn\(cookie=5/5|learn\(hard_timeout=65536|multipath\(eth_src,65536", ALL, "sent",
               "ovs-ofctl cuts a number that is too large, and does not look at what follows it"),
    Difference(r"encap\(nsh\(\S+\),", (4, 5, 6), "sent", "ovs-ofctl does not look at what follows the bracket"),
    Difference(r"packet_type=\(1,", (6,), "sent", "ovs-ofctl forgets the namespace in a packet-out"),
)  # fmt: skip


def differs(ours: bytes | None, theirs: bytes | None) -> tuple[str, ...]:
    """What of a text differs: what is sent; or more closely, that we alone refuse it."""
    return ("sent", "refused") if ours is None and theirs is not None else ("sent",)


def reason(case: str, version: int, *what: str) -> str | None:
    """Why something differs; None if it must not."""
    for one in DIFFERENCES:
        if one.what in what and version in one.versions and re.search(one.pattern, case):
            return one.why
    return None
