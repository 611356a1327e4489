"""OpenFlow 1.0: action. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of10.action as _action
import oftwist.loxi.of10.oxm as _oxm
import oftwist.loxi.of10.common as _common
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class action(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    type: int
    __match_args__ = ('type',)
    def __init__(self, type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(action):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    data: bytes
    __match_args__ = ('experimenter', 'data')
    def __init__(self, experimenter: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class output(action):
    port: int
    max_len: int
    __match_args__ = ('port', 'max_len')
    def __init__(self, port: int | None = ..., max_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class enqueue(action):
    port: int
    queue_id: int
    __match_args__ = ('port', 'queue_id')
    def __init__(self, port: int | None = ..., queue_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_vlan_vid(action):
    vlan_vid: int
    __match_args__ = ('vlan_vid',)
    def __init__(self, vlan_vid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_vlan_pcp(action):
    vlan_pcp: int
    __match_args__ = ('vlan_pcp',)
    def __init__(self, vlan_pcp: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class strip_vlan(action):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class set_dl_src(action):
    dl_addr: _f.MacMember
    __match_args__ = ('dl_addr',)
    def __init__(self, dl_addr: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_dl_dst(action):
    dl_addr: _f.MacMember
    __match_args__ = ('dl_addr',)
    def __init__(self, dl_addr: _f.Mac | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_nw_src(action):
    nw_addr: int
    __match_args__ = ('nw_addr',)
    def __init__(self, nw_addr: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_nw_dst(action):
    nw_addr: int
    __match_args__ = ('nw_addr',)
    def __init__(self, nw_addr: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_nw_tos(action):
    nw_tos: int
    __match_args__ = ('nw_tos',)
    def __init__(self, nw_tos: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_tp_src(action):
    tp_port: int
    __match_args__ = ('tp_port',)
    def __init__(self, tp_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_tp_dst(action):
    tp_port: int
    __match_args__ = ('tp_port',)
    def __init__(self, tp_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    subtype: int
    __match_args__ = ('subtype',)
    def __init__(self, subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_dec_ttl(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class bsn(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    subtype: int
    __match_args__ = ('subtype',)
    def __init__(self, subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_mirror(bsn):
    dest_port: int
    vlan_tag: int
    copy_stage: int
    __match_args__ = ('dest_port', 'vlan_tag', 'copy_stage')
    def __init__(self, dest_port: int | None = ..., vlan_tag: int | None = ..., copy_stage: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_tunnel_dst(bsn):
    dst: int
    __match_args__ = ('dst',)
    def __init__(self, dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_checksum(bsn):
    checksum: int
    __match_args__ = ('checksum',)
    def __init__(self, checksum: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_queue(nicira):
    queue_id: int
    __match_args__ = ('queue_id',)
    def __init__(self, queue_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_push_mpls(nicira):
    ethertype: int
    __match_args__ = ('ethertype',)
    def __init__(self, ethertype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_pop_mpls(nicira):
    ethertype: int
    __match_args__ = ('ethertype',)
    def __init__(self, ethertype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_mpls_ttl(nicira):
    ttl: int
    __match_args__ = ('ttl',)
    def __init__(self, ttl: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_dec_mpls_ttl(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_set_mpls_label(nicira):
    label: int
    __match_args__ = ('label',)
    def __init__(self, label: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_mpls_tc(nicira):
    tc: int
    __match_args__ = ('tc',)
    def __init__(self, tc: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_group(nicira):
    group_id: int
    __match_args__ = ('group_id',)
    def __init__(self, group_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_reg_move(nicira):
    n_bits: int
    src_ofs: int
    dst_ofs: int
    src: int
    dst: int
    __match_args__ = ('n_bits', 'src_ofs', 'dst_ofs', 'src', 'dst')
    def __init__(self, n_bits: int | None = ..., src_ofs: int | None = ..., dst_ofs: int | None = ..., src: int | None = ..., dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_reg_load(nicira):
    ofs_nbits: int
    dst: int
    value: int
    __match_args__ = ('ofs_nbits', 'dst', 'value')
    def __init__(self, ofs_nbits: int | None = ..., dst: int | None = ..., value: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_reg_load2(nicira):
    field: _oxm.oxm | None
    __match_args__ = ('field',)
    def __init__(self, field: _oxm.oxm | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_delete_field(nicira):
    field: int
    __match_args__ = ('field',)
    def __init__(self, field: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_stack_push(nicira):
    offset: int
    field: int
    n_bits: int
    __match_args__ = ('offset', 'field', 'n_bits')
    def __init__(self, offset: int | None = ..., field: int | None = ..., n_bits: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_stack_pop(nicira):
    offset: int
    field: int
    n_bits: int
    __match_args__ = ('offset', 'field', 'n_bits')
    def __init__(self, offset: int | None = ..., field: int | None = ..., n_bits: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_write_metadata(nicira):
    metadata: int
    mask: int
    __match_args__ = ('metadata', 'mask')
    def __init__(self, metadata: int | None = ..., mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_tunnel(nicira):
    tun_id: int
    __match_args__ = ('tun_id',)
    def __init__(self, tun_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_tunnel64(nicira):
    tun_id: int
    __match_args__ = ('tun_id',)
    def __init__(self, tun_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_check_pkt_larger(nicira):
    pkt_len: int
    offset: int
    dst: int
    __match_args__ = ('pkt_len', 'offset', 'dst')
    def __init__(self, pkt_len: int | None = ..., offset: int | None = ..., dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_resubmit(nicira):
    in_port: int
    __match_args__ = ('in_port',)
    def __init__(self, in_port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_resubmit_table(nicira):
    in_port: int
    table: int
    __match_args__ = ('in_port', 'table')
    def __init__(self, in_port: int | None = ..., table: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_resubmit_table_ct(nicira):
    in_port: int
    table: int
    __match_args__ = ('in_port', 'table')
    def __init__(self, in_port: int | None = ..., table: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_output_reg(nicira):
    ofs_nbits: int
    src: int
    max_len: int
    __match_args__ = ('ofs_nbits', 'src', 'max_len')
    def __init__(self, ofs_nbits: int | None = ..., src: int | None = ..., max_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_output_reg2(nicira):
    ofs_nbits: int
    max_len: int
    src: int
    __match_args__ = ('ofs_nbits', 'max_len', 'src')
    def __init__(self, ofs_nbits: int | None = ..., max_len: int | None = ..., src: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_output_trunc(nicira):
    port: int
    max_len: int
    __match_args__ = ('port', 'max_len')
    def __init__(self, port: int | None = ..., max_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller(nicira):
    max_len: int
    controller_id: int
    reason: int
    __match_args__ = ('max_len', 'controller_id', 'reason')
    def __init__(self, max_len: int | None = ..., controller_id: int | None = ..., reason: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller2(nicira):
    properties: list[_common.nicira_controller2_prop]
    __match_args__ = ('properties',)
    def __init__(self, properties: Sequence[_common.nicira_controller2_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_multipath(nicira):
    fields: int
    basis: int
    algorithm: int
    max_link: int
    arg: int
    ofs_nbits: int
    dst: int
    __match_args__ = ('fields', 'basis', 'algorithm', 'max_link', 'arg', 'ofs_nbits', 'dst')
    def __init__(self, fields: int | None = ..., basis: int | None = ..., algorithm: int | None = ..., max_link: int | None = ..., arg: int | None = ..., ofs_nbits: int | None = ..., dst: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_bundle(nicira):
    algorithm: int
    fields: int
    basis: int
    member_type: int
    ofs_nbits: int
    dst: int
    members: list[int]
    __match_args__ = ('algorithm', 'fields', 'basis', 'member_type', 'ofs_nbits', 'dst', 'members')
    def __init__(self, algorithm: int | None = ..., fields: int | None = ..., basis: int | None = ..., member_type: int | None = ..., ofs_nbits: int | None = ..., dst: int | None = ..., members: Sequence[int] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_bundle_load(nicira):
    algorithm: int
    fields: int
    basis: int
    member_type: int
    ofs_nbits: int
    dst: int
    members: list[int]
    __match_args__ = ('algorithm', 'fields', 'basis', 'member_type', 'ofs_nbits', 'dst', 'members')
    def __init__(self, algorithm: int | None = ..., fields: int | None = ..., basis: int | None = ..., member_type: int | None = ..., ofs_nbits: int | None = ..., dst: int | None = ..., members: Sequence[int] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_pop_queue(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_exit(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_clone(nicira):
    actions: list[_action.action]
    __match_args__ = ('actions',)
    def __init__(self, actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_conjunction(nicira):
    clause: int
    n_clauses: int
    id: int
    __match_args__ = ('clause', 'n_clauses', 'id')
    def __init__(self, clause: int | None = ..., n_clauses: int | None = ..., id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_learn(nicira):
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    flags: int
    table_id: int
    fin_idle_timeout: int
    fin_hard_timeout: int
    specs: list[_common.nicira_learn_spec]
    __match_args__ = ('idle_timeout', 'hard_timeout', 'priority', 'cookie', 'flags', 'table_id', 'fin_idle_timeout', 'fin_hard_timeout', 'specs')
    def __init__(self, idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., flags: int | None = ..., table_id: int | None = ..., fin_idle_timeout: int | None = ..., fin_hard_timeout: int | None = ..., specs: Sequence[_common.nicira_learn_spec] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_learn2(nicira):
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    flags: int
    table_id: int
    fin_idle_timeout: int
    fin_hard_timeout: int
    limit: int
    result_dst_ofs: int
    result_dst: int | None
    specs: list[_common.nicira_learn_spec]
    __match_args__ = ('idle_timeout', 'hard_timeout', 'priority', 'cookie', 'flags', 'table_id', 'fin_idle_timeout', 'fin_hard_timeout', 'limit', 'result_dst_ofs', 'result_dst', 'specs')
    def __init__(self, idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., flags: int | None = ..., table_id: int | None = ..., fin_idle_timeout: int | None = ..., fin_hard_timeout: int | None = ..., limit: int | None = ..., result_dst_ofs: int | None = ..., result_dst: int | None = ..., specs: Sequence[_common.nicira_learn_spec] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_fin_timeout(nicira):
    fin_idle_timeout: int
    fin_hard_timeout: int
    __match_args__ = ('fin_idle_timeout', 'fin_hard_timeout')
    def __init__(self, fin_idle_timeout: int | None = ..., fin_hard_timeout: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_dec_ttl_cnt_ids(nicira):
    cnt_ids: list[int]
    __match_args__ = ('cnt_ids',)
    def __init__(self, cnt_ids: Sequence[int] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_note(nicira):
    note: bytes
    __match_args__ = ('note',)
    def __init__(self, note: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_sample(nicira):
    probability: int
    collector_set_id: int
    obs_domain_id: int
    obs_point_id: int
    __match_args__ = ('probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id')
    def __init__(self, probability: int | None = ..., collector_set_id: int | None = ..., obs_domain_id: int | None = ..., obs_point_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_sample2(nicira):
    probability: int
    collector_set_id: int
    obs_domain_id: int
    obs_point_id: int
    sampling_port: int
    direction: int
    __match_args__ = ('probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id', 'sampling_port', 'direction')
    def __init__(self, probability: int | None = ..., collector_set_id: int | None = ..., obs_domain_id: int | None = ..., obs_point_id: int | None = ..., sampling_port: int | None = ..., direction: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_sample3(nicira):
    probability: int
    collector_set_id: int
    obs_domain_id: int
    obs_point_id: int
    sampling_port: int
    direction: int
    __match_args__ = ('probability', 'collector_set_id', 'obs_domain_id', 'obs_point_id', 'sampling_port', 'direction')
    def __init__(self, probability: int | None = ..., collector_set_id: int | None = ..., obs_domain_id: int | None = ..., obs_point_id: int | None = ..., sampling_port: int | None = ..., direction: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_sample4(nicira):
    probability: int
    collector_set_id: int
    obs_domain_src: int
    obs_domain: int
    obs_point_src: int
    obs_point: int
    sampling_port: int
    direction: int
    __match_args__ = ('probability', 'collector_set_id', 'obs_domain_src', 'obs_domain', 'obs_point_src', 'obs_point', 'sampling_port', 'direction')
    def __init__(self, probability: int | None = ..., collector_set_id: int | None = ..., obs_domain_src: int | None = ..., obs_domain: int | None = ..., obs_point_src: int | None = ..., obs_point: int | None = ..., sampling_port: int | None = ..., direction: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct(nicira):
    flags: int
    zone_src: int
    zone: int
    recirc_table: int
    alg: int
    actions: list[_action.action]
    __match_args__ = ('flags', 'zone_src', 'zone', 'recirc_table', 'alg', 'actions')
    def __init__(self, flags: int | None = ..., zone_src: int | None = ..., zone: int | None = ..., recirc_table: int | None = ..., alg: int | None = ..., actions: Sequence[_action.action] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_clear(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_nat(nicira):
    flags: int
    ipv4_min: _f.IPv4Member
    ipv4_max: _f.IPv4Member
    ipv6_min: _f.IPv6Member
    ipv6_max: _f.IPv6Member
    proto_min: int | None
    proto_max: int | None
    __match_args__ = ('flags', 'ipv4_min', 'ipv4_max', 'ipv6_min', 'ipv6_max', 'proto_min', 'proto_max')
    def __init__(self, flags: int | None = ..., ipv4_min: _f.IPv4 | None = ..., ipv4_max: _f.IPv4 | None = ..., ipv6_min: _f.IPv6 | None = ..., ipv6_max: _f.IPv6 | None = ..., proto_min: int | None = ..., proto_max: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_debug_slow(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
class nicira_debug_recirc(nicira):
    __match_args__ = ()
    def __init__(self, *, extra: bytes | None = ...) -> None: ...
