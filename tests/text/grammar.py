"""Texts at random: flows by the grammar of the language, mostly such that they fit, as hypothesis strategies."""

from __future__ import annotations

from hypothesis import strategies as st

from oftwist.text import formats
from oftwist.text.fields import TABLE, Field

Texts = st.SearchStrategy[str]


def numbers(bits: int) -> Texts:
    """Numbers of so many bits, decimal or hexadecimal; often small, or all ones."""
    top = (1 << bits) - 1
    value = st.one_of(st.integers(0, min(top, 9)), st.integers(0, top), st.sampled_from((top, top >> 1, top & 0x50A5)))
    return st.builds(lambda number, form: form.format(number), value, st.sampled_from(("{}", "{}", "{:#x}")))


decimal = st.integers(0, 65535).map(str)  # some places of ovs-ofctl take no other numbers
mac = st.lists(st.integers(0, 255), min_size=6, max_size=6).map(lambda b: ":".join(f"{n:02x}" for n in b))
ipv4 = st.lists(st.integers(0, 255), min_size=4, max_size=4).map(lambda b: ".".join(map(str, b)))
ipv6 = st.sampled_from(("::", "::1", "fe80::1", "2001:db8::5:0:1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"))
ipv6_masks = st.sampled_from(("::", "ffff::", "ffff:0:ffff::f", "::ffff", "f:f:f:f:f:f:f:f"))
ports = st.one_of(
    st.integers(0, 0xFEFF).map(str), st.sampled_from(("1", "2", "LOCAL", "in_port", "4294967294", "65534"))
)
out_ports = st.one_of(ports, st.sampled_from(("NORMAL", "flood", "ALL", "controller", "table")))


def _flags(names: tuple[str, ...]) -> Texts:
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    signed = some.flatmap(
        lambda found: st.lists(st.sampled_from("+-"), min_size=len(found), max_size=len(found)).map(
            lambda signs: "".join(sign + name for sign, name in zip(signs, found, strict=True))
        )
    )
    return st.one_of(some.map("|".join), signed, numbers(len(names)))


def _masked(value: Texts, mask: Texts) -> Texts:
    return st.builds("{}/{}".format, value, mask)


def values(field: Field, masked: bool = True) -> Texts:
    """Values of a field, with a mask now and then if it can have one."""
    form = field.form
    plain: Texts
    if form is formats.MAC:
        plain, mask = mac, mac
    elif form is formats.IPV4:
        plain, mask = ipv4, st.one_of(ipv4, st.integers(0, 32).map(str))
    elif form is formats.IPV6:
        plain, mask = ipv6, st.one_of(ipv6_masks, st.integers(0, 128).map(str))
    elif form is formats.PORT:
        return ports
    elif form is formats.PACKET_TYPE:
        return st.sampled_from(("(0,0)", "(1,0x800)", "(1,0x894f)"))
    elif form is formats.FRAGMENT:
        return st.sampled_from(("no", "yes", "first", "later", "not_later"))
    elif form is formats.CT_STATES:
        return _flags(formats.CT_STATE)
    elif form is formats.TCP_FLAG_SET:
        return _flags(formats.TCP_FLAGS)
    elif form is formats.TUN_FLAG_SET:
        return st.sampled_from(("oam", "+oam", "-oam", "0", "1"))
    else:
        bits = min(field.bits, 64)
        plain, mask = numbers(bits), numbers(bits)
    if not (field.maskable and masked):
        return plain
    return st.one_of(plain, plain, _masked(plain, mask))


# --- matches ---------------------------------------------------------------------------------------

