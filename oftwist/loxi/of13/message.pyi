"""OpenFlow 1.3: message. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from collections.abc import Sequence
from typing import ClassVar
import oftwist.loxi.of13.action as _action
import oftwist.loxi.of13.message as _message
import oftwist.loxi.of13.common as _common
import oftwist.loxi.of13.bsn_tlv as _bsn_tlv
import oftwist.loxi.of13.instruction as _instruction
import oftwist.loxi.of13.meter_band as _meter_band
from oftwist.loxi import forms as _f
from oftwist.wire.codec.objects import OFObject

class message(OFObject):
    subtypes: ClassVar[_f.Subtypes]
    version: int
    type: int
    xid: int | None
    __match_args__ = ('type', 'xid')
    def __init__(self, type: int | None = ..., xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hello(message):
    elements: list[_common.hello_elem]
    __match_args__ = ('xid', 'elements')
    def __init__(self, xid: int | None = ..., elements: Sequence[_common.hello_elem] | None = ..., *, extra: bytes | None = ...) -> None: ...
class echo_request(message):
    data: bytes
    __match_args__ = ('xid', 'data')
    def __init__(self, xid: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class echo_reply(message):
    data: bytes
    __match_args__ = ('xid', 'data')
    def __init__(self, xid: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter(message):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    subtype: int
    data: bytes
    __match_args__ = ('xid', 'experimenter', 'subtype', 'data')
    def __init__(self, xid: int | None = ..., experimenter: int | None = ..., subtype: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class features_request(message):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class features_reply(message):
    datapath_id: int
    n_buffers: int
    n_tables: int
    auxiliary_id: int
    capabilities: int
    reserved: int
    __match_args__ = ('xid', 'datapath_id', 'n_buffers', 'n_tables', 'auxiliary_id', 'capabilities', 'reserved')
    def __init__(self, xid: int | None = ..., datapath_id: int | None = ..., n_buffers: int | None = ..., n_tables: int | None = ..., auxiliary_id: int | None = ..., capabilities: int | None = ..., reserved: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class get_config_request(message):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class get_config_reply(message):
    flags: int
    miss_send_len: int
    __match_args__ = ('xid', 'flags', 'miss_send_len')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., miss_send_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class set_config(message):
    flags: int
    miss_send_len: int
    __match_args__ = ('xid', 'flags', 'miss_send_len')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., miss_send_len: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_status(message):
    reason: int
    desc: _common.port_desc
    __match_args__ = ('xid', 'reason', 'desc')
    def __init__(self, xid: int | None = ..., reason: int | None = ..., desc: _common.port_desc | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_mod(message):
    port_no: int
    hw_addr: _f.MacMember
    config: int
    mask: int
    advertise: int
    __match_args__ = ('xid', 'port_no', 'hw_addr', 'config', 'mask', 'advertise')
    def __init__(self, xid: int | None = ..., port_no: int | None = ..., hw_addr: _f.Mac | None = ..., config: int | None = ..., mask: int | None = ..., advertise: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_mod(message):
    table_id: int
    config: int
    __match_args__ = ('xid', 'table_id', 'config')
    def __init__(self, xid: int | None = ..., table_id: int | None = ..., config: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_mod(message):
    subtypes: ClassVar[_f.Subtypes]
    cookie: int
    cookie_mask: int
    table_id: int
    _command: int
    idle_timeout: int
    hard_timeout: int
    priority: int
    buffer_id: int
    out_port: int
    out_group: int
    flags: int
    match: _common.match_v3
    instructions: list[_instruction.instruction]
    __match_args__ = ('xid', 'cookie', 'cookie_mask', 'table_id', '_command', 'idle_timeout', 'hard_timeout', 'priority', 'buffer_id', 'out_port', 'out_group', 'flags', 'match', 'instructions')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., cookie_mask: int | None = ..., table_id: int | None = ..., _command: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., buffer_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., flags: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_add(flow_mod):
    """Members that are not given are 0: a flow mod with buffer_id=0: it names buffer 0, and the packet in that goes through the flow; say buffer_id=0xffffffff, or use switch.add_flow()."""
    __match_args__ = ('xid', 'cookie', 'cookie_mask', 'table_id', 'idle_timeout', 'hard_timeout', 'priority', 'buffer_id', 'out_port', 'out_group', 'flags', 'match', 'instructions')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., cookie_mask: int | None = ..., table_id: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., buffer_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., flags: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_modify(flow_mod):
    """Members that are not given are 0: a flow mod with buffer_id=0: it names buffer 0, and the packet in that goes through the flow; say buffer_id=0xffffffff, or use switch.add_flow()."""
    __match_args__ = ('xid', 'cookie', 'cookie_mask', 'table_id', 'idle_timeout', 'hard_timeout', 'priority', 'buffer_id', 'out_port', 'out_group', 'flags', 'match', 'instructions')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., cookie_mask: int | None = ..., table_id: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., buffer_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., flags: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_modify_strict(flow_mod):
    """Members that are not given are 0: a flow mod with buffer_id=0: it names buffer 0, and the packet in that goes through the flow; say buffer_id=0xffffffff, or use switch.add_flow()."""
    __match_args__ = ('xid', 'cookie', 'cookie_mask', 'table_id', 'idle_timeout', 'hard_timeout', 'priority', 'buffer_id', 'out_port', 'out_group', 'flags', 'match', 'instructions')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., cookie_mask: int | None = ..., table_id: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., buffer_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., flags: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_delete(flow_mod):
    """Members that are not given are 0: a deletion that deletes nothing: 0 in out_port, out_group and table_id means port 0, group 0 and table 0, not any; say table_id=0xff, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY (1.0: out_port=ofp.OFPP_NONE), or use switch.delete_flows()."""
    __match_args__ = ('xid', 'cookie', 'cookie_mask', 'table_id', 'idle_timeout', 'hard_timeout', 'priority', 'buffer_id', 'out_port', 'out_group', 'flags', 'match', 'instructions')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., cookie_mask: int | None = ..., table_id: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., buffer_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., flags: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_delete_strict(flow_mod):
    """Members that are not given are 0: a deletion that deletes nothing: 0 in out_port, out_group and table_id means port 0, group 0 and table 0, not any; say table_id=0xff, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY (1.0: out_port=ofp.OFPP_NONE), or use switch.delete_flows()."""
    __match_args__ = ('xid', 'cookie', 'cookie_mask', 'table_id', 'idle_timeout', 'hard_timeout', 'priority', 'buffer_id', 'out_port', 'out_group', 'flags', 'match', 'instructions')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., cookie_mask: int | None = ..., table_id: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., buffer_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., flags: int | None = ..., match: _common.match_v3 | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_removed(message):
    cookie: int
    priority: int
    reason: int
    table_id: int
    duration_sec: int
    duration_nsec: int
    idle_timeout: int
    hard_timeout: int
    packet_count: int
    byte_count: int
    match: _common.match_v3
    __match_args__ = ('xid', 'cookie', 'priority', 'reason', 'table_id', 'duration_sec', 'duration_nsec', 'idle_timeout', 'hard_timeout', 'packet_count', 'byte_count', 'match')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., priority: int | None = ..., reason: int | None = ..., table_id: int | None = ..., duration_sec: int | None = ..., duration_nsec: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., packet_count: int | None = ..., byte_count: int | None = ..., match: _common.match_v3 | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_mod(message):
    subtypes: ClassVar[_f.Subtypes]
    command: int
    group_type: int
    group_id: int
    buckets: list[_common.bucket]
    __match_args__ = ('xid', 'command', 'group_type', 'group_id', 'buckets')
    def __init__(self, xid: int | None = ..., command: int | None = ..., group_type: int | None = ..., group_id: int | None = ..., buckets: Sequence[_common.bucket] | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_add(group_mod):
    __match_args__ = ('xid', 'group_type', 'group_id', 'buckets')
    def __init__(self, xid: int | None = ..., group_type: int | None = ..., group_id: int | None = ..., buckets: Sequence[_common.bucket] | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_modify(group_mod):
    __match_args__ = ('xid', 'group_type', 'group_id', 'buckets')
    def __init__(self, xid: int | None = ..., group_type: int | None = ..., group_id: int | None = ..., buckets: Sequence[_common.bucket] | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_delete(group_mod):
    __match_args__ = ('xid', 'group_type', 'group_id', 'buckets')
    def __init__(self, xid: int | None = ..., group_type: int | None = ..., group_id: int | None = ..., buckets: Sequence[_common.bucket] | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_mod(message):
    command: int
    flags: int
    meter_id: int
    meters: list[_meter_band.meter_band]
    __match_args__ = ('xid', 'command', 'flags', 'meter_id', 'meters')
    def __init__(self, xid: int | None = ..., command: int | None = ..., flags: int | None = ..., meter_id: int | None = ..., meters: Sequence[_meter_band.meter_band] | None = ..., *, extra: bytes | None = ...) -> None: ...
class packet_in(message):
    buffer_id: int
    total_len: int
    reason: int
    table_id: int
    cookie: int
    match: _common.match_v3
    data: bytes
    __match_args__ = ('xid', 'buffer_id', 'total_len', 'reason', 'table_id', 'cookie', 'match', 'data')
    def __init__(self, xid: int | None = ..., buffer_id: int | None = ..., total_len: int | None = ..., reason: int | None = ..., table_id: int | None = ..., cookie: int | None = ..., match: _common.match_v3 | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
    @property
    def in_port(self) -> int | None: ...
class packet_out(message):
    """Members that are not given are 0: a packet-out with buffer_id=0: it names buffer 0, and its data is not looked at; say buffer_id=0xffffffff, or use switch.packet_out()."""
    buffer_id: int
    in_port: int
    actions: list[_action.action]
    data: bytes
    __match_args__ = ('xid', 'buffer_id', 'in_port', 'actions', 'data')
    def __init__(self, xid: int | None = ..., buffer_id: int | None = ..., in_port: int | None = ..., actions: Sequence[_action.action] | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class barrier_request(message):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class barrier_reply(message):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class role_request(message):
    role: int
    generation_id: int
    __match_args__ = ('xid', 'role', 'generation_id')
    def __init__(self, xid: int | None = ..., role: int | None = ..., generation_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class role_reply(message):
    role: int
    generation_id: int
    __match_args__ = ('xid', 'role', 'generation_id')
    def __init__(self, xid: int | None = ..., role: int | None = ..., generation_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class async_get_request(message):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class async_get_reply(message):
    packet_in_mask_equal_master: int
    packet_in_mask_slave: int
    port_status_mask_equal_master: int
    port_status_mask_slave: int
    flow_removed_mask_equal_master: int
    flow_removed_mask_slave: int
    __match_args__ = ('xid', 'packet_in_mask_equal_master', 'packet_in_mask_slave', 'port_status_mask_equal_master', 'port_status_mask_slave', 'flow_removed_mask_equal_master', 'flow_removed_mask_slave')
    def __init__(self, xid: int | None = ..., packet_in_mask_equal_master: int | None = ..., packet_in_mask_slave: int | None = ..., port_status_mask_equal_master: int | None = ..., port_status_mask_slave: int | None = ..., flow_removed_mask_equal_master: int | None = ..., flow_removed_mask_slave: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class async_set(message):
    packet_in_mask_equal_master: int
    packet_in_mask_slave: int
    port_status_mask_equal_master: int
    port_status_mask_slave: int
    flow_removed_mask_equal_master: int
    flow_removed_mask_slave: int
    __match_args__ = ('xid', 'packet_in_mask_equal_master', 'packet_in_mask_slave', 'port_status_mask_equal_master', 'port_status_mask_slave', 'flow_removed_mask_equal_master', 'flow_removed_mask_slave')
    def __init__(self, xid: int | None = ..., packet_in_mask_equal_master: int | None = ..., packet_in_mask_slave: int | None = ..., port_status_mask_equal_master: int | None = ..., port_status_mask_slave: int | None = ..., flow_removed_mask_equal_master: int | None = ..., flow_removed_mask_slave: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_get_config_request(message):
    port: int
    __match_args__ = ('xid', 'port')
    def __init__(self, xid: int | None = ..., port: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_get_config_reply(message):
    port: int
    queues: list[_common.packet_queue]
    __match_args__ = ('xid', 'port', 'queues')
    def __init__(self, xid: int | None = ..., port: int | None = ..., queues: Sequence[_common.packet_queue] | None = ..., *, extra: bytes | None = ...) -> None: ...
class error_msg(message):
    subtypes: ClassVar[_f.Subtypes]
    err_type: int
    __match_args__ = ('xid', 'err_type')
    def __init__(self, xid: int | None = ..., err_type: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class hello_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bad_request_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bad_action_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bad_instruction_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bad_match_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_mod_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_mod_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_mod_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_mod_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_op_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class switch_config_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class role_request_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_mod_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_features_failed_error_msg(error_msg):
    code: int
    data: bytes
    __match_args__ = ('xid', 'code', 'data')
    def __init__(self, xid: int | None = ..., code: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter_error_msg(error_msg):
    subtypes: ClassVar[_f.Subtypes]
    subtype: int
    experimenter: int
    data: bytes
    __match_args__ = ('xid', 'subtype', 'experimenter', 'data')
    def __init__(self, xid: int | None = ..., subtype: int | None = ..., experimenter: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class stats_request(message):
    subtypes: ClassVar[_f.Subtypes]
    stats_type: int
    flags: int
    __match_args__ = ('xid', 'stats_type', 'flags')
    def __init__(self, xid: int | None = ..., stats_type: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class stats_reply(message):
    subtypes: ClassVar[_f.Subtypes]
    stats_type: int
    flags: int
    __match_args__ = ('xid', 'stats_type', 'flags')
    def __init__(self, xid: int | None = ..., stats_type: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class desc_stats_request(stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class desc_stats_reply(stats_reply):
    mfr_desc: str
    hw_desc: str
    sw_desc: str
    serial_num: str
    dp_desc: str
    __match_args__ = ('xid', 'flags', 'mfr_desc', 'hw_desc', 'sw_desc', 'serial_num', 'dp_desc')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., mfr_desc: str | None = ..., hw_desc: str | None = ..., sw_desc: str | None = ..., serial_num: str | None = ..., dp_desc: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_stats_request(stats_request):
    """Members that are not given are 0: a question that asks for nothing: 0 in out_port, out_group and table_id means port 0, group 0 and table 0, not any; say table_id=0xff, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY (1.0: out_port=ofp.OFPP_NONE), or use switch.flows()."""
    table_id: int
    out_port: int
    out_group: int
    cookie: int
    cookie_mask: int
    match: _common.match_v3
    __match_args__ = ('xid', 'flags', 'table_id', 'out_port', 'out_group', 'cookie', 'cookie_mask', 'match')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., table_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., cookie: int | None = ..., cookie_mask: int | None = ..., match: _common.match_v3 | None = ..., *, extra: bytes | None = ...) -> None: ...
class flow_stats_reply(stats_reply):
    entries: list[_common.flow_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.flow_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class aggregate_stats_request(stats_request):
    """Members that are not given are 0: a question that asks for nothing: 0 in out_port, out_group and table_id means port 0, group 0 and table 0, not any; say table_id=0xff, out_port=ofp.OFPP_ANY, out_group=ofp.OFPG_ANY (1.0: out_port=ofp.OFPP_NONE), or use switch.flows()."""
    table_id: int
    out_port: int
    out_group: int
    cookie: int
    cookie_mask: int
    match: _common.match_v3
    __match_args__ = ('xid', 'flags', 'table_id', 'out_port', 'out_group', 'cookie', 'cookie_mask', 'match')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., table_id: int | None = ..., out_port: int | None = ..., out_group: int | None = ..., cookie: int | None = ..., cookie_mask: int | None = ..., match: _common.match_v3 | None = ..., *, extra: bytes | None = ...) -> None: ...
class aggregate_stats_reply(stats_reply):
    packet_count: int
    byte_count: int
    flow_count: int
    __match_args__ = ('xid', 'flags', 'packet_count', 'byte_count', 'flow_count')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., packet_count: int | None = ..., byte_count: int | None = ..., flow_count: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_stats_request(stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_stats_reply(stats_reply):
    entries: list[_common.table_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.table_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_features_stats_request(stats_request):
    entries: list[_common.table_features]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.table_features] | None = ..., *, extra: bytes | None = ...) -> None: ...
class table_features_stats_reply(stats_reply):
    entries: list[_common.table_features]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.table_features] | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_stats_request(stats_request):
    """Members that are not given are 0: a question about port_no=0, which is no port; say port_no=ofp.OFPP_ANY (1.0: OFPP_NONE), or use switch.port_stats()."""
    port_no: int
    __match_args__ = ('xid', 'flags', 'port_no')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., port_no: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_stats_reply(stats_reply):
    entries: list[_common.port_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.port_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_desc_stats_request(stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class port_desc_stats_reply(stats_reply):
    entries: list[_common.port_desc]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.port_desc] | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_stats_request(stats_request):
    port_no: int
    queue_id: int
    __match_args__ = ('xid', 'flags', 'port_no', 'queue_id')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., port_no: int | None = ..., queue_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class queue_stats_reply(stats_reply):
    entries: list[_common.queue_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.queue_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_stats_request(stats_request):
    group_id: int
    __match_args__ = ('xid', 'flags', 'group_id')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., group_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_stats_reply(stats_reply):
    entries: list[_common.group_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.group_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_desc_stats_request(stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_desc_stats_reply(stats_reply):
    entries: list[_common.group_desc_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.group_desc_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_features_stats_request(stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class group_features_stats_reply(stats_reply):
    types: int
    capabilities: int
    max_groups_all: int
    max_groups_select: int
    max_groups_indirect: int
    max_groups_ff: int
    actions_all: int
    actions_select: int
    actions_indirect: int
    actions_ff: int
    __match_args__ = ('xid', 'flags', 'types', 'capabilities', 'max_groups_all', 'max_groups_select', 'max_groups_indirect', 'max_groups_ff', 'actions_all', 'actions_select', 'actions_indirect', 'actions_ff')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., types: int | None = ..., capabilities: int | None = ..., max_groups_all: int | None = ..., max_groups_select: int | None = ..., max_groups_indirect: int | None = ..., max_groups_ff: int | None = ..., actions_all: int | None = ..., actions_select: int | None = ..., actions_indirect: int | None = ..., actions_ff: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_stats_request(stats_request):
    """Members that are not given are 0: a question about meter_id=0, which is no meter; say meter_id=0xffffffff, or use switch.meters()."""
    meter_id: int
    __match_args__ = ('xid', 'flags', 'meter_id')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., meter_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_stats_reply(stats_reply):
    entries: list[_common.meter_stats]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.meter_stats] | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_config_stats_request(stats_request):
    """Members that are not given are 0: a question about meter_id=0, which is no meter; say meter_id=0xffffffff, or use switch.meters()."""
    meter_id: int
    __match_args__ = ('xid', 'flags', 'meter_id')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., meter_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_config_stats_reply(stats_reply):
    entries: list[_common.meter_config]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.meter_config] | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_features_stats_request(stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class meter_features_stats_reply(stats_reply):
    features: _common.meter_features
    __match_args__ = ('xid', 'flags', 'features')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., features: _common.meter_features | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter_stats_request(stats_request):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    subtype: int
    __match_args__ = ('xid', 'flags', 'experimenter', 'subtype')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., experimenter: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class experimenter_stats_reply(stats_reply):
    subtypes: ClassVar[_f.Subtypes]
    experimenter: int
    subtype: int
    __match_args__ = ('xid', 'flags', 'experimenter', 'subtype')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., experimenter: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_header(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'subtype')
    def __init__(self, xid: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_header(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'subtype')
    def __init__(self, xid: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_mirroring(bsn_header):
    report_mirror_ports: int
    __match_args__ = ('xid', 'report_mirror_ports')
    def __init__(self, xid: int | None = ..., report_mirror_ports: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_get_mirroring_request(bsn_header):
    report_mirror_ports: int
    __match_args__ = ('xid', 'report_mirror_ports')
    def __init__(self, xid: int | None = ..., report_mirror_ports: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_get_mirroring_reply(bsn_header):
    report_mirror_ports: int
    __match_args__ = ('xid', 'report_mirror_ports')
    def __init__(self, xid: int | None = ..., report_mirror_ports: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_get_interfaces_request(bsn_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_get_interfaces_reply(bsn_header):
    interfaces: list[_common.bsn_interface]
    __match_args__ = ('xid', 'interfaces')
    def __init__(self, xid: int | None = ..., interfaces: Sequence[_common.bsn_interface] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_pktin_suppression_request(bsn_header):
    enabled: int
    idle_timeout: int
    hard_timeout: int
    priority: int
    cookie: int
    __match_args__ = ('xid', 'enabled', 'idle_timeout', 'hard_timeout', 'priority', 'cookie')
    def __init__(self, xid: int | None = ..., enabled: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., cookie: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_virtual_port_create_request(bsn_header):
    vport: _common.bsn_vport
    __match_args__ = ('xid', 'vport')
    def __init__(self, xid: int | None = ..., vport: _common.bsn_vport | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_virtual_port_create_reply(bsn_header):
    status: int
    vport_no: int
    __match_args__ = ('xid', 'status', 'vport_no')
    def __init__(self, xid: int | None = ..., status: int | None = ..., vport_no: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_virtual_port_remove_request(bsn_header):
    vport_no: int
    __match_args__ = ('xid', 'vport_no')
    def __init__(self, xid: int | None = ..., vport_no: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_bw_enable_set_request(bsn_header):
    enable: int
    __match_args__ = ('xid', 'enable')
    def __init__(self, xid: int | None = ..., enable: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_bw_enable_get_request(bsn_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_bw_enable_get_reply(bsn_header):
    enabled: int
    __match_args__ = ('xid', 'enabled')
    def __init__(self, xid: int | None = ..., enabled: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_bw_clear_data_request(bsn_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_bw_clear_data_reply(bsn_header):
    status: int
    __match_args__ = ('xid', 'status')
    def __init__(self, xid: int | None = ..., status: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_bw_enable_set_reply(bsn_header):
    enable: int
    status: int
    __match_args__ = ('xid', 'enable', 'status')
    def __init__(self, xid: int | None = ..., enable: int | None = ..., status: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_pktin_suppression_reply(bsn_header):
    status: int
    __match_args__ = ('xid', 'status')
    def __init__(self, xid: int | None = ..., status: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_virtual_port_remove_reply(bsn_header):
    status: int
    __match_args__ = ('xid', 'status')
    def __init__(self, xid: int | None = ..., status: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_pdu_tx_request(bsn_header):
    tx_interval_ms: int
    port_no: int
    slot_num: int
    data: bytes
    __match_args__ = ('xid', 'tx_interval_ms', 'port_no', 'slot_num', 'data')
    def __init__(self, xid: int | None = ..., tx_interval_ms: int | None = ..., port_no: int | None = ..., slot_num: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_pdu_tx_reply(bsn_header):
    status: int
    port_no: int
    slot_num: int
    __match_args__ = ('xid', 'status', 'port_no', 'slot_num')
    def __init__(self, xid: int | None = ..., status: int | None = ..., port_no: int | None = ..., slot_num: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_pdu_rx_request(bsn_header):
    timeout_ms: int
    port_no: int
    slot_num: int
    data: bytes
    __match_args__ = ('xid', 'timeout_ms', 'port_no', 'slot_num', 'data')
    def __init__(self, xid: int | None = ..., timeout_ms: int | None = ..., port_no: int | None = ..., slot_num: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_pdu_rx_reply(bsn_header):
    status: int
    port_no: int
    slot_num: int
    __match_args__ = ('xid', 'status', 'port_no', 'slot_num')
    def __init__(self, xid: int | None = ..., status: int | None = ..., port_no: int | None = ..., slot_num: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_pdu_rx_timeout(bsn_header):
    port_no: int
    slot_num: int
    __match_args__ = ('xid', 'port_no', 'slot_num')
    def __init__(self, xid: int | None = ..., port_no: int | None = ..., slot_num: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_flow_idle_enable_set_request(bsn_header):
    enable: int
    __match_args__ = ('xid', 'enable')
    def __init__(self, xid: int | None = ..., enable: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_flow_idle_enable_set_reply(bsn_header):
    enable: int
    status: int
    __match_args__ = ('xid', 'enable', 'status')
    def __init__(self, xid: int | None = ..., enable: int | None = ..., status: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_flow_idle_enable_get_request(bsn_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_flow_idle_enable_get_reply(bsn_header):
    enabled: int
    __match_args__ = ('xid', 'enabled')
    def __init__(self, xid: int | None = ..., enabled: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_flow_idle(bsn_header):
    cookie: int
    priority: int
    table_id: int
    match: _common.match_v3
    __match_args__ = ('xid', 'cookie', 'priority', 'table_id', 'match')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., priority: int | None = ..., table_id: int | None = ..., match: _common.match_v3 | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_lacp_request(bsn_header):
    enabled: int
    port_no: int
    actor_sys_priority: int
    actor_sys_mac: _f.MacMember
    actor_port_priority: int
    actor_port_num: int
    actor_key: int
    __match_args__ = ('xid', 'enabled', 'port_no', 'actor_sys_priority', 'actor_sys_mac', 'actor_port_priority', 'actor_port_num', 'actor_key')
    def __init__(self, xid: int | None = ..., enabled: int | None = ..., port_no: int | None = ..., actor_sys_priority: int | None = ..., actor_sys_mac: _f.Mac | None = ..., actor_port_priority: int | None = ..., actor_port_num: int | None = ..., actor_key: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_lacp_reply(bsn_header):
    status: int
    port_no: int
    __match_args__ = ('xid', 'status', 'port_no')
    def __init__(self, xid: int | None = ..., status: int | None = ..., port_no: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lacp_convergence_notif(bsn_header):
    convergence_status: int
    port_no: int
    actor_sys_priority: int
    actor_sys_mac: _f.MacMember
    actor_port_priority: int
    actor_port_num: int
    actor_key: int
    partner_sys_priority: int
    partner_sys_mac: _f.MacMember
    partner_port_priority: int
    partner_port_num: int
    partner_key: int
    __match_args__ = ('xid', 'convergence_status', 'port_no', 'actor_sys_priority', 'actor_sys_mac', 'actor_port_priority', 'actor_port_num', 'actor_key', 'partner_sys_priority', 'partner_sys_mac', 'partner_port_priority', 'partner_port_num', 'partner_key')
    def __init__(self, xid: int | None = ..., convergence_status: int | None = ..., port_no: int | None = ..., actor_sys_priority: int | None = ..., actor_sys_mac: _f.Mac | None = ..., actor_port_priority: int | None = ..., actor_port_num: int | None = ..., actor_key: int | None = ..., partner_sys_priority: int | None = ..., partner_sys_mac: _f.Mac | None = ..., partner_port_priority: int | None = ..., partner_port_num: int | None = ..., partner_key: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_time_request(bsn_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_time_reply(bsn_header):
    time_ms: int
    __match_args__ = ('xid', 'time_ms')
    def __init__(self, xid: int | None = ..., time_ms: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_entry_add(bsn_header):
    table_id: int
    checksum: int
    key: list[_bsn_tlv.bsn_tlv]
    value: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('xid', 'table_id', 'checksum', 'key', 'value')
    def __init__(self, xid: int | None = ..., table_id: int | None = ..., checksum: int | None = ..., key: Sequence[_bsn_tlv.bsn_tlv] | None = ..., value: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_entry_delete(bsn_header):
    table_id: int
    key: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('xid', 'table_id', 'key')
    def __init__(self, xid: int | None = ..., table_id: int | None = ..., key: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_clear_request(bsn_header):
    table_id: int
    checksum: int
    checksum_mask: int
    __match_args__ = ('xid', 'table_id', 'checksum', 'checksum_mask')
    def __init__(self, xid: int | None = ..., table_id: int | None = ..., checksum: int | None = ..., checksum_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_clear_reply(bsn_header):
    table_id: int
    deleted_count: int
    error_count: int
    __match_args__ = ('xid', 'table_id', 'deleted_count', 'error_count')
    def __init__(self, xid: int | None = ..., table_id: int | None = ..., deleted_count: int | None = ..., error_count: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_set_buckets_size(bsn_header):
    table_id: int
    buckets_size: int
    __match_args__ = ('xid', 'table_id', 'buckets_size')
    def __init__(self, xid: int | None = ..., table_id: int | None = ..., buckets_size: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_get_switch_pipeline_request(bsn_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_get_switch_pipeline_reply(bsn_header):
    pipeline: str
    __match_args__ = ('xid', 'pipeline')
    def __init__(self, xid: int | None = ..., pipeline: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_switch_pipeline_request(bsn_header):
    pipeline: str
    __match_args__ = ('xid', 'pipeline')
    def __init__(self, xid: int | None = ..., pipeline: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_switch_pipeline_reply(bsn_header):
    status: int
    __match_args__ = ('xid', 'status')
    def __init__(self, xid: int | None = ..., status: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_role_status(bsn_header):
    role: int
    reason: int
    generation_id: int
    __match_args__ = ('xid', 'role', 'reason', 'generation_id')
    def __init__(self, xid: int | None = ..., role: int | None = ..., reason: int | None = ..., generation_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_controller_connections_request(bsn_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_controller_connections_reply(bsn_header):
    connections: list[_common.bsn_controller_connection]
    __match_args__ = ('xid', 'connections')
    def __init__(self, xid: int | None = ..., connections: Sequence[_common.bsn_controller_connection] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_aux_cxns_request(bsn_header):
    num_aux: int
    __match_args__ = ('xid', 'num_aux')
    def __init__(self, xid: int | None = ..., num_aux: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_set_aux_cxns_reply(bsn_header):
    num_aux: int
    status: int
    __match_args__ = ('xid', 'num_aux', 'status')
    def __init__(self, xid: int | None = ..., num_aux: int | None = ..., status: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_arp_idle(bsn_header):
    vlan_vid: int
    ipv4_addr: _f.IPv4Member
    __match_args__ = ('xid', 'vlan_vid', 'ipv4_addr')
    def __init__(self, xid: int | None = ..., vlan_vid: int | None = ..., ipv4_addr: _f.IPv4 | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_table_set_buckets_size(bsn_header):
    table_id: int
    buckets_size: int
    __match_args__ = ('xid', 'table_id', 'buckets_size')
    def __init__(self, xid: int | None = ..., table_id: int | None = ..., buckets_size: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_log(bsn_header):
    loglevel: int
    data: bytes
    __match_args__ = ('xid', 'loglevel', 'data')
    def __init__(self, xid: int | None = ..., loglevel: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lua_upload(bsn_header):
    flags: int
    filename: str
    data: bytes
    __match_args__ = ('xid', 'flags', 'filename', 'data')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., filename: str | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lua_command_request(bsn_header):
    data: bytes
    __match_args__ = ('xid', 'data')
    def __init__(self, xid: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lua_command_reply(bsn_header):
    data: bytes
    __match_args__ = ('xid', 'data')
    def __init__(self, xid: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lua_notification(bsn_header):
    data: bytes
    __match_args__ = ('xid', 'data')
    def __init__(self, xid: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vlan_counter_clear(bsn_header):
    vlan_vid: int
    __match_args__ = ('xid', 'vlan_vid')
    def __init__(self, xid: int | None = ..., vlan_vid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_base_error(experimenter_error_msg):
    subtypes: ClassVar[_f.Subtypes]
    err_msg: str
    __match_args__ = ('xid', 'subtype', 'err_msg', 'data')
    def __init__(self, xid: int | None = ..., subtype: int | None = ..., err_msg: str | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_error(bsn_base_error):
    __match_args__ = ('xid', 'err_msg', 'data')
    def __init__(self, xid: int | None = ..., err_msg: str | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_error(bsn_base_error):
    error_code: int
    table_id: int
    __match_args__ = ('xid', 'error_code', 'table_id', 'err_msg', 'data')
    def __init__(self, xid: int | None = ..., error_code: int | None = ..., table_id: int | None = ..., err_msg: str | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_stats_request(experimenter_stats_request):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'flags', 'subtype')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_stats_reply(experimenter_stats_reply):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'flags', 'subtype')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lacp_stats_request(bsn_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_lacp_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_lacp_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_lacp_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_entry_desc_stats_request(bsn_stats_request):
    table_id: int
    checksum: int
    checksum_mask: int
    __match_args__ = ('xid', 'flags', 'table_id', 'checksum', 'checksum_mask')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., table_id: int | None = ..., checksum: int | None = ..., checksum_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_entry_desc_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_gentable_entry_desc_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_gentable_entry_desc_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_entry_stats_request(bsn_stats_request):
    table_id: int
    checksum: int
    checksum_mask: int
    __match_args__ = ('xid', 'flags', 'table_id', 'checksum', 'checksum_mask')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., table_id: int | None = ..., checksum: int | None = ..., checksum_mask: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_entry_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_gentable_entry_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_gentable_entry_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_desc_stats_request(bsn_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_desc_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_gentable_desc_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_gentable_desc_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_bucket_stats_request(bsn_stats_request):
    table_id: int
    __match_args__ = ('xid', 'flags', 'table_id')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., table_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_bucket_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_gentable_bucket_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_gentable_bucket_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_switch_pipeline_stats_request(bsn_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_switch_pipeline_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_switch_pipeline_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_switch_pipeline_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_stats_request(bsn_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_gentable_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_gentable_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_gentable_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_port_counter_stats_request(bsn_stats_request):
    port_no: int
    __match_args__ = ('xid', 'flags', 'port_no')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., port_no: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_port_counter_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_port_counter_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_port_counter_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vlan_counter_stats_request(bsn_stats_request):
    vlan_vid: int
    __match_args__ = ('xid', 'flags', 'vlan_vid')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., vlan_vid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vlan_counter_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_vlan_counter_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_vlan_counter_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_flow_checksum_bucket_stats_request(bsn_stats_request):
    table_id: int
    __match_args__ = ('xid', 'flags', 'table_id')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., table_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_flow_checksum_bucket_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_flow_checksum_bucket_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_flow_checksum_bucket_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_table_checksum_stats_request(bsn_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_table_checksum_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_table_checksum_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_table_checksum_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_debug_counter_stats_request(bsn_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_debug_counter_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_debug_counter_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_debug_counter_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_debug_counter_desc_stats_request(bsn_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_debug_counter_desc_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_debug_counter_desc_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_debug_counter_desc_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_image_desc_stats_request(bsn_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_image_desc_stats_reply(bsn_stats_reply):
    image_checksum: str
    startup_config_checksum: str
    __match_args__ = ('xid', 'flags', 'image_checksum', 'startup_config_checksum')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., image_checksum: str | None = ..., startup_config_checksum: str | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vrf_counter_stats_request(bsn_stats_request):
    vrf: int
    __match_args__ = ('xid', 'flags', 'vrf')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., vrf: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_vrf_counter_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_vrf_counter_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_vrf_counter_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_generic_stats_request(bsn_stats_request):
    name: str
    tlvs: list[_bsn_tlv.bsn_tlv]
    __match_args__ = ('xid', 'flags', 'name', 'tlvs')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., name: str | None = ..., tlvs: Sequence[_bsn_tlv.bsn_tlv] | None = ..., *, extra: bytes | None = ...) -> None: ...
class bsn_generic_stats_reply(bsn_stats_reply):
    entries: list[_common.bsn_generic_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.bsn_generic_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_stats_request(experimenter_stats_request):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'flags', 'subtype')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_stats_reply(experimenter_stats_reply):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'flags', 'subtype')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_stats_request(experimenter_stats_request):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'flags', 'subtype')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_stats_reply(experimenter_stats_reply):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'flags', 'subtype')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_flow_monitor_request(onf_stats_request):
    entries: list[_common.onf_flow_monitor_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.onf_flow_monitor_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_flow_monitor_reply(onf_stats_reply):
    entries: list[_common.onf_flow_update]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.onf_flow_update] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ipfix_bridge_stats_request(nicira_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ipfix_bridge_stats_reply(nicira_stats_reply):
    total_flows: int
    current_flows: int
    pkts: int
    ipv4_pkts: int
    ipv6_pkts: int
    error_pkts: int
    ipv4_error_pkts: int
    ipv6_error_pkts: int
    tx_pkts: int
    tx_errors: int
    collector_set_id: int
    __match_args__ = ('xid', 'flags', 'total_flows', 'current_flows', 'pkts', 'ipv4_pkts', 'ipv6_pkts', 'error_pkts', 'ipv4_error_pkts', 'ipv6_error_pkts', 'tx_pkts', 'tx_errors', 'collector_set_id')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., total_flows: int | None = ..., current_flows: int | None = ..., pkts: int | None = ..., ipv4_pkts: int | None = ..., ipv6_pkts: int | None = ..., error_pkts: int | None = ..., ipv4_error_pkts: int | None = ..., ipv6_error_pkts: int | None = ..., tx_pkts: int | None = ..., tx_errors: int | None = ..., collector_set_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ipfix_flow_stats_request(nicira_stats_request):
    __match_args__ = ('xid', 'flags')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ipfix_flow_stats_reply(nicira_stats_reply):
    entries: list[_common.nicira_ipfix_stats_entry]
    __match_args__ = ('xid', 'flags', 'entries')
    def __init__(self, xid: int | None = ..., flags: int | None = ..., entries: Sequence[_common.nicira_ipfix_stats_entry] | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_header(experimenter):
    subtypes: ClassVar[_f.Subtypes]
    __match_args__ = ('xid', 'subtype')
    def __init__(self, xid: int | None = ..., subtype: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_flow_mod(nicira_header):
    cookie: int
    command: int
    idle_timeout: int
    hard_timeout: int
    priority: int
    buffer_id: int
    out_port: int
    flags: int
    match: _common.nx_match
    instructions: list[_instruction.instruction]
    __match_args__ = ('xid', 'cookie', 'command', 'idle_timeout', 'hard_timeout', 'priority', 'buffer_id', 'out_port', 'flags', 'match', 'instructions')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., command: int | None = ..., idle_timeout: int | None = ..., hard_timeout: int | None = ..., priority: int | None = ..., buffer_id: int | None = ..., out_port: int | None = ..., flags: int | None = ..., match: _common.nx_match | None = ..., instructions: Sequence[_instruction.instruction] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_flow_removed(nicira_header):
    cookie: int
    priority: int
    reason: int
    table_id: int
    duration_sec: int
    duration_nsec: int
    idle_timeout: int
    packet_count: int
    byte_count: int
    match: _common.nx_match
    __match_args__ = ('xid', 'cookie', 'priority', 'reason', 'table_id', 'duration_sec', 'duration_nsec', 'idle_timeout', 'packet_count', 'byte_count', 'match')
    def __init__(self, xid: int | None = ..., cookie: int | None = ..., priority: int | None = ..., reason: int | None = ..., table_id: int | None = ..., duration_sec: int | None = ..., duration_nsec: int | None = ..., idle_timeout: int | None = ..., packet_count: int | None = ..., byte_count: int | None = ..., match: _common.nx_match | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_flow_mod_table_id(nicira_header):
    set: int
    __match_args__ = ('xid', 'set')
    def __init__(self, xid: int | None = ..., set: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_flow_age(nicira_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_flow_monitor_cancel(onf_header):
    id: int
    __match_args__ = ('xid', 'id')
    def __init__(self, xid: int | None = ..., id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_flow_monitor_paused(onf_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_flow_monitor_resumed(onf_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_packet_in(nicira_header):
    buffer_id: int
    total_len: int
    reason: int
    table_id: int
    cookie: int
    match: _common.nx_match
    data: bytes
    __match_args__ = ('xid', 'buffer_id', 'total_len', 'reason', 'table_id', 'cookie', 'match', 'data')
    def __init__(self, xid: int | None = ..., buffer_id: int | None = ..., total_len: int | None = ..., reason: int | None = ..., table_id: int | None = ..., cookie: int | None = ..., match: _common.nx_match | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
    @property
    def userdata(self) -> bytes: ...
    @property
    def continuation(self) -> bytes | None: ...
    @property
    def in_port(self) -> int | None: ...
    @property
    def metadata(self) -> _common.nx_match: ...
class nicira_packet_in2(nicira_header):
    properties: list[_common.nicira_packet_in_prop]
    __match_args__ = ('xid', 'properties')
    def __init__(self, xid: int | None = ..., properties: Sequence[_common.nicira_packet_in_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
    @property
    def data(self) -> bytes: ...  # type: ignore[override]
    @property
    def buffer_id(self) -> int: ...
    @property
    def table_id(self) -> int: ...
    @property
    def cookie(self) -> int: ...
    @property
    def reason(self) -> int: ...
    @property
    def userdata(self) -> bytes: ...
    @property
    def continuation(self) -> bytes | None: ...
    @property
    def total_len(self) -> int: ...
    @property
    def match(self) -> _common.match_v3: ...
    @property
    def in_port(self) -> int | None: ...
    @property
    def metadata(self) -> _common.match_v3: ...
class nicira_resume(nicira_header):
    properties: list[_common.nicira_packet_in_prop]
    __match_args__ = ('xid', 'properties')
    def __init__(self, xid: int | None = ..., properties: Sequence[_common.nicira_packet_in_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
    @property
    def data(self) -> bytes: ...  # type: ignore[override]
    @property
    def buffer_id(self) -> int: ...
    @property
    def table_id(self) -> int: ...
    @property
    def cookie(self) -> int: ...
    @property
    def reason(self) -> int: ...
    @property
    def userdata(self) -> bytes: ...
    @property
    def continuation(self) -> bytes | None: ...
    @property
    def total_len(self) -> int: ...
    @property
    def match(self) -> _common.match_v3: ...
    @property
    def in_port(self) -> int | None: ...
    @property
    def metadata(self) -> _common.match_v3: ...
class nicira_set_packet_in_format(nicira_header):
    format: int
    __match_args__ = ('xid', 'format')
    def __init__(self, xid: int | None = ..., format: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_controller_id(nicira_header):
    controller_id: int
    __match_args__ = ('xid', 'controller_id')
    def __init__(self, xid: int | None = ..., controller_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller_role_request(nicira_header):
    role: int
    __match_args__ = ('xid', 'role')
    def __init__(self, xid: int | None = ..., role: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_controller_role_reply(nicira_header):
    role: int
    __match_args__ = ('xid', 'role')
    def __init__(self, xid: int | None = ..., role: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_role_status(onf_header):
    role: int
    reason: int
    generation_id: int
    __match_args__ = ('xid', 'role', 'reason', 'generation_id')
    def __init__(self, xid: int | None = ..., role: int | None = ..., reason: int | None = ..., generation_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_async_config(nicira_header):
    packet_in_mask_equal_master: int
    packet_in_mask_slave: int
    port_status_mask_equal_master: int
    port_status_mask_slave: int
    flow_removed_mask_equal_master: int
    flow_removed_mask_slave: int
    __match_args__ = ('xid', 'packet_in_mask_equal_master', 'packet_in_mask_slave', 'port_status_mask_equal_master', 'port_status_mask_slave', 'flow_removed_mask_equal_master', 'flow_removed_mask_slave')
    def __init__(self, xid: int | None = ..., packet_in_mask_equal_master: int | None = ..., packet_in_mask_slave: int | None = ..., port_status_mask_equal_master: int | None = ..., port_status_mask_slave: int | None = ..., flow_removed_mask_equal_master: int | None = ..., flow_removed_mask_slave: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_set_async_config2(nicira_header):
    properties: list[_common.nicira_async_config_prop]
    __match_args__ = ('xid', 'properties')
    def __init__(self, xid: int | None = ..., properties: Sequence[_common.nicira_async_config_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_requestforward(onf_header):
    request: _message.message | None
    __match_args__ = ('xid', 'request')
    def __init__(self, xid: int | None = ..., request: _message.message | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_bundle_ctrl_msg(onf_header):
    bundle_id: int
    bundle_ctrl_type: int
    flags: int
    properties: bytes
    __match_args__ = ('xid', 'bundle_id', 'bundle_ctrl_type', 'flags', 'properties')
    def __init__(self, xid: int | None = ..., bundle_id: int | None = ..., bundle_ctrl_type: int | None = ..., flags: int | None = ..., properties: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_bundle_add_msg(onf_header):
    bundle_id: int
    flags: int
    message: _message.message | None
    properties: bytes
    __match_args__ = ('xid', 'bundle_id', 'flags', 'message', 'properties')
    def __init__(self, xid: int | None = ..., bundle_id: int | None = ..., flags: int | None = ..., message: _message.message | None = ..., properties: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_tlv_table_mod(nicira_header):
    command: int
    tlv_maps: list[_common.nicira_tlv_map]
    __match_args__ = ('xid', 'command', 'tlv_maps')
    def __init__(self, xid: int | None = ..., command: int | None = ..., tlv_maps: Sequence[_common.nicira_tlv_map] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_tlv_table_request(nicira_header):
    __match_args__ = ('xid',)
    def __init__(self, xid: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_tlv_table_reply(nicira_header):
    max_option_space: int
    max_fields: int
    tlv_maps: list[_common.nicira_tlv_map]
    __match_args__ = ('xid', 'max_option_space', 'max_fields', 'tlv_maps')
    def __init__(self, xid: int | None = ..., max_option_space: int | None = ..., max_fields: int | None = ..., tlv_maps: Sequence[_common.nicira_tlv_map] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush_zone(nicira_header):
    zone_id: int
    __match_args__ = ('xid', 'zone_id')
    def __init__(self, xid: int | None = ..., zone_id: int | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_ct_flush(nicira_header):
    ip_proto: int
    properties: list[_common.nicira_ct_flush_prop]
    __match_args__ = ('xid', 'ip_proto', 'properties')
    def __init__(self, xid: int | None = ..., ip_proto: int | None = ..., properties: Sequence[_common.nicira_ct_flush_prop] | None = ..., *, extra: bytes | None = ...) -> None: ...
class nicira_error_msg(experimenter_error_msg):
    __match_args__ = ('xid', 'subtype', 'data')
    def __init__(self, xid: int | None = ..., subtype: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
class onf_error_msg(experimenter_error_msg):
    __match_args__ = ('xid', 'subtype', 'data')
    def __init__(self, xid: int | None = ..., subtype: int | None = ..., data: _f.Octets | None = ..., *, extra: bytes | None = ...) -> None: ...
def parse_header(buf: _f.Octets) -> tuple[int, int, int, int]: ...
def parse_message(buf: _f.Octets) -> message: ...
