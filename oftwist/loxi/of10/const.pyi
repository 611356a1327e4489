"""OpenFlow 1.0: constants. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import Final

OFP_VERSION: Final[int]
OFP_MAX_TABLE_NAME_LEN: Final[int]  # 0x20
OFP_MAX_PORT_NAME_LEN: Final[int]  # 0x10
OFP_TCP_PORT: Final[int]  # 0x19fd
OFP_SSL_PORT: Final[int]  # 0x19fd
OFP_ETH_ALEN: Final[int]  # 0x6
OFP_DEFAULT_MISS_SEND_LEN: Final[int]  # 0x80
OFP_VLAN_NONE: Final[int]  # 0xffff
OFPFW_ICMP_TYPE: Final[int]  # 0x40
OFPFW_ICMP_CODE: Final[int]  # 0x80
OFP_DL_TYPE_ETH2_CUTOFF: Final[int]  # 0x600
OFP_DL_TYPE_NOT_ETH_TYPE: Final[int]  # 0x5ff
OFP_FLOW_PERMANENT: Final[int]  # 0x0
OFP_DEFAULT_PRIORITY: Final[int]  # 0x8000
DESC_STR_LEN: Final[int]  # 0x100
SERIAL_NUM_LEN: Final[int]  # 0x20
OFPQ_ALL: Final[int]  # 0xffffffff
OFPQ_MIN_RATE_UNCFG: Final[int]  # 0xffff
NX_ACTION_SAMPLE_DEFAULT: Final[int]  # 0x0
NX_ACTION_SAMPLE_INGRESS: Final[int]  # 0x1
NX_ACTION_SAMPLE_EGRESS: Final[int]  # 0x2
nx_action_sample_direction_map: Final[dict[int, str]]
NX_BD_ALG_ACTIVE_BACKUP: Final[int]  # 0x0
NX_BD_ALG_HRW: Final[int]  # 0x1
nx_bd_algorithm_map: Final[dict[int, str]]
NX_CT_F_COMMIT: Final[int]  # 0x1
NX_CT_F_FORCE: Final[int]  # 0x2
nx_ct_flags_map: Final[dict[int, str]]
NX_CT_STATE_NEW: Final[int]  # 0x1
NX_CT_STATE_EST: Final[int]  # 0x2
NX_CT_STATE_REL: Final[int]  # 0x4
NX_CT_STATE_RPL: Final[int]  # 0x8
NX_CT_STATE_INV: Final[int]  # 0x10
NX_CT_STATE_TRK: Final[int]  # 0x20
NX_CT_STATE_SNAT: Final[int]  # 0x40
NX_CT_STATE_DNAT: Final[int]  # 0x80
nx_ct_state_map: Final[dict[int, str]]
NXFF_OPENFLOW10: Final[int]  # 0x0
NXFF_NXM: Final[int]  # 0x2
nx_flow_format_map: Final[dict[int, str]]
NXFMF_INITIAL: Final[int]  # 0x1
NXFMF_ADD: Final[int]  # 0x2
NXFMF_DELETE: Final[int]  # 0x4
NXFMF_MODIFY: Final[int]  # 0x8
NXFMF_ACTIONS: Final[int]  # 0x10
NXFMF_OWN: Final[int]  # 0x20
nx_flow_monitor_flags_map: Final[dict[int, str]]
NXFME_ADDED: Final[int]  # 0x0
NXFME_DELETED: Final[int]  # 0x1
NXFME_MODIFIED: Final[int]  # 0x2
NXFME_ABBREV: Final[int]  # 0x3
nx_flow_update_event_map: Final[dict[int, str]]
OFPGC_ADD: Final[int]  # 0x0
OFPGC_MODIFY: Final[int]  # 0x1
OFPGC_DELETE: Final[int]  # 0x2
OFPGC_INSERT_BUCKET: Final[int]  # 0x3
OFPGC_REMOVE_BUCKET: Final[int]  # 0x5
nx_group_mod_command_map: Final[dict[int, str]]
OFPGT_ALL: Final[int]  # 0x0
OFPGT_SELECT: Final[int]  # 0x1
OFPGT_INDIRECT: Final[int]  # 0x2
OFPGT_FF: Final[int]  # 0x3
nx_group_type_map: Final[dict[int, str]]
NX_HASH_FIELDS_ETH_SRC: Final[int]  # 0x0
NX_HASH_FIELDS_SYMMETRIC_L4: Final[int]  # 0x1
NX_HASH_FIELDS_SYMMETRIC_L3L4: Final[int]  # 0x2
NX_HASH_FIELDS_SYMMETRIC_L3L4_UDP: Final[int]  # 0x3
NX_HASH_FIELDS_NW_SRC: Final[int]  # 0x4
NX_HASH_FIELDS_NW_DST: Final[int]  # 0x5
NX_HASH_FIELDS_SYMMETRIC_L3: Final[int]  # 0x6
nx_hash_fields_map: Final[dict[int, str]]
NX_LEARN_F_SEND_FLOW_REM: Final[int]  # 0x1
NX_LEARN_F_DELETE_LEARNED: Final[int]  # 0x2
NX_LEARN_F_WRITE_RESULT: Final[int]  # 0x4
nx_learn_flags_map: Final[dict[int, str]]
NX_LEARN_SPEC_MATCH: Final[int]  # 0x0
NX_LEARN_SPEC_LOAD: Final[int]  # 0x1
NX_LEARN_SPEC_OUTPUT: Final[int]  # 0x2
nx_learn_spec_dst_map: Final[dict[int, str]]
NX_MP_ALG_MODULO_N: Final[int]  # 0x0
NX_MP_ALG_HASH_THRESHOLD: Final[int]  # 0x1
NX_MP_ALG_HRW: Final[int]  # 0x2
NX_MP_ALG_ITER_HASH: Final[int]  # 0x3
nx_mp_algorithm_map: Final[dict[int, str]]
NX_NAT_F_SRC: Final[int]  # 0x1
NX_NAT_F_DST: Final[int]  # 0x2
NX_NAT_F_PERSISTENT: Final[int]  # 0x4
NX_NAT_F_PROTO_HASH: Final[int]  # 0x8
NX_NAT_F_PROTO_RANDOM: Final[int]  # 0x10
nx_nat_flags_map: Final[dict[int, str]]
NXPIF_STANDARD: Final[int]  # 0x0
NXPIF_NXT_PACKET_IN: Final[int]  # 0x1
NXPIF_NXT_PACKET_IN2: Final[int]  # 0x2
nx_packet_in_format_map: Final[dict[int, str]]
NXTTMC_ADD: Final[int]  # 0x0
NXTTMC_DELETE: Final[int]  # 0x1
NXTTMC_CLEAR: Final[int]  # 0x2
nx_tlv_table_mod_command_map: Final[dict[int, str]]
BSN_PDU_SLOT_NUM_ANY: Final[int]  # 0xff
of_bsn_pdu_slot_num_map: Final[dict[int, str]]
OFPAT_OUTPUT: Final[int]  # 0x0
OFPAT_SET_VLAN_VID: Final[int]  # 0x1
OFPAT_SET_VLAN_PCP: Final[int]  # 0x2
OFPAT_STRIP_VLAN: Final[int]  # 0x3
OFPAT_SET_DL_SRC: Final[int]  # 0x4
OFPAT_SET_DL_DST: Final[int]  # 0x5
OFPAT_SET_NW_SRC: Final[int]  # 0x6
OFPAT_SET_NW_DST: Final[int]  # 0x7
OFPAT_SET_NW_TOS: Final[int]  # 0x8
OFPAT_SET_TP_SRC: Final[int]  # 0x9
OFPAT_SET_TP_DST: Final[int]  # 0xa
OFPAT_ENQUEUE: Final[int]  # 0xb
OFPAT_EXPERIMENTER: Final[int]  # 0xffff
OFPAT_VENDOR: Final[int]  # 0xffff
ofp_action_type_map: Final[dict[int, str]]
OFPBAC_BAD_TYPE: Final[int]  # 0x0
OFPBAC_BAD_LEN: Final[int]  # 0x1
OFPBAC_BAD_EXPERIMENTER: Final[int]  # 0x2
OFPBAC_BAD_VENDOR: Final[int]  # 0x2
OFPBAC_BAD_EXPERIMENTER_TYPE: Final[int]  # 0x3
OFPBAC_BAD_VENDOR_TYPE: Final[int]  # 0x3
OFPBAC_BAD_OUT_PORT: Final[int]  # 0x4
OFPBAC_BAD_ARGUMENT: Final[int]  # 0x5
OFPBAC_EPERM: Final[int]  # 0x6
OFPBAC_TOO_MANY: Final[int]  # 0x7
OFPBAC_BAD_QUEUE: Final[int]  # 0x8
ofp_bad_action_code_map: Final[dict[int, str]]
OFPBRC_BAD_VERSION: Final[int]  # 0x0
OFPBRC_BAD_TYPE: Final[int]  # 0x1
OFPBRC_BAD_STAT: Final[int]  # 0x2
OFPBRC_BAD_EXPERIMENTER: Final[int]  # 0x3
OFPBRC_BAD_VENDOR: Final[int]  # 0x3
OFPBRC_BAD_SUBTYPE: Final[int]  # 0x4
OFPBRC_EPERM: Final[int]  # 0x5
OFPBRC_BAD_LEN: Final[int]  # 0x6
OFPBRC_BUFFER_EMPTY: Final[int]  # 0x7
OFPBRC_BUFFER_UNKNOWN: Final[int]  # 0x8
ofp_bad_request_code_map: Final[dict[int, str]]
OF_BSN_VPORT_L2GRE_LOCAL_MAC_IS_VALID: Final[int]  # 0x1
OF_BSN_VPORT_L2GRE_DSCP_ASSIGN: Final[int]  # 0x2
OF_BSN_VPORT_L2GRE_DSCP_COPY: Final[int]  # 0x4
OF_BSN_VPORT_L2GRE_LOOPBACK_IS_VALID: Final[int]  # 0x8
OF_BSN_VPORT_L2GRE_RATE_LIMIT_IS_VALID: Final[int]  # 0x10
ofp_bsn_vport_l2gre_flags_map: Final[dict[int, str]]
OF_BSN_VPORT_Q_IN_Q_UNTAGGED: Final[int]  # 0xffff
ofp_bsn_vport_q_in_q_untagged_map: Final[dict[int, str]]
OF_BSN_VPORT_STATUS_OK: Final[int]  # 0x0
OF_BSN_VPORT_STATUS_FAILED: Final[int]  # 0x1
ofp_bsn_vport_status_map: Final[dict[int, str]]
OFPC_FLOW_STATS: Final[int]  # 0x1
OFPC_TABLE_STATS: Final[int]  # 0x2
OFPC_PORT_STATS: Final[int]  # 0x4
OFPC_STP: Final[int]  # 0x8
OFPC_RESERVED: Final[int]  # 0x10
OFPC_IP_REASM: Final[int]  # 0x20
OFPC_QUEUE_STATS: Final[int]  # 0x40
OFPC_ARP_MATCH_IP: Final[int]  # 0x80
ofp_capabilities_map: Final[dict[int, str]]
OFPC_FRAG_NORMAL: Final[int]  # 0x0
OFPC_FRAG_DROP: Final[int]  # 0x1
OFPC_FRAG_REASM: Final[int]  # 0x2
OFPC_FRAG_MASK: Final[int]  # 0x3
ofp_config_flags_map: Final[dict[int, str]]
OFPET_HELLO_FAILED: Final[int]  # 0x0
OFPET_BAD_REQUEST: Final[int]  # 0x1
OFPET_BAD_ACTION: Final[int]  # 0x2
OFPET_FLOW_MOD_FAILED: Final[int]  # 0x3
OFPET_PORT_MOD_FAILED: Final[int]  # 0x4
OFPET_QUEUE_OP_FAILED: Final[int]  # 0x5
ofp_error_type_map: Final[dict[int, str]]
OFPFC_ADD: Final[int]  # 0x0
OFPFC_MODIFY: Final[int]  # 0x1
OFPFC_MODIFY_STRICT: Final[int]  # 0x2
OFPFC_DELETE: Final[int]  # 0x3
OFPFC_DELETE_STRICT: Final[int]  # 0x4
ofp_flow_mod_command_map: Final[dict[int, str]]
OFPFMFC_ALL_TABLES_FULL: Final[int]  # 0x0
OFPFMFC_OVERLAP: Final[int]  # 0x1
OFPFMFC_EPERM: Final[int]  # 0x2
OFPFMFC_BAD_EMERG_TIMEOUT: Final[int]  # 0x3
OFPFMFC_BAD_COMMAND: Final[int]  # 0x4
OFPFMFC_UNSUPPORTED: Final[int]  # 0x5
ofp_flow_mod_failed_code_map: Final[dict[int, str]]
OFPFF_SEND_FLOW_REM: Final[int]  # 0x1
OFPFF_CHECK_OVERLAP: Final[int]  # 0x2
OFPFF_EMERG: Final[int]  # 0x4
ofp_flow_mod_flags_map: Final[dict[int, str]]
OFPRR_IDLE_TIMEOUT: Final[int]  # 0x0
OFPRR_HARD_TIMEOUT: Final[int]  # 0x1
OFPRR_DELETE: Final[int]  # 0x2
ofp_flow_removed_reason_map: Final[dict[int, str]]
OFPFW_IN_PORT: Final[int]  # 0x1
OFPFW_DL_VLAN: Final[int]  # 0x2
OFPFW_DL_SRC: Final[int]  # 0x4
OFPFW_NW_DST_BITS: Final[int]  # 0x6
OFPFW_NW_SRC_BITS: Final[int]  # 0x6
OFPFW_NW_SRC_SHIFT: Final[int]  # 0x8
OFPFW_DL_DST: Final[int]  # 0x8
OFPFW_NW_DST_SHIFT: Final[int]  # 0xe
OFPFW_DL_TYPE: Final[int]  # 0x10
OFPFW_NW_PROTO: Final[int]  # 0x20
OFPFW_TP_SRC: Final[int]  # 0x40
OFPFW_TP_DST: Final[int]  # 0x80
OFPFW_NW_SRC_ALL: Final[int]  # 0x2000
OFPFW_NW_SRC_MASK: Final[int]  # 0x3f00
OFPFW_NW_DST_ALL: Final[int]  # 0x80000
OFPFW_NW_DST_MASK: Final[int]  # 0xfc000
OFPFW_DL_VLAN_PCP: Final[int]  # 0x100000
OFPFW_NW_TOS: Final[int]  # 0x200000
OFPFW_ALL: Final[int]  # 0x3fffff
ofp_flow_wildcards_map: Final[dict[int, str]]
OFPHFC_INCOMPATIBLE: Final[int]  # 0x0
OFPHFC_EPERM: Final[int]  # 0x1
ofp_hello_failed_code_map: Final[dict[int, str]]
NX_ROLE_OTHER: Final[int]  # 0x0
NX_ROLE_MASTER: Final[int]  # 0x1
NX_ROLE_SLAVE: Final[int]  # 0x2
ofp_nicira_controller_role_map: Final[dict[int, str]]
OFPR_NO_MATCH: Final[int]  # 0x0
OFPR_ACTION: Final[int]  # 0x1
ofp_packet_in_reason_map: Final[dict[int, str]]
OFPP_MAX: Final[int]  # 0xff00
OFPP_IN_PORT: Final[int]  # 0xfff8
OFPP_TABLE: Final[int]  # 0xfff9
OFPP_NORMAL: Final[int]  # 0xfffa
OFPP_FLOOD: Final[int]  # 0xfffb
OFPP_ALL: Final[int]  # 0xfffc
OFPP_CONTROLLER: Final[int]  # 0xfffd
OFPP_LOCAL: Final[int]  # 0xfffe
OFPP_NONE: Final[int]  # 0xffff
ofp_port_map: Final[dict[int, str]]
OFPPC_PORT_DOWN: Final[int]  # 0x1
OFPPC_NO_STP: Final[int]  # 0x2
OFPPC_NO_RECV: Final[int]  # 0x4
OFPPC_NO_RECV_STP: Final[int]  # 0x8
OFPPC_NO_FLOOD: Final[int]  # 0x10
OFPPC_NO_FWD: Final[int]  # 0x20
OFPPC_NO_PACKET_IN: Final[int]  # 0x40
OFPPC_BSN_MIRROR_DEST: Final[int]  # 0x80000000
ofp_port_config_map: Final[dict[int, str]]
OFPPF_10MB_HD: Final[int]  # 0x1
OFPPF_10MB_FD: Final[int]  # 0x2
OFPPF_100MB_HD: Final[int]  # 0x4
OFPPF_100MB_FD: Final[int]  # 0x8
OFPPF_1GB_HD: Final[int]  # 0x10
OFPPF_1GB_FD: Final[int]  # 0x20
OFPPF_10GB_FD: Final[int]  # 0x40
OFPPF_COPPER: Final[int]  # 0x80
OFPPF_FIBER: Final[int]  # 0x100
OFPPF_AUTONEG: Final[int]  # 0x200
OFPPF_PAUSE: Final[int]  # 0x400
OFPPF_PAUSE_ASYM: Final[int]  # 0x800
ofp_port_features_map: Final[dict[int, str]]
OFPPMFC_BAD_PORT: Final[int]  # 0x0
OFPPMFC_BAD_HW_ADDR: Final[int]  # 0x1
ofp_port_mod_failed_code_map: Final[dict[int, str]]
OFPPR_ADD: Final[int]  # 0x0
OFPPR_DELETE: Final[int]  # 0x1
OFPPR_MODIFY: Final[int]  # 0x2
ofp_port_reason_map: Final[dict[int, str]]
OFPPS_LINK_DOWN: Final[int]  # 0x1
OFPPS_STP_LISTEN: Final[int]  # 0x0
OFPPS_STP_LEARN: Final[int]  # 0x100
OFPPS_STP_FORWARD: Final[int]  # 0x200
OFPPS_STP_BLOCK: Final[int]  # 0x300
OFPPS_STP_MASK: Final[int]  # 0x300
ofp_port_state_map: Final[dict[int, str]]
OFPQOFC_BAD_PORT: Final[int]  # 0x0
OFPQOFC_BAD_QUEUE: Final[int]  # 0x1
OFPQOFC_EPERM: Final[int]  # 0x2
ofp_queue_op_failed_code_map: Final[dict[int, str]]
OFPQT_NONE: Final[int]  # 0x0
OFPQT_MIN_RATE: Final[int]  # 0x1
ofp_queue_properties_map: Final[dict[int, str]]
OFPSF_REPLY_MORE: Final[int]  # 0x1
ofp_stats_reply_flags_map: Final[dict[int, str]]
ofp_stats_request_flags_map: Final[dict[int, str]]
OFPST_DESC: Final[int]  # 0x0
OFPST_FLOW: Final[int]  # 0x1
OFPST_AGGREGATE: Final[int]  # 0x2
OFPST_TABLE: Final[int]  # 0x3
OFPST_PORT: Final[int]  # 0x4
OFPST_QUEUE: Final[int]  # 0x5
OFPST_EXPERIMENTER: Final[int]  # 0xffff
OFPST_VENDOR: Final[int]  # 0xffff
ofp_stats_type_map: Final[dict[int, str]]
OFPT_HELLO: Final[int]  # 0x0
OFPT_ERROR: Final[int]  # 0x1
OFPT_ECHO_REQUEST: Final[int]  # 0x2
OFPT_ECHO_REPLY: Final[int]  # 0x3
OFPT_EXPERIMENTER: Final[int]  # 0x4
OFPT_VENDOR: Final[int]  # 0x4
OFPT_FEATURES_REQUEST: Final[int]  # 0x5
OFPT_FEATURES_REPLY: Final[int]  # 0x6
OFPT_GET_CONFIG_REQUEST: Final[int]  # 0x7
OFPT_GET_CONFIG_REPLY: Final[int]  # 0x8
OFPT_SET_CONFIG: Final[int]  # 0x9
OFPT_PACKET_IN: Final[int]  # 0xa
OFPT_FLOW_REMOVED: Final[int]  # 0xb
OFPT_PORT_STATUS: Final[int]  # 0xc
OFPT_PACKET_OUT: Final[int]  # 0xd
OFPT_FLOW_MOD: Final[int]  # 0xe
OFPT_PORT_MOD: Final[int]  # 0xf
OFPT_STATS_REQUEST: Final[int]  # 0x10
OFPT_STATS_REPLY: Final[int]  # 0x11
OFPT_BARRIER_REQUEST: Final[int]  # 0x12
OFPT_BARRIER_REPLY: Final[int]  # 0x13
OFPT_QUEUE_GET_CONFIG_REQUEST: Final[int]  # 0x14
OFPT_QUEUE_GET_CONFIG_REPLY: Final[int]  # 0x15
ofp_type_map: Final[dict[int, str]]