_WORDS = {
    "": (), "ip": ("ip", "ipv4"), "ipv6": ("ip", "ipv6"), "tcp": ("ip", "ipv4", "tcp"), "udp": ("ip", "ipv4", "udp"),
    "sctp": ("ip", "ipv4", "sctp"), "icmp": ("ip", "ipv4", "icmp4"), "tcp6": ("ip", "ipv6", "tcp"),
    "udp6": ("ip", "ipv6", "udp"), "icmp6": ("ip", "ipv6", "icmp6"), "arp": ("arp",), "rarp": ("arp",),
    "mpls": ("mpls",), "mplsm": ("mpls",), "icmp6,icmp_type=135,icmp_code=0": ("ip", "ipv6", "nd", "nd_solicit"),
    "icmp6,icmp_type=136,icmp_code=0": ("ip", "ipv6", "nd", "nd_advert"), "dl_type=0x894f": ("nsh",),
    "ct_state=+trk+est,tcp": ("ip", "ipv4", "tcp", "ct"), "dl_type=0x1234": (), "dl_vlan=5,ip": ("ip", "ipv4", "vlan"),
    "vlan_tci=0": (), "dl_vlan=7": ("vlan",),
}  # fmt: skip
# What ovs-ofctl has faults with (see `differences`), and what only newer ones have.
_LEFT_OUT = ("tun_erspan", "tun_gtpu", "tun_gbp_flags", "nsh_c", "tun_metadata", "skb_priority", "tun_tos", "tun_ttl")
_NEWER = {*(f"reg{i}" for i in range(16, 32)), *(f"xreg{i}" for i in range(8, 16)), *(f"xxreg{i}" for i in range(4, 8))}
FIELDS = [f for f in TABLE if not f.name.startswith(_LEFT_OUT) and f.name not in _NEWER]


@st.composite
def matches(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    """A match, and what fields it has all for."""
    word = draw(st.sampled_from(list(_WORDS)))
    has = _WORDS[word]
    fitting = [f for f in FIELDS if f.needs in ("", "ethernet", *has) and f.name not in ("eth_type", "packet_type")]
    fields = draw(st.lists(st.sampled_from(fitting), max_size=4, unique_by=lambda f: f.slot))
    if draw(st.integers(0, 9)) == 0:
        fields.append(draw(st.sampled_from(FIELDS)))
    parts = [word] if word else []
    for field in fields:
        name = draw(st.sampled_from(field.names))
        parts.append(f"{name}={draw(values(field))}")
    if draw(st.booleans()):
        parts.reverse()
    return ",".join(parts), has


# --- actions ---------------------------------------------------------------------------------------

_WIDE = [f for f in FIELDS if f.numbers and f.bits >= 16]


@st.composite
def subfields(draw: st.DrawFn, fields: list[Field], bits: int = 0) -> tuple[str, int]:
    """A part of a field, and how many bits it has."""
    field = draw(st.sampled_from(fields))
    name = draw(st.sampled_from((*field.names, *(number.name for number in field.numbers))))
    if bits == 0 and draw(st.booleans()):
        return f"{name}[]", field.bits
    width = bits or draw(st.integers(1, min(field.bits, 64)))
    if width > field.bits:
        return f"{name}[]", field.bits
    first = draw(st.integers(0, field.bits - width))
    return (f"{name}[{first}]" if width == 1 else f"{name}[{first}..{first + width - 1}]"), width


@st.composite
def sets(draw: st.DrawFn, has: tuple[str, ...]) -> str:
    """Actions that set fields."""
    fitting = [f for f in FIELDS if f.needs in ("", "ethernet", *has) and f.numbers and f.writable]
    fitting = [f for f in fitting if not f.name.startswith(("ct_", "in_port"))]
    kind = draw(st.sampled_from(("set_field", "set_field", "load", "move")))
    if kind == "set_field":
        field = draw(st.sampled_from(fitting))
        return f"set_field:{draw(values(field))}->{draw(st.sampled_from(field.names))}"
    if kind == "load":
        part, bits = draw(subfields(fitting))
        return f"load:{draw(numbers(min(bits, 64)))}->{part}"
    readable = [f for f in FIELDS if f.needs in ("", "ethernet", *has) and f.numbers]
    source, bits = draw(subfields(readable))
    wide = [f for f in fitting if f.bits >= bits]
    if not wide:
        return "output:1"
    return f"move:{source}->{draw(subfields(wide, bits))[0]}"


def _form(form: str, *given: Texts) -> Texts:
    return st.tuples(*given).map(lambda values: form.format(*values))


_SIMPLE: dict[str, list[Texts]] = {
    "": [
        out_ports, _form("output:{}", out_ports), _form("controller:{}", numbers(16)), _form("group:{}", numbers(32)),
        _form("set_queue:{}", numbers(32)), _form("enqueue:{}:{}", st.integers(0, 9).map(str), numbers(32)),
        _form("resubmit({},{})", ports, st.integers(0, 254).map(str)), _form("resubmit:{}", ports),
        _form("resubmit(,{})", st.integers(0, 254).map(str)), st.sampled_from(("pop_queue", "exit", "ct_clear")),
        _form("mod_dl_src:{}", mac), _form("mod_dl_dst:{}", mac), _form("mod_vlan_vid:{}", numbers(12)),
        _form("mod_vlan_pcp:{}", numbers(3)), _form("set_tunnel:{}", numbers(32)),
        _form("set_tunnel64:{}", numbers(64)),
        _form("note:{}", st.binary(max_size=20).map(bytes.hex)), st.just("push_vlan:0x8100"),
        st.just("push_vlan:0x88a8"), st.just("push_mpls:0x8847"),
        _form("delete_field:tun_metadata{}", st.integers(0, 63)),
        _form("output(port={},max_len={})", ports, st.integers(14, 999).map(str)),
        _form("check_pkt_larger({})->NXM_NX_REG{}[{}]", numbers(16), st.integers(0, 15), st.integers(0, 31)),
        _form("controller(max_len={},id={})", numbers(16), numbers(16)),
        _form("controller(reason={},userdata={},pause)", st.sampled_from(("action", "no_match", "invalid_ttl")),
              st.binary(max_size=9).map(lambda b: b.hex("."))),
        _form("sample(probability={},collector_set_id={},obs_domain_id={},obs_point_id={})",
              st.integers(1, 65535).map(str), numbers(32), numbers(32), numbers(32)),
        _form("sample(probability={},sampling_port={},{})", st.integers(1, 65535).map(str), ports,
              st.sampled_from(("ingress", "egress"))),
        _form("multipath({},{},{},{},{},NXM_NX_REG{}[])", st.sampled_from(("eth_src", "symmetric_l4", "nw_src")),
              decimal, st.sampled_from(("modulo_n", "hash_threshold", "hrw", "iter_hash")),
              st.integers(1, 65536).map(str), decimal, st.integers(0, 15)),
        _form("bundle({},{},{},ofport,members:{})", st.sampled_from(("eth_src", "symmetric_l4", "nw_dst")), decimal,
              st.sampled_from(("hrw", "active_backup")), st.lists(ports, max_size=4).map(",".join)),
        _form("bundle_load(eth_src,{},hrw,ofport,NXM_NX_REG{}[],members:{})", decimal, st.integers(0, 15),
              st.lists(ports, max_size=4).map(",".join)),
        _form("clone({})", st.lists(out_ports, max_size=3).map(",".join)),
        subfields(_WIDE).map(lambda part: f"output:{part[0]}"),
    ],
    "ip": [
        st.just("dec_ttl"), _form("mod_nw_tos:{}", st.integers(0, 63).map(lambda n: str(4 * n))),
        _form("mod_nw_ecn:{}", numbers(2)), _form("mod_nw_ttl:{}", numbers(8)),
        _form("dec_ttl({})", st.lists(decimal, min_size=1, max_size=3).map(",".join)),
        _form("ct(zone={},table={})", numbers(16), st.integers(0, 254).map(str)),
        _form("ct(commit,zone=NXM_NX_REG{}[0..15],exec(set_field:{}->ct_mark,load:{}->NXM_NX_CT_LABEL[0..31]))",
              st.integers(0, 15), numbers(32), numbers(32)),
        st.sampled_from(("ct(nat)", "ct(commit,force)", "ct(commit,nat(src))", "ct(commit,nat(dst))")),
    ],
    "ipv4": [
        _form("mod_nw_src:{}", ipv4), _form("mod_nw_dst:{}", ipv4),
        _form("ct(commit,nat(src={}:{}))", ipv4, numbers(16)),
        _form("ct(commit,nat(dst=10.0.0.1-10.0.0.{},{}))", st.integers(2, 9), st.sampled_from(("persistent", "hash"))),
    ],
    "tcp": [
        _form("mod_tp_src:{}", numbers(16)), _form("mod_tp_dst:{}", numbers(16)),
        _form("fin_timeout(idle_timeout={},hard_timeout={})", numbers(16), numbers(16)),
        st.just("ct(commit,alg=ftp)"),
    ],
    "udp": [_form("mod_tp_src:{}", numbers(16)), _form("mod_tp_dst:{}", numbers(16))],
    "mpls": [
        _form("set_mpls_label:{}", numbers(20)), _form("set_mpls_tc({})", numbers(3)), st.just("dec_mpls_ttl"),
        _form("set_mpls_ttl({})", numbers(8)), _form("pop_mpls:{}", st.sampled_from(("0x0800", "0x86dd"))),
    ],
    "vlan": [
        st.just("pop_vlan"), st.just("strip_vlan"), _form("set_vlan_vid:{}", numbers(12)),
        _form("set_vlan_pcp:{}", numbers(3)),
    ],
}  # fmt: skip

_LEARNED = [
    "NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]", "NXM_OF_VLAN_TCI[0..11]", "eth_type=0x800", "in_port=5", "eth_src=1:2:3:4:5:6",
    "load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15]", "load:0x10->NXM_NX_REG1[3..7]", "output:NXM_OF_IN_PORT[]",
    "reg3=7", "NXM_NX_REG2[0..7]=0x11", "xxreg1=0x123456789abcdef0123", "tun_id=9",
]  # fmt: skip


@st.composite
def learns(draw: st.DrawFn) -> str:
    """``learn`` with some of its keys and specs."""
    parts = [f"table={draw(st.integers(0, 254))}"]
    for key in ("idle_timeout", "hard_timeout", "priority", "cookie", "limit", "fin_idle_timeout"):
        if draw(st.integers(0, 3)) == 0:
            parts.append(f"{key}={draw(decimal)}")
    parts += draw(st.lists(st.sampled_from(("send_flow_rem", "delete_learned", "result_dst=reg1[3]")), max_size=1))
    parts += draw(st.lists(st.sampled_from(_LEARNED), max_size=4))
    return f"learn({','.join(parts)})"


@st.composite
def actions(draw: st.DrawFn, has: tuple[str, ...]) -> str:
    """What a flow does."""
    rows = list(_SIMPLE[""])
    for what in has:
        rows += _SIMPLE.get(what, [])
    one = st.one_of(st.one_of(rows), st.one_of(rows), sets(has), learns())
    parts = draw(st.lists(one, max_size=4))
    if draw(st.integers(0, 19)) == 0:
        return draw(st.sampled_from(("drop", "", f"conjunction({draw(numbers(32))},1/3)", "foo", "5,drop")))
    if draw(st.integers(0, 5)) == 0:
        parts.append(draw(st.sampled_from((
            "goto_table:255", "write_metadata:0x5/0xf", "clear_actions,write_actions(output:1,group:5)", "goto_table:9",
            "write_metadata:7,goto_table:10",
        ))))  # fmt: skip
    return ",".join(parts) or "drop"


@st.composite
def flows(draw: st.DrawFn) -> str:
    """A whole flow to be added."""
    match, has = draw(matches())
    parts = [match] if match else []
    for key, bits in (("priority", 16), ("idle_timeout", 16), ("hard_timeout", 16), ("cookie", 64)):
        if draw(st.integers(0, 3)) == 0:
            parts.append(f"{key}={draw(numbers(bits))}")
    if draw(st.integers(0, 4)) == 0:
        parts.append(f"table={draw(st.integers(0, 254))}")
    if draw(st.integers(0, 6)) == 0:
        parts.append(draw(st.sampled_from(("send_flow_rem", "check_overlap", "send_flow_rem,check_overlap"))))
    parts.append(f"actions={draw(actions(has))}")
    return ",".join(parts)
