"""OpenFlow 1.3: constants. Written by ``python -m oftwist.loxi.stubs``; do not edit."""

from typing import Final

OFP_VERSION: Final[int]
OFP_MAX_TABLE_NAME_LEN: Final[int]  # 0x20
OFP_MAX_PORT_NAME_LEN: Final[int]  # 0x10
OFP_TCP_PORT: Final[int]  # 0x19fd
OFP_SSL_PORT: Final[int]  # 0x19fd
OFP_ETH_ALEN: Final[int]  # 0x6
OFP_DEFAULT_MISS_SEND_LEN: Final[int]  # 0x80
OFP_VLAN_NONE: Final[int]  # 0x0
OFP_FLOW_PERMANENT: Final[int]  # 0x0
OFP_DEFAULT_PRIORITY: Final[int]  # 0x8000
OFP_NO_BUFFER: Final[int]  # 0xffffffff
DESC_STR_LEN: Final[int]  # 0x100
SERIAL_NUM_LEN: Final[int]  # 0x20
OFPQ_ALL: Final[int]  # 0xffffffff
OFPQ_MAX_RATE_UNCFG: Final[int]  # 0xffff
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
OF_BSN_GENTABLE_ERROR_UNKNOWN: Final[int]  # 0x0
OF_BSN_GENTABLE_ERROR_PARAM: Final[int]  # 0x1
OF_BSN_GENTABLE_ERROR_TABLE_FULL: Final[int]  # 0x2
of_bsn_gentable_error_code_map: Final[dict[int, str]]
OF_BSN_HASH_GTP_PORT_MATCH_SRC: Final[int]  # 0x1
OF_BSN_HASH_GTP_PORT_MATCH_DST: Final[int]  # 0x2
OF_BSN_HASH_GTP_PORT_MATCH_SRC_OR_DST: Final[int]  # 0x3
OF_BSN_HASH_GTP_PORT_MATCH_SRC_AND_DST: Final[int]  # 0x4
of_bsn_hash_gtp_port_match_map: Final[dict[int, str]]
OFP_BSN_HASH_FIELD_DST_MAC: Final[int]  # 0x2
OFP_BSN_HASH_FIELD_SRC_MAC: Final[int]  # 0x4
OFP_BSN_HASH_FIELD_ETH_TYPE: Final[int]  # 0x8
OFP_BSN_HASH_FIELD_VLAN_ID: Final[int]  # 0x10
OFP_BSN_HASH_FIELD_INNER_L2: Final[int]  # 0x20
OFP_BSN_HASH_FIELD_INNER_L3: Final[int]  # 0x40
OFP_BSN_HASH_FIELD_SRC_IP: Final[int]  # 0x80
OFP_BSN_HASH_FIELD_DST_IP: Final[int]  # 0x100
OFP_BSN_HASH_FIELD_IP_PROTO: Final[int]  # 0x200
OFP_BSN_HASH_FIELD_SRC_L4_PORT: Final[int]  # 0x400
OFP_BSN_HASH_FIELD_DST_L4_PORT: Final[int]  # 0x800
OFP_BSN_HASH_FIELD_MPLS_LABEL1: Final[int]  # 0x1000
OFP_BSN_HASH_FIELD_MPLS_LABEL2: Final[int]  # 0x2000
OFP_BSN_HASH_FIELD_MPLS_LABEL3: Final[int]  # 0x4000
OFP_BSN_HASH_FIELD_MPLS_LABEL_HI_BITS: Final[int]  # 0x8000
OFP_BSN_HASH_FIELD_MPLS_PAYLOAD_SRC_IP: Final[int]  # 0x10000
OFP_BSN_HASH_FIELD_MPLS_PAYLOAD_DST_IP: Final[int]  # 0x20000
OFP_BSN_HASH_FIELD_SYMMETRIC: Final[int]  # 0x40000
of_bsn_hash_packet_field_map: Final[dict[int, str]]
OF_BSN_HASH_PACKET_L2: Final[int]  # 0x0
OF_BSN_HASH_PACKET_L2GRE: Final[int]  # 0x1
OF_BSN_HASH_PACKET_IPV4: Final[int]  # 0x3
OF_BSN_HASH_PACKET_IPV6: Final[int]  # 0x4
OF_BSN_HASH_PACKET_MPLS: Final[int]  # 0x5
OF_BSN_HASH_PACKET_SYMMETRIC: Final[int]  # 0x6
of_bsn_hash_packet_type_map: Final[dict[int, str]]
OFP_BSN_HASH_TYPE_L2: Final[int]  # 0x0
OFP_BSN_HASH_TYPE_L3: Final[int]  # 0x1
OFP_BSN_HASH_TYPE_ENHANCED: Final[int]  # 0x2
of_bsn_hash_type_map: Final[dict[int, str]]
LACP_SUCCESS: Final[int]  # 0x0
LACP_TIMEDOUT: Final[int]  # 0x1
LACP_OUT_OF_SYNC: Final[int]  # 0x2
of_bsn_lacp_convergence_status_map: Final[dict[int, str]]
BSN_PDU_SLOT_NUM_ANY: Final[int]  # 0xff
of_bsn_pdu_slot_num_map: Final[dict[int, str]]
OFP_BSN_VLAN_COUNTER_RX_BYTES: Final[int]  # 0x0
OFP_BSN_VLAN_COUNTER_RX_PACKETS: Final[int]  # 0x1
OFP_BSN_VLAN_COUNTER_TX_BYTES: Final[int]  # 0x2
OFP_BSN_VLAN_COUNTER_TX_PACKETS: Final[int]  # 0x3
of_bsn_vlan_counter_map: Final[dict[int, str]]
OFP_BSN_VRF_COUNTER_BYTES: Final[int]  # 0x0
OFP_BSN_VRF_COUNTER_PACKETS: Final[int]  # 0x1
of_bsn_vrf_counter_map: Final[dict[int, str]]
OFPAT_OUTPUT: Final[int]  # 0x0
OFPAT_COPY_TTL_OUT: Final[int]  # 0xb
OFPAT_COPY_TTL_IN: Final[int]  # 0xc
OFPAT_SET_MPLS_TTL: Final[int]  # 0xf
OFPAT_DEC_MPLS_TTL: Final[int]  # 0x10
OFPAT_PUSH_VLAN: Final[int]  # 0x11
OFPAT_POP_VLAN: Final[int]  # 0x12
OFPAT_PUSH_MPLS: Final[int]  # 0x13
OFPAT_POP_MPLS: Final[int]  # 0x14
OFPAT_SET_QUEUE: Final[int]  # 0x15
OFPAT_GROUP: Final[int]  # 0x16
OFPAT_SET_NW_TTL: Final[int]  # 0x17
OFPAT_DEC_NW_TTL: Final[int]  # 0x18
OFPAT_SET_FIELD: Final[int]  # 0x19
OFPAT_PUSH_PBB: Final[int]  # 0x1a
OFPAT_POP_PBB: Final[int]  # 0x1b
OFPAT_EXPERIMENTER: Final[int]  # 0xffff
ofp_action_type_map: Final[dict[int, str]]
OFPBAC_BAD_TYPE: Final[int]  # 0x0
OFPBAC_BAD_LEN: Final[int]  # 0x1
OFPBAC_BAD_EXPERIMENTER: Final[int]  # 0x2
OFPBAC_BAD_EXPERIMENTER_TYPE: Final[int]  # 0x3
OFPBAC_BAD_EXP_TYPE: Final[int]  # 0x3
OFPBAC_BAD_OUT_PORT: Final[int]  # 0x4
OFPBAC_BAD_ARGUMENT: Final[int]  # 0x5
OFPBAC_EPERM: Final[int]  # 0x6
OFPBAC_TOO_MANY: Final[int]  # 0x7
OFPBAC_BAD_QUEUE: Final[int]  # 0x8
OFPBAC_BAD_OUT_GROUP: Final[int]  # 0x9
OFPBAC_MATCH_INCONSISTENT: Final[int]  # 0xa
OFPBAC_UNSUPPORTED_ORDER: Final[int]  # 0xb
OFPBAC_BAD_TAG: Final[int]  # 0xc
OFPBAC_BAD_SET_TYPE: Final[int]  # 0xd
OFPBAC_BAD_SET_LEN: Final[int]  # 0xe
OFPBAC_BAD_SET_ARGUMENT: Final[int]  # 0xf
ofp_bad_action_code_map: Final[dict[int, str]]
OFPBIC_UNKNOWN_INST: Final[int]  # 0x0
OFPBIC_UNSUP_INST: Final[int]  # 0x1
OFPBIC_BAD_TABLE_ID: Final[int]  # 0x2
OFPBIC_UNSUP_METADATA: Final[int]  # 0x3
OFPBIC_UNSUP_METADATA_MASK: Final[int]  # 0x4
OFPBIC_BAD_EXPERIMENTER: Final[int]  # 0x5
OFPBIC_BAD_EXPERIMENTER_TYPE: Final[int]  # 0x6
OFPBIC_BAD_EXP_TYPE: Final[int]  # 0x6
OFPBIC_BAD_LEN: Final[int]  # 0x7
OFPBIC_EPERM: Final[int]  # 0x8
ofp_bad_instruction_code_map: Final[dict[int, str]]
OFPBMC_BAD_TYPE: Final[int]  # 0x0
OFPBMC_BAD_LEN: Final[int]  # 0x1
OFPBMC_BAD_TAG: Final[int]  # 0x2
OFPBMC_BAD_DL_ADDR_MASK: Final[int]  # 0x3
OFPBMC_BAD_NW_ADDR_MASK: Final[int]  # 0x4
OFPBMC_BAD_WILDCARDS: Final[int]  # 0x5
OFPBMC_BAD_FIELD: Final[int]  # 0x6
OFPBMC_BAD_VALUE: Final[int]  # 0x7
OFPBMC_BAD_MASK: Final[int]  # 0x8
OFPBMC_BAD_PREREQ: Final[int]  # 0x9
OFPBMC_DUP_FIELD: Final[int]  # 0xa
OFPBMC_EPERM: Final[int]  # 0xb
ofp_bad_match_code_map: Final[dict[int, str]]
OFPBRC_BAD_VERSION: Final[int]  # 0x0
OFPBRC_BAD_TYPE: Final[int]  # 0x1
OFPBRC_BAD_STAT: Final[int]  # 0x2
OFPBRC_BAD_MULTIPART: Final[int]  # 0x2
OFPBRC_BAD_EXPERIMENTER: Final[int]  # 0x3
OFPBRC_BAD_EXPERIMENTER_TYPE: Final[int]  # 0x4
OFPBRC_BAD_EXP_TYPE: Final[int]  # 0x4
OFPBRC_EPERM: Final[int]  # 0x5
OFPBRC_BAD_LEN: Final[int]  # 0x6
OFPBRC_BUFFER_EMPTY: Final[int]  # 0x7
OFPBRC_BUFFER_UNKNOWN: Final[int]  # 0x8
OFPBRC_BAD_TABLE_ID: Final[int]  # 0x9
OFPBRC_IS_SLAVE: Final[int]  # 0xa
OFPBRC_BAD_PORT: Final[int]  # 0xb
OFPBRC_BAD_PACKET: Final[int]  # 0xc
OFPBRC_MULTIPART_BUFFER_OVERFLOW: Final[int]  # 0xd
ofp_bad_request_code_map: Final[dict[int, str]]
OFP_BSN_ACTION_STATE_COMPLETED: Final[int]  # 0x0
OFP_BSN_ACTION_STATE_ACTIVE: Final[int]  # 0x1
OFP_BSN_ACTION_STATE_WAITING: Final[int]  # 0x2
ofp_bsn_action_state_map: Final[dict[int, str]]
OFP_BSN_ADMIN_STATE_DISABLED: Final[int]  # 0x0
OFP_BSN_ADMIN_STATE_ENABLED: Final[int]  # 0x1
ofp_bsn_admin_state_map: Final[dict[int, str]]
OFP_BSN_ANCHOR_PACKET_START: Final[int]  # 0x0
OFP_BSN_ANCHOR_L3_HEADER_START: Final[int]  # 0x1
OFP_BSN_ANCHOR_L4_HEADER_START: Final[int]  # 0x2
OFP_BSN_ANCHOR_L4_PAYLOAD_START: Final[int]  # 0x3
ofp_bsn_anchor_map: Final[dict[int, str]]
OFP_BSN_AUTO_NEGOTIATION_DEFAULT: Final[int]  # 0x0
OFP_BSN_AUTO_NEGOTIATION_ENABLE: Final[int]  # 0x1
OFP_BSN_AUTO_NEGOTIATION_DISABLE: Final[int]  # 0x2
ofp_bsn_auto_negotiation_type_map: Final[dict[int, str]]
OFP_BSN_BFD_UNUSED: Final[int]  # 0x0
OFP_BSN_BFD_MICRO: Final[int]  # 0x1
OFP_BSN_BFD_1_HOP: Final[int]  # 0x2
OFP_BSN_BFD_MULTI_HOP: Final[int]  # 0x3
ofp_bsn_bfd_endpoint_map: Final[dict[int, str]]
OFP_BSN_BFD_ENDPOINT_STATE_ADMINDOWN: Final[int]  # 0x0
OFP_BSN_BFD_ENDPOINT_STATE_DOWN: Final[int]  # 0x1
OFP_BSN_BFD_ENDPOINT_STATE_INIT: Final[int]  # 0x2
OFP_BSN_BFD_ENDPOINT_STATE_UP: Final[int]  # 0x3
OFP_BSN_BFD_ENDPOINT_SESSION_ERROR: Final[int]  # 0x4
OFP_BSN_BFD_ENDPOINT_REMOTE_ADMINDOWN: Final[int]  # 0x5
OFP_BSN_BFD_ENDPOINT_PARAMS_CHANGE: Final[int]  # 0x6
ofp_bsn_bfd_endpoint_state_map: Final[dict[int, str]]
OFP_BSN_CML_NONE: Final[int]  # 0x0
OFP_BSN_CML_CPU_DROP: Final[int]  # 0x1
OFP_BSN_CML_FORWARD: Final[int]  # 0x2
OFP_BSN_CML_CPU_FORWARD: Final[int]  # 0x3
ofp_bsn_cml_map: Final[dict[int, str]]
OFP_BSN_CONTROLLER_CONNECTION_STATE_DISCONNECTED: Final[int]  # 0x0
OFP_BSN_CONTROLLER_CONNECTION_STATE_CONNECTED: Final[int]  # 0x1
ofp_bsn_controller_connection_state_map: Final[dict[int, str]]
OFP_BSN_CONTROLLER_ROLE_REASON_MASTER_REQUEST: Final[int]  # 0x0
OFP_BSN_CONTROLLER_ROLE_REASON_CONFIG: Final[int]  # 0x1
OFP_BSN_CONTROLLER_ROLE_REASON_EXPERIMENTER: Final[int]  # 0x2
ofp_bsn_controller_role_reason_map: Final[dict[int, str]]
OFP_BSN_DECAP_VXLAN: Final[int]  # 0x0
OFP_BSN_DECAP_ERSPAN: Final[int]  # 0x1
OFP_BSN_DECAP_L2_GRE: Final[int]  # 0x2
OFP_BSN_DECAP_NVGRE: Final[int]  # 0x3
OFP_BSN_DECAP_CAPWAP: Final[int]  # 0x4
OFP_BSN_DECAP_L2_MPLS: Final[int]  # 0x5
OFP_BSN_DECAP_L3_GRE: Final[int]  # 0x6
OFP_BSN_DECAP_GTP: Final[int]  # 0x7
OFP_BSN_DECAP_L3_MPLS: Final[int]  # 0x8
ofp_bsn_decap_map: Final[dict[int, str]]
OFP_BSN_ENCAP_UNUSED: Final[int]  # 0x0
OFP_BSN_ENCAP_IPV4_UDP: Final[int]  # 0x1
OFP_BSN_ENCAP_IPV6_UDP: Final[int]  # 0x2
ofp_bsn_encap_map: Final[dict[int, str]]
OFP_BSN_ENHANCED_HASH_L2: Final[int]  # 0x1
OFP_BSN_ENHANCED_HASH_L3: Final[int]  # 0x2
OFP_BSN_ENHANCED_HASH_L2GRE: Final[int]  # 0x4
OFP_BSN_ENHANCED_HASH_MPLS: Final[int]  # 0x8
OFP_BSN_ENHANCED_HASH_GTP: Final[int]  # 0x10
OFP_BSN_ENHANCED_HASH_SYMMETRIC: Final[int]  # 0x20
ofp_bsn_enhanced_hash_type_map: Final[dict[int, str]]
OFP_BSN_FABRIC_PORT_ROLE_PARTITIONED_SPINE: Final[int]  # 0x1
ofp_bsn_fabric_port_role_map: Final[dict[int, str]]
OFP_BSN_FLOW_CLASSIFIER_NONE: Final[int]  # 0x0
OFP_BSN_FLOW_CLASSIFIER_L2BC: Final[int]  # 0x1
OFP_BSN_FLOW_CLASSIFIER_L2UC: Final[int]  # 0x2
OFP_BSN_FLOW_CLASSIFIER_L2UNKNOWN: Final[int]  # 0x3
OFP_BSN_FLOW_CLASSIFIER_L2MCKNOWN: Final[int]  # 0x4
OFP_BSN_FLOW_CLASSIFIER_L2MCUNKNOWN: Final[int]  # 0x5
OFP_BSN_FLOW_CLASSIFIER_L3MCUNKNOWN: Final[int]  # 0x6
OFP_BSN_FLOW_CLASSIFIER_L3MCKNOWN: Final[int]  # 0x7
OFP_BSN_FLOW_CLASSIFIER_L3UCKNOWN: Final[int]  # 0x8
OFP_BSN_FLOW_CLASSIFIER_L3UCUNKNOWN: Final[int]  # 0x9
ofp_bsn_flow_classifier_map: Final[dict[int, str]]
OFP_BSN_FORWARD_ERROR_CORRECTION_DEFAULT: Final[int]  # 0x0
OFP_BSN_FORWARD_ERROR_CORRECTION_ENABLE: Final[int]  # 0x1
OFP_BSN_FORWARD_ERROR_CORRECTION_DISABLE: Final[int]  # 0x2
OFP_BSN_FORWARD_ERROR_CORRECTION_ENABLE_FIRE_CODE: Final[int]  # 0x3
OFP_BSN_FORWARD_ERROR_CORRECTION_ENABLE_REED_SOLOMON: Final[int]  # 0x4
OFP_BSN_FORWARD_ERROR_CORRECTION_ENABLE_REED_SOLOMON544: Final[int]  # 0x5
ofp_bsn_forward_error_correction_type_map: Final[dict[int, str]]
OFP_BSN_HASH_ALGORITHM_CRC16XOR8: Final[int]  # 0x0
OFP_BSN_HASH_ALGORITHM_CRC16XOR4: Final[int]  # 0x1
OFP_BSN_HASH_ALGORITHM_CRC16XOR2: Final[int]  # 0x2
OFP_BSN_HASH_ALGORITHM_CRC16XOR1: Final[int]  # 0x3
OFP_BSN_HASH_ALGORITHM_CRC16: Final[int]  # 0x4
OFP_BSN_HASH_ALGORITHM_XOR16: Final[int]  # 0x5
OFP_BSN_HASH_ALGORITHM_CRC16CCITT: Final[int]  # 0x6
OFP_BSN_HASH_ALGORITHM_CRC32LO: Final[int]  # 0x7
OFP_BSN_HASH_ALGORITHM_CRC32HI: Final[int]  # 0x8
ofp_bsn_hash_algorithm_type_map: Final[dict[int, str]]
OFP_BSN_HASH_SELECT_SRC_IP: Final[int]  # 0x1
OFP_BSN_HASH_SELECT_DST_IP: Final[int]  # 0x2
ofp_bsn_hash_select_flags_map: Final[dict[int, str]]
OFP_BSN_IP_FRAGMENTATION_PRESENT: Final[int]  # 0x1
OFP_BSN_IP_FRAGMENTATION_NOT_PRESENT: Final[int]  # 0x2
ofp_bsn_ip_fragmentation_map: Final[dict[int, str]]
OFP_BSN_IP_TUNNEL_TYPE_NONE: Final[int]  # 0x0
OFP_BSN_IP_TUNNEL_TYPE_PIM: Final[int]  # 0x1
ofp_bsn_ip_tunnel_type_map: Final[dict[int, str]]
OFP_BSN_LACP_STATE_ACTIVITY: Final[int]  # 0x1
OFP_BSN_LACP_STATE_TIMEOUT: Final[int]  # 0x2
OFP_BSN_LACP_STATE_AGGREGATION: Final[int]  # 0x4
OFP_BSN_LACP_STATE_SYNCHRONIZATION: Final[int]  # 0x8
OFP_BSN_LACP_STATE_COLLECTING: Final[int]  # 0x10
OFP_BSN_LACP_STATE_DISTRIBUTING: Final[int]  # 0x20
OFP_BSN_LACP_STATE_DEFAULTED: Final[int]  # 0x40
OFP_BSN_LACP_STATE_EXPIRED: Final[int]  # 0x80
ofp_bsn_lacp_state_map: Final[dict[int, str]]
OFP_BSN_LAG_FLAG_AUTO_RECOVERY: Final[int]  # 0x1
OFP_BSN_LAG_FLAG_ADD_PEER_ON_EMPTY: Final[int]  # 0x2
ofp_bsn_lag_flag_map: Final[dict[int, str]]
OFP_BSN_LAG_TYPE_OTHER: Final[int]  # 0x0
OFP_BSN_LAG_TYPE_PEER: Final[int]  # 0x1
OFP_BSN_LAG_TYPE_SPINE: Final[int]  # 0x2
ofp_bsn_lag_type_map: Final[dict[int, str]]
OFP_BSN_LOGLEVEL_MSG: Final[int]  # 0x0
OFP_BSN_LOGLEVEL_ERROR: Final[int]  # 0x1
OFP_BSN_LOGLEVEL_WARN: Final[int]  # 0x2
OFP_BSN_LOGLEVEL_INFO: Final[int]  # 0x3
OFP_BSN_LOGLEVEL_VERBOSE: Final[int]  # 0x4
OFP_BSN_LOGLEVEL_TRACE: Final[int]  # 0x5
ofp_bsn_loglevel_map: Final[dict[int, str]]
OFP_BSN_LOOPBACK_MODE_NONE: Final[int]  # 0x0
OFP_BSN_LOOPBACK_MODE_MAC: Final[int]  # 0x1
OFP_BSN_LOOPBACK_MODE_PHY: Final[int]  # 0x2
OFP_BSN_LOOPBACK_MODE_PHY_REMOTE: Final[int]  # 0x3
ofp_bsn_loopback_mode_map: Final[dict[int, str]]
OFP_BSN_LUA_UPLOAD_MORE: Final[int]  # 0x1
OFP_BSN_LUA_UPLOAD_FORCE: Final[int]  # 0x2
ofp_bsn_lua_upload_flags_map: Final[dict[int, str]]
OFP_BSN_METADATA_UNKNOWN: Final[int]  # 0x0
OFP_BSN_METADATA_POLICY_ID: Final[int]  # 0x1
OFP_BSN_METADATA_FILTER_ID: Final[int]  # 0x2
ofp_bsn_metadata_map: Final[dict[int, str]]
OFP_BSN_MULTICAST_PACKET_NONE: Final[int]  # 0x0
OFP_BSN_MULTICAST_PACKET_PIM_HELLO: Final[int]  # 0x1
OFP_BSN_MULTICAST_PACKET_PIM_JOIN_PRUNE: Final[int]  # 0x2
OFP_BSN_MULTICAST_PACKET_PIM_ASSERT: Final[int]  # 0x3
ofp_bsn_multicast_packet_map: Final[dict[int, str]]
OFP_BSN_PACKET_FIELD_UNKNOWN: Final[int]  # 0x0
OFP_BSN_PACKET_FIELD_OUTER_VLAN_TAG_1: Final[int]  # 0x1
OFP_BSN_PACKET_FIELD_OUTER_VLAN_TAG_2: Final[int]  # 0x2
OFP_BSN_PACKET_FIELD_SRC_MAC: Final[int]  # 0x3
ofp_bsn_packet_field_map: Final[dict[int, str]]
OFP_BSN_PKTIN_FLAG_PDU: Final[int]  # 0x1
OFP_BSN_PKTIN_FLAG_NEW_HOST: Final[int]  # 0x2
OFP_BSN_PKTIN_FLAG_STATION_MOVE: Final[int]  # 0x4
OFP_BSN_PKTIN_FLAG_ARP: Final[int]  # 0x8
OFP_BSN_PKTIN_FLAG_DHCP: Final[int]  # 0x10
OFP_BSN_PKTIN_FLAG_L2_CPU: Final[int]  # 0x20
OFP_BSN_PKTIN_FLAG_DEBUG: Final[int]  # 0x40
OFP_BSN_PKTIN_FLAG_TTL_EXPIRED: Final[int]  # 0x80
OFP_BSN_PKTIN_FLAG_L3_MISS: Final[int]  # 0x100
OFP_BSN_PKTIN_FLAG_L3_CPU: Final[int]  # 0x200
OFP_BSN_PKTIN_FLAG_INGRESS_ACL: Final[int]  # 0x400
OFP_BSN_PKTIN_FLAG_SFLOW: Final[int]  # 0x800
OFP_BSN_PKTIN_FLAG_ARP_CACHE: Final[int]  # 0x1000
OFP_BSN_PKTIN_FLAG_ARP_TARGET: Final[int]  # 0x2000
OFP_BSN_PKTIN_FLAG_IGMP: Final[int]  # 0x4000
OFP_BSN_PKTIN_FLAG_PIM: Final[int]  # 0x8000
OFP_BSN_PKTIN_FLAG_VXLAN_SIP_MISS: Final[int]  # 0x10000
OFP_BSN_PKTIN_FLAG_MC_RESERVED: Final[int]  # 0x20000
OFP_BSN_PKTIN_FLAG_ANALYTICS: Final[int]  # 0x40000
OFP_BSN_PKTIN_FLAG_ICMPV6: Final[int]  # 0x80000
OFP_BSN_PKTIN_FLAG_INGRESS_ACL_LOCAL: Final[int]  # 0x100000
OFP_BSN_PKTIN_FLAG_IPMC_MISS: Final[int]  # 0x200000
OFP_BSN_PKTIN_FLAG_IPMC_RPF_FAILED: Final[int]  # 0x400000
OFP_BSN_PKTIN_FLAG_BFD_SLOWPATH: Final[int]  # 0x800000
OFP_BSN_PKTIN_FLAG_SFLOW_EGRESS: Final[int]  # 0x1000000
OFP_BSN_PKTIN_FLAG_DHCPV6: Final[int]  # 0x2000000
OFP_BSN_PKTIN_FLAG_IP_HELPER: Final[int]  # 0x4000000
ofp_bsn_pktin_flag_map: Final[dict[int, str]]
OFP_BSN_PORT_COUNTER_RX_BYTES: Final[int]  # 0x0
OFP_BSN_PORT_COUNTER_RX_PACKETS_UNICAST: Final[int]  # 0x1
OFP_BSN_PORT_COUNTER_RX_PACKETS_BROADCAST: Final[int]  # 0x2
OFP_BSN_PORT_COUNTER_RX_PACKETS_MULTICAST: Final[int]  # 0x3
OFP_BSN_PORT_COUNTER_RX_DROPPED: Final[int]  # 0x4
OFP_BSN_PORT_COUNTER_RX_ERRORS: Final[int]  # 0x5
OFP_BSN_PORT_COUNTER_TX_BYTES: Final[int]  # 0x6
OFP_BSN_PORT_COUNTER_TX_PACKETS_UNICAST: Final[int]  # 0x7
OFP_BSN_PORT_COUNTER_TX_PACKETS_BROADCAST: Final[int]  # 0x8
OFP_BSN_PORT_COUNTER_TX_PACKETS_MULTICAST: Final[int]  # 0x9
OFP_BSN_PORT_COUNTER_TX_DROPPED: Final[int]  # 0xa
OFP_BSN_PORT_COUNTER_TX_ERRORS: Final[int]  # 0xb
OFP_BSN_PORT_COUNTER_RX_RUNTS: Final[int]  # 0xc
OFP_BSN_PORT_COUNTER_RX_GIANTS: Final[int]  # 0xd
OFP_BSN_PORT_COUNTER_RX_CRC_ERRORS: Final[int]  # 0xe
OFP_BSN_PORT_COUNTER_RX_ALIGNMENT_ERRORS: Final[int]  # 0xf
OFP_BSN_PORT_COUNTER_RX_SYMBOL_ERRORS: Final[int]  # 0x10
OFP_BSN_PORT_COUNTER_RX_PAUSE_INPUT: Final[int]  # 0x11
OFP_BSN_PORT_COUNTER_TX_COLLISIONS: Final[int]  # 0x12
OFP_BSN_PORT_COUNTER_TX_LATE_COLLISIONS: Final[int]  # 0x13
OFP_BSN_PORT_COUNTER_TX_DEFERRED: Final[int]  # 0x14
OFP_BSN_PORT_COUNTER_TX_PAUSE_OUTPUT: Final[int]  # 0x15
OFP_BSN_PORT_COUNTER_RX_PACKETS: Final[int]  # 0x16
OFP_BSN_PORT_COUNTER_TX_PACKETS: Final[int]  # 0x17
OFP_BSN_PORT_COUNTER_RX_LENGTH_ERRORS: Final[int]  # 0x18
OFP_BSN_PORT_COUNTER_RX_OVERFLOW_ERRORS: Final[int]  # 0x19
OFP_BSN_PORT_COUNTER_TX_CARRIER_ERRORS: Final[int]  # 0x1a
OFP_BSN_PORT_COUNTER_RX_PACKETS_BAD_VLAN: Final[int]  # 0x1b
OFP_BSN_PORT_COUNTER_LINK_UP: Final[int]  # 0x1c
OFP_BSN_PORT_COUNTER_LINK_DOWN: Final[int]  # 0x1d
OFP_BSN_PORT_COUNTER_RX_PFC_CONTROL_FRAME: Final[int]  # 0x1e
OFP_BSN_PORT_COUNTER_TX_PFC_CONTROL_FRAME: Final[int]  # 0x1f
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_XON_PRIORITY_0: Final[int]  # 0x20
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_XON_PRIORITY_1: Final[int]  # 0x21
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_XON_PRIORITY_2: Final[int]  # 0x22
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_XON_PRIORITY_3: Final[int]  # 0x23
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_XON_PRIORITY_4: Final[int]  # 0x24
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_XON_PRIORITY_5: Final[int]  # 0x25
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_XON_PRIORITY_6: Final[int]  # 0x26
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_XON_PRIORITY_7: Final[int]  # 0x27
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_PRIORITY_0: Final[int]  # 0x28
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_PRIORITY_1: Final[int]  # 0x29
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_PRIORITY_2: Final[int]  # 0x2a
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_PRIORITY_3: Final[int]  # 0x2b
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_PRIORITY_4: Final[int]  # 0x2c
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_PRIORITY_5: Final[int]  # 0x2d
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_PRIORITY_6: Final[int]  # 0x2e
OFP_BSN_PORT_COUNTER_RX_PFC_FRAME_PRIORITY_7: Final[int]  # 0x2f
OFP_BSN_PORT_COUNTER_TX_PFC_FRAME_PRIORITY_0: Final[int]  # 0x30
OFP_BSN_PORT_COUNTER_TX_PFC_FRAME_PRIORITY_1: Final[int]  # 0x31
OFP_BSN_PORT_COUNTER_TX_PFC_FRAME_PRIORITY_2: Final[int]  # 0x32
OFP_BSN_PORT_COUNTER_TX_PFC_FRAME_PRIORITY_3: Final[int]  # 0x33
OFP_BSN_PORT_COUNTER_TX_PFC_FRAME_PRIORITY_4: Final[int]  # 0x34
OFP_BSN_PORT_COUNTER_TX_PFC_FRAME_PRIORITY_5: Final[int]  # 0x35
OFP_BSN_PORT_COUNTER_TX_PFC_FRAME_PRIORITY_6: Final[int]  # 0x36
OFP_BSN_PORT_COUNTER_TX_PFC_FRAME_PRIORITY_7: Final[int]  # 0x37
ofp_bsn_port_counter_map: Final[dict[int, str]]
OFP_BSN_PORT_MODE_NONE: Final[int]  # 0x0
OFP_BSN_PORT_MODE_4XX: Final[int]  # 0x1
OFP_BSN_PORT_MODE_4X1: Final[int]  # 0x2
OFP_BSN_PORT_MODE_4X10: Final[int]  # 0x3
OFP_BSN_PORT_MODE_4X25: Final[int]  # 0x4
OFP_BSN_PORT_MODE_2X50: Final[int]  # 0x5
OFP_BSN_PORT_MODE_1X1: Final[int]  # 0x6
OFP_BSN_PORT_MODE_1X10: Final[int]  # 0x7
OFP_BSN_PORT_MODE_1X25: Final[int]  # 0x8
OFP_BSN_PORT_MODE_1X40: Final[int]  # 0x9
OFP_BSN_PORT_MODE_1X100: Final[int]  # 0xa
OFP_BSN_PORT_MODE_8X25: Final[int]  # 0xb
OFP_BSN_PORT_MODE_8X50: Final[int]  # 0xc
OFP_BSN_PORT_MODE_4X50: Final[int]  # 0xd
OFP_BSN_PORT_MODE_1X50: Final[int]  # 0xe
OFP_BSN_PORT_MODE_1X200: Final[int]  # 0xf
OFP_BSN_PORT_MODE_1X400: Final[int]  # 0x10
OFP_BSN_PORT_MODE_8X10: Final[int]  # 0x11
OFP_BSN_PORT_MODE_4X100: Final[int]  # 0x12
OFP_BSN_PORT_MODE_2X40: Final[int]  # 0x13
OFP_BSN_PORT_MODE_2X100: Final[int]  # 0x14
OFP_BSN_PORT_MODE_2X200: Final[int]  # 0x15
ofp_bsn_port_mode_map: Final[dict[int, str]]
OFP_BSN_PORT_SPEED_GBPS_1: Final[int]  # 0x1
OFP_BSN_PORT_SPEED_GBPS_10: Final[int]  # 0xa
OFP_BSN_PORT_SPEED_GBPS_25: Final[int]  # 0x19
OFP_BSN_PORT_SPEED_GBPS_40: Final[int]  # 0x28
OFP_BSN_PORT_SPEED_GBPS_50: Final[int]  # 0x32
OFP_BSN_PORT_SPEED_GBPS_100: Final[int]  # 0x64
ofp_bsn_port_speed_gbps_type_map: Final[dict[int, str]]
OFP_BSN_PORT_UNUSED: Final[int]  # 0x0
OFP_BSN_PORT_TRANSMIT_ONLY: Final[int]  # 0x1
OFP_BSN_PORT_RECEIVE_ONLY: Final[int]  # 0x2
OFP_BSN_PORT_BIDIRECTION: Final[int]  # 0x3
ofp_bsn_port_usage_map: Final[dict[int, str]]
OFP_BSN_PORT_VXLAN_RECIRCULATION_ENABLE: Final[int]  # 0x0
OFP_BSN_PORT_VXLAN_TERMINATION_ENABLE: Final[int]  # 0x1
ofp_bsn_port_vxlan_mode_map: Final[dict[int, str]]
OFP_BSN_PUSH_TWO_TAGS_NOT_SUPPORTED: Final[int]  # 0x0
OFP_BSN_PUSH_TWO_TAGS_SUPPORTED: Final[int]  # 0x1
ofp_bsn_push_two_tags_mode_map: Final[dict[int, str]]
OFP_BSN_PUSH_VLAN_UNTAGGED: Final[int]  # 0x1
OFP_BSN_PUSH_VLAN_SINGLE_TAGGED: Final[int]  # 0x2
OFP_BSN_PUSH_VLAN_DOUBLE_TAGGED: Final[int]  # 0x4
ofp_bsn_push_vlan_map: Final[dict[int, str]]
OFP_BSN_RATE_UNIT_PPS: Final[int]  # 0x0
OFP_BSN_RATE_UNIT_KBITPS: Final[int]  # 0x1
ofp_bsn_rate_unit_map: Final[dict[int, str]]
OFP_BSN_ROUTING_PARAM_OSPF_UCAST: Final[int]  # 0x1
OFP_BSN_ROUTING_PARAM_OSPF_MCAST: Final[int]  # 0x2
OFP_BSN_ROUTING_PARAM_ARP_FRR: Final[int]  # 0x3
OFP_BSN_ROUTING_PARAM_IPV6_OSPF_UCAST: Final[int]  # 0x4
OFP_BSN_ROUTING_PARAM_IPV6_OSPF_MCAST: Final[int]  # 0x5
OFP_BSN_ROUTING_PARAM_IPV6_NDP_FRR: Final[int]  # 0x6
ofp_bsn_routing_param_map: Final[dict[int, str]]
OFP_BSN_STATUS_DISABLE: Final[int]  # 0x0
OFP_BSN_STATUS_ENABLE: Final[int]  # 0x1
ofp_bsn_status_map: Final[dict[int, str]]
OFP_BSN_STRIP_VLAN_FIRST: Final[int]  # 0x1
OFP_BSN_STRIP_VLAN_SECOND: Final[int]  # 0x2
OFP_BSN_STRIP_VLAN_THIRD: Final[int]  # 0x4
ofp_bsn_strip_vlan_map: Final[dict[int, str]]
OFP_BSN_SWL_FEATURE_ALLOW_PEER_TO_EDGE_UNICAST: Final[int]  # 0x0
OFP_BSN_SWL_FEATURE_DROP_DUPLICATE_L3CPU: Final[int]  # 0x1
OFP_BSN_SWL_FEATURE_COUNT: Final[int]  # 0x2
ofp_bsn_swl_feature_map: Final[dict[int, str]]
OFP_BSN_TCP_FLAG_FIN: Final[int]  # 0x1
OFP_BSN_TCP_FLAG_SYN: Final[int]  # 0x2
OFP_BSN_TCP_FLAG_RST: Final[int]  # 0x4
OFP_BSN_TCP_FLAG_PSH: Final[int]  # 0x8
OFP_BSN_TCP_FLAG_ACK: Final[int]  # 0x10
OFP_BSN_TCP_FLAG_URG: Final[int]  # 0x20
OFP_BSN_TCP_FLAG_ECE: Final[int]  # 0x40
OFP_BSN_TCP_FLAG_CWR: Final[int]  # 0x80
OFP_BSN_TCP_FLAG_NS: Final[int]  # 0x100
ofp_bsn_tcp_flag_map: Final[dict[int, str]]
OFP_BSN_TUNNEL_L2GRE: Final[int]  # 0x1
OFP_BSN_TUNNEL_VXLAN: Final[int]  # 0x2
ofp_bsn_tunnel_type_map: Final[dict[int, str]]
OFP_BSN_UDF_ANCHOR_PACKET_START: Final[int]  # 0x0
OFP_BSN_UDF_ANCHOR_L3_HEADER_START: Final[int]  # 0x1
OFP_BSN_UDF_ANCHOR_L4_HEADER_START: Final[int]  # 0x2
OFP_BSN_UDF_ANCHOR_TD3_L2_START: Final[int]  # 0x3
OFP_BSN_UDF_ANCHOR_TD3_L3_IPV4_START_WITHOUT_OPTIONS: Final[int]  # 0x4
OFP_BSN_UDF_ANCHOR_TD3_L3_IPV6_START: Final[int]  # 0x5
OFP_BSN_UDF_ANCHOR_TD3_UDP_UNKNOWN_L5_START: Final[int]  # 0x6
ofp_bsn_udf_anchor_map: Final[dict[int, str]]
OFP_BSN_UDF_8X2_BYTES: Final[int]  # 0x1
OFP_BSN_UDF_6X2_BYTES: Final[int]  # 0x2
ofp_bsn_udf_mode_map: Final[dict[int, str]]
OFP_BSN_UPGRADE_INVALID: Final[int]  # 0x0
OFP_BSN_UPGRADE_IN_PROGRESS: Final[int]  # 0x1
ofp_bsn_upgrade_map: Final[dict[int, str]]
OFP_BSN_VLAN_ALL: Final[int]  # 0xffff
ofp_bsn_vlan_counter_constants_map: Final[dict[int, str]]
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
OFP_BSN_VRF_ALL: Final[int]  # 0xffffffff
ofp_bsn_vrf_counter_constants_map: Final[dict[int, str]]
OFPC_FLOW_STATS: Final[int]  # 0x1
OFPC_TABLE_STATS: Final[int]  # 0x2
OFPC_PORT_STATS: Final[int]  # 0x4
OFPC_GROUP_STATS: Final[int]  # 0x8
OFPC_IP_REASM: Final[int]  # 0x20
OFPC_QUEUE_STATS: Final[int]  # 0x40
OFPC_PORT_BLOCKED: Final[int]  # 0x100
ofp_capabilities_map: Final[dict[int, str]]
OFPC_FRAG_NORMAL: Final[int]  # 0x0
OFPC_FRAG_DROP: Final[int]  # 0x1
OFPC_FRAG_REASM: Final[int]  # 0x2
OFPC_FRAG_MASK: Final[int]  # 0x3
ofp_config_flags_map: Final[dict[int, str]]
OFPCML_MAX: Final[int]  # 0xffe5
OFPCML_NO_BUFFER: Final[int]  # 0xffff
ofp_controller_max_len_map: Final[dict[int, str]]
OFPCR_ROLE_NOCHANGE: Final[int]  # 0x0
OFPCR_ROLE_EQUAL: Final[int]  # 0x1
OFPCR_ROLE_MASTER: Final[int]  # 0x2
OFPCR_ROLE_SLAVE: Final[int]  # 0x3
ofp_controller_role_map: Final[dict[int, str]]
OFPET_HELLO_FAILED: Final[int]  # 0x0
OFPET_BAD_REQUEST: Final[int]  # 0x1
OFPET_BAD_ACTION: Final[int]  # 0x2
OFPET_BAD_INSTRUCTION: Final[int]  # 0x3
OFPET_BAD_MATCH: Final[int]  # 0x4
OFPET_FLOW_MOD_FAILED: Final[int]  # 0x5
OFPET_GROUP_MOD_FAILED: Final[int]  # 0x6
OFPET_PORT_MOD_FAILED: Final[int]  # 0x7
OFPET_TABLE_MOD_FAILED: Final[int]  # 0x8
OFPET_QUEUE_OP_FAILED: Final[int]  # 0x9
OFPET_SWITCH_CONFIG_FAILED: Final[int]  # 0xa
OFPET_ROLE_REQUEST_FAILED: Final[int]  # 0xb
OFPET_METER_MOD_FAILED: Final[int]  # 0xc
OFPET_TABLE_FEATURES_FAILED: Final[int]  # 0xd
OFPET_EXPERIMENTER: Final[int]  # 0xffff
ofp_error_type_map: Final[dict[int, str]]
OFPFC_ADD: Final[int]  # 0x0
OFPFC_MODIFY: Final[int]  # 0x1
OFPFC_MODIFY_STRICT: Final[int]  # 0x2
OFPFC_DELETE: Final[int]  # 0x3
OFPFC_DELETE_STRICT: Final[int]  # 0x4
ofp_flow_mod_command_map: Final[dict[int, str]]
OFPFMFC_UNKNOWN: Final[int]  # 0x0
OFPFMFC_TABLE_FULL: Final[int]  # 0x1
OFPFMFC_BAD_TABLE_ID: Final[int]  # 0x2
OFPFMFC_OVERLAP: Final[int]  # 0x3
OFPFMFC_EPERM: Final[int]  # 0x4
OFPFMFC_BAD_TIMEOUT: Final[int]  # 0x5
OFPFMFC_BAD_COMMAND: Final[int]  # 0x6
OFPFMFC_BAD_FLAGS: Final[int]  # 0x7
ofp_flow_mod_failed_code_map: Final[dict[int, str]]
OFPFF_SEND_FLOW_REM: Final[int]  # 0x1
OFPFF_CHECK_OVERLAP: Final[int]  # 0x2
OFPFF_RESET_COUNTS: Final[int]  # 0x4
OFPFF_NO_PKT_COUNTS: Final[int]  # 0x8
OFPFF_NO_BYT_COUNTS: Final[int]  # 0x10
OFPFF_BSN_SEND_IDLE: Final[int]  # 0x80
ofp_flow_mod_flags_map: Final[dict[int, str]]
OFPRR_IDLE_TIMEOUT: Final[int]  # 0x0
OFPRR_HARD_TIMEOUT: Final[int]  # 0x1
OFPRR_DELETE: Final[int]  # 0x2
OFPRR_GROUP_DELETE: Final[int]  # 0x3
ofp_flow_removed_reason_map: Final[dict[int, str]]
OFPG_MAX: Final[int]  # 0xffffff00
OFPG_ALL: Final[int]  # 0xfffffffc
OFPG_ANY: Final[int]  # 0xffffffff
ofp_group_map: Final[dict[int, str]]
OFPGFC_SELECT_WEIGHT: Final[int]  # 0x1
OFPGFC_SELECT_LIVENESS: Final[int]  # 0x2
OFPGFC_CHAINING: Final[int]  # 0x4
OFPGFC_CHAINING_CHECKS: Final[int]  # 0x8
ofp_group_capabilities_map: Final[dict[int, str]]
OFPGC_ADD: Final[int]  # 0x0
OFPGC_MODIFY: Final[int]  # 0x1
OFPGC_DELETE: Final[int]  # 0x2
ofp_group_mod_command_map: Final[dict[int, str]]
OFPGMFC_GROUP_EXISTS: Final[int]  # 0x0
OFPGMFC_INVALID_GROUP: Final[int]  # 0x1
OFPGMFC_WEIGHT_UNSUPPORTED: Final[int]  # 0x2
OFPGMFC_OUT_OF_GROUPS: Final[int]  # 0x3
OFPGMFC_OUT_OF_BUCKETS: Final[int]  # 0x4
OFPGMFC_CHAINING_UNSUPPORTED: Final[int]  # 0x5
OFPGMFC_WATCH_UNSUPPORTED: Final[int]  # 0x6
OFPGMFC_LOOP: Final[int]  # 0x7
OFPGMFC_UNKNOWN_GROUP: Final[int]  # 0x8
OFPGMFC_CHAINED_GROUP: Final[int]  # 0x9
OFPGMFC_BAD_TYPE: Final[int]  # 0xa
OFPGMFC_BAD_COMMAND: Final[int]  # 0xb
OFPGMFC_BAD_BUCKET: Final[int]  # 0xc
OFPGMFC_BAD_WATCH: Final[int]  # 0xd
OFPGMFC_EPERM: Final[int]  # 0xe
ofp_group_mod_failed_code_map: Final[dict[int, str]]
OFPGT_ALL: Final[int]  # 0x0
OFPGT_SELECT: Final[int]  # 0x1
OFPGT_INDIRECT: Final[int]  # 0x2
OFPGT_FF: Final[int]  # 0x3
ofp_group_type_map: Final[dict[int, str]]
OFPHET_VERSIONBITMAP: Final[int]  # 0x1
ofp_hello_elem_type_map: Final[dict[int, str]]
OFPHFC_INCOMPATIBLE: Final[int]  # 0x0
OFPHFC_EPERM: Final[int]  # 0x1
ofp_hello_failed_code_map: Final[dict[int, str]]
OFPIT_GOTO_TABLE: Final[int]  # 0x1
OFPIT_WRITE_METADATA: Final[int]  # 0x2
OFPIT_WRITE_ACTIONS: Final[int]  # 0x3
OFPIT_APPLY_ACTIONS: Final[int]  # 0x4
OFPIT_CLEAR_ACTIONS: Final[int]  # 0x5
OFPIT_METER: Final[int]  # 0x6
OFPIT_EXPERIMENTER: Final[int]  # 0xffff
ofp_instruction_type_map: Final[dict[int, str]]
OFPIEH_NONEXT: Final[int]  # 0x1
OFPIEH_ESP: Final[int]  # 0x2
OFPIEH_AUTH: Final[int]  # 0x4
OFPIEH_DEST: Final[int]  # 0x8
OFPIEH_FRAG: Final[int]  # 0x10
OFPIEH_ROUTER: Final[int]  # 0x20
OFPIEH_HOP: Final[int]  # 0x40
OFPIEH_UNREP: Final[int]  # 0x80
OFPIEH_UNSEQ: Final[int]  # 0x100
ofp_ipv6exthdr_flags_map: Final[dict[int, str]]
OFPMT_STANDARD: Final[int]  # 0x0
OFPMT_OXM: Final[int]  # 0x1
ofp_match_type_map: Final[dict[int, str]]
OFPM_MAX: Final[int]  # 0xffff0000
OFPM_SLOWPATH: Final[int]  # 0xfffffffd
OFPM_CONTROLLER: Final[int]  # 0xfffffffe
OFPM_ALL: Final[int]  # 0xffffffff
ofp_meter_map: Final[dict[int, str]]
OFPMBT_DROP: Final[int]  # 0x1
OFPMBT_DSCP_REMARK: Final[int]  # 0x2
OFPMBT_EXPERIMENTER: Final[int]  # 0xffff
ofp_meter_band_type_map: Final[dict[int, str]]
OFPMF_KBPS: Final[int]  # 0x1
OFPMF_PKTPS: Final[int]  # 0x2
OFPMF_BURST: Final[int]  # 0x4
OFPMF_STATS: Final[int]  # 0x8
ofp_meter_flags_map: Final[dict[int, str]]
OFPMC_ADD: Final[int]  # 0x0
OFPMC_MODIFY: Final[int]  # 0x1
OFPMC_DELETE: Final[int]  # 0x2
ofp_meter_mod_command_map: Final[dict[int, str]]
OFPMMFC_UNKNOWN: Final[int]  # 0x0
OFPMMFC_METER_EXISTS: Final[int]  # 0x1
OFPMMFC_INVALID_METER: Final[int]  # 0x2
OFPMMFC_UNKNOWN_METER: Final[int]  # 0x3
OFPMMFC_BAD_COMMAND: Final[int]  # 0x4
OFPMMFC_BAD_FLAGS: Final[int]  # 0x5
OFPMMFC_BAD_RATE: Final[int]  # 0x6
OFPMMFC_BAD_BURST: Final[int]  # 0x7
OFPMMFC_BAD_BAND: Final[int]  # 0x8
OFPMMFC_BAD_BAND_VALUE: Final[int]  # 0x9
OFPMMFC_OUT_OF_METERS: Final[int]  # 0xa
OFPMMFC_OUT_OF_BANDS: Final[int]  # 0xb
ofp_meter_mod_failed_code_map: Final[dict[int, str]]
OFP_OVS_TCP_FLAG_FIN: Final[int]  # 0x1
OFP_OVS_TCP_FLAG_SYN: Final[int]  # 0x2
OFP_OVS_TCP_FLAG_RST: Final[int]  # 0x4
OFP_OVS_TCP_FLAG_PSH: Final[int]  # 0x8
OFP_OVS_TCP_FLAG_ACK: Final[int]  # 0x10
OFP_OVS_TCP_FLAG_URG: Final[int]  # 0x20
OFP_OVS_TCP_FLAG_ECE: Final[int]  # 0x40
OFP_OVS_TCP_FLAG_CWR: Final[int]  # 0x80
OFP_OVS_TCP_FLAG_NS: Final[int]  # 0x100
ofp_ovs_tcp_flag_map: Final[dict[int, str]]
OFPXMC_NXM_0: Final[int]  # 0x0
OFPXMC_NXM_1: Final[int]  # 0x1
OFPXMC_OPENFLOW_BASIC: Final[int]  # 0x8000
OFPXMC_EXPERIMENTER: Final[int]  # 0xffff
ofp_oxm_class_map: Final[dict[int, str]]
OFPR_NO_MATCH: Final[int]  # 0x0
OFPR_ACTION: Final[int]  # 0x1
OFPR_INVALID_TTL: Final[int]  # 0x2
OFPR_BSN_NEW_HOST: Final[int]  # 0x80
OFPR_BSN_STATION_MOVE: Final[int]  # 0x81
OFPR_BSN_BAD_VLAN: Final[int]  # 0x82
OFPR_BSN_DESTINATION_LOOKUP_FAILURE: Final[int]  # 0x83
OFPR_BSN_NO_ROUTE: Final[int]  # 0x84
OFPR_BSN_ICMP_ECHO_REQUEST: Final[int]  # 0x85
OFPR_BSN_DEST_NETWORK_UNREACHABLE: Final[int]  # 0x86
OFPR_BSN_DEST_HOST_UNREACHABLE: Final[int]  # 0x87
OFPR_BSN_DEST_PORT_UNREACHABLE: Final[int]  # 0x88
OFPR_BSN_FRAGMENTATION_REQUIRED: Final[int]  # 0x89
OFPR_BSN_ARP: Final[int]  # 0x8b
OFPR_BSN_DHCP: Final[int]  # 0x8c
OFPR_BSN_DEBUG: Final[int]  # 0x8d
OFPR_BSN_PACKET_OF_DEATH: Final[int]  # 0x8e
ofp_packet_in_reason_map: Final[dict[int, str]]
OFPP_MAX: Final[int]  # 0xffffff00
OFPP_IN_PORT: Final[int]  # 0xfffffff8
OFPP_TABLE: Final[int]  # 0xfffffff9
OFPP_NORMAL: Final[int]  # 0xfffffffa
OFPP_FLOOD: Final[int]  # 0xfffffffb
OFPP_ALL: Final[int]  # 0xfffffffc
OFPP_CONTROLLER: Final[int]  # 0xfffffffd
OFPP_LOCAL: Final[int]  # 0xfffffffe
OFPP_ANY: Final[int]  # 0xffffffff
ofp_port_map: Final[dict[int, str]]
OFPPC_PORT_DOWN: Final[int]  # 0x1
OFPPC_NO_RECV: Final[int]  # 0x4
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
OFPPF_40GB_FD: Final[int]  # 0x80
OFPPF_100GB_FD: Final[int]  # 0x100
OFPPF_1TB_FD: Final[int]  # 0x200
OFPPF_OTHER: Final[int]  # 0x400
OFPPF_COPPER: Final[int]  # 0x800
OFPPF_FIBER: Final[int]  # 0x1000
OFPPF_AUTONEG: Final[int]  # 0x2000
OFPPF_PAUSE: Final[int]  # 0x4000
OFPPF_PAUSE_ASYM: Final[int]  # 0x8000
OFPPF_BSN_BREAKOUT_CAPABLE: Final[int]  # 0x80000000
ofp_port_features_map: Final[dict[int, str]]
OFPPMFC_BAD_PORT: Final[int]  # 0x0
OFPPMFC_BAD_HW_ADDR: Final[int]  # 0x1
OFPPMFC_BAD_CONFIG: Final[int]  # 0x2
OFPPMFC_BAD_ADVERTISE: Final[int]  # 0x3
OFPPMFC_EPERM: Final[int]  # 0x4
ofp_port_mod_failed_code_map: Final[dict[int, str]]
OFPPR_ADD: Final[int]  # 0x0
OFPPR_DELETE: Final[int]  # 0x1
OFPPR_MODIFY: Final[int]  # 0x2
ofp_port_reason_map: Final[dict[int, str]]
OFPPS_LINK_DOWN: Final[int]  # 0x1
OFPPS_BLOCKED: Final[int]  # 0x2
OFPPS_LIVE: Final[int]  # 0x4
ofp_port_state_map: Final[dict[int, str]]
OFPQOFC_BAD_PORT: Final[int]  # 0x0
OFPQOFC_BAD_QUEUE: Final[int]  # 0x1
OFPQOFC_EPERM: Final[int]  # 0x2
ofp_queue_op_failed_code_map: Final[dict[int, str]]
OFPQT_MIN_RATE: Final[int]  # 0x1
OFPQT_MAX_RATE: Final[int]  # 0x2
OFPQT_EXPERIMENTER: Final[int]  # 0xffff
ofp_queue_properties_map: Final[dict[int, str]]
OFPRRFC_STALE: Final[int]  # 0x0
OFPRRFC_UNSUP: Final[int]  # 0x1
OFPRRFC_BAD_ROLE: Final[int]  # 0x2
ofp_role_request_failed_code_map: Final[dict[int, str]]
OFPSF_REPLY_MORE: Final[int]  # 0x1
ofp_stats_reply_flags_map: Final[dict[int, str]]
OFPSF_REQ_MORE: Final[int]  # 0x1
ofp_stats_request_flags_map: Final[dict[int, str]]
OFPST_DESC: Final[int]  # 0x0
OFPMP_DESC: Final[int]  # 0x0
OFPST_FLOW: Final[int]  # 0x1
OFPMP_FLOW: Final[int]  # 0x1
OFPST_AGGREGATE: Final[int]  # 0x2
OFPMP_AGGREGATE: Final[int]  # 0x2
OFPST_TABLE: Final[int]  # 0x3
OFPMP_TABLE: Final[int]  # 0x3
OFPST_PORT: Final[int]  # 0x4
OFPMP_PORT_STATS: Final[int]  # 0x4
OFPST_QUEUE: Final[int]  # 0x5
OFPMP_QUEUE: Final[int]  # 0x5
OFPST_GROUP: Final[int]  # 0x6
OFPMP_GROUP: Final[int]  # 0x6
OFPST_GROUP_DESC: Final[int]  # 0x7
OFPMP_GROUP_DESC: Final[int]  # 0x7
OFPST_GROUP_FEATURES: Final[int]  # 0x8
OFPMP_GROUP_FEATURES: Final[int]  # 0x8
OFPST_METER: Final[int]  # 0x9
OFPMP_METER: Final[int]  # 0x9
OFPST_METER_CONFIG: Final[int]  # 0xa
OFPMP_METER_CONFIG: Final[int]  # 0xa
OFPST_METER_FEATURES: Final[int]  # 0xb
OFPMP_METER_FEATURES: Final[int]  # 0xb
OFPST_TABLE_FEATURES: Final[int]  # 0xc
OFPMP_TABLE_FEATURES: Final[int]  # 0xc
OFPST_PORT_DESC: Final[int]  # 0xd
OFPMP_PORT_DESC: Final[int]  # 0xd
OFPST_EXPERIMENTER: Final[int]  # 0xffff
OFPMP_EXPERIMENTER: Final[int]  # 0xffff
ofp_stats_type_map: Final[dict[int, str]]
OFPSCFC_BAD_FLAGS: Final[int]  # 0x0
OFPSCFC_BAD_LEN: Final[int]  # 0x1
OFPSCFC_EPERM: Final[int]  # 0x2
OFPQCFC_EPERM: Final[int]  # 0x2
ofp_switch_config_failed_code_map: Final[dict[int, str]]
OFPTT_MAX: Final[int]  # 0xfe
OFPTT_ALL: Final[int]  # 0xff
ofp_table_map: Final[dict[int, str]]
OFPTC_DEPRECATED_MASK: Final[int]  # 0x3
ofp_table_config_map: Final[dict[int, str]]
OFPTFPT_INSTRUCTIONS: Final[int]  # 0x0
OFPTFPT_INSTRUCTIONS_MISS: Final[int]  # 0x1
OFPTFPT_NEXT_TABLES: Final[int]  # 0x2
OFPTFPT_NEXT_TABLES_MISS: Final[int]  # 0x3
OFPTFPT_WRITE_ACTIONS: Final[int]  # 0x4
OFPTFPT_WRITE_ACTIONS_MISS: Final[int]  # 0x5
OFPTFPT_APPLY_ACTIONS: Final[int]  # 0x6
OFPTFPT_APPLY_ACTIONS_MISS: Final[int]  # 0x7
OFPTFPT_MATCH: Final[int]  # 0x8
OFPTFPT_WILDCARDS: Final[int]  # 0xa
OFPTFPT_WRITE_SETFIELD: Final[int]  # 0xc
OFPTFPT_WRITE_SETFIELD_MISS: Final[int]  # 0xd
OFPTFPT_APPLY_SETFIELD: Final[int]  # 0xe
OFPTFPT_APPLY_SETFIELD_MISS: Final[int]  # 0xf
OFPTFPT_EXPERIMENTER: Final[int]  # 0xfffe
OFPTFPT_EXPERIMENTER_MISS: Final[int]  # 0xffff
ofp_table_feature_prop_type_map: Final[dict[int, str]]
OFPTFFC_BAD_TABLE: Final[int]  # 0x0
OFPTFFC_BAD_METADATA: Final[int]  # 0x1
OFPTFFC_BAD_TYPE: Final[int]  # 0x2
OFPTFFC_BAD_LEN: Final[int]  # 0x3
OFPTFFC_BAD_ARGUMENT: Final[int]  # 0x4
OFPTFFC_EPERM: Final[int]  # 0x5
ofp_table_features_failed_code_map: Final[dict[int, str]]
OFPTMFC_BAD_TABLE: Final[int]  # 0x0
OFPTMFC_BAD_CONFIG: Final[int]  # 0x1
OFPTMFC_EPERM: Final[int]  # 0x2
ofp_table_mod_failed_code_map: Final[dict[int, str]]
OFPT_HELLO: Final[int]  # 0x0
OFPT_ERROR: Final[int]  # 0x1
OFPT_ECHO_REQUEST: Final[int]  # 0x2
OFPT_ECHO_REPLY: Final[int]  # 0x3
OFPT_EXPERIMENTER: Final[int]  # 0x4
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
OFPT_GROUP_MOD: Final[int]  # 0xf
OFPT_PORT_MOD: Final[int]  # 0x10
OFPT_TABLE_MOD: Final[int]  # 0x11
OFPT_STATS_REQUEST: Final[int]  # 0x12
OFPT_MULTIPART_REQUEST: Final[int]  # 0x12
OFPT_STATS_REPLY: Final[int]  # 0x13
OFPT_MULTIPART_REPLY: Final[int]  # 0x13
OFPT_BARRIER_REQUEST: Final[int]  # 0x14
OFPT_BARRIER_REPLY: Final[int]  # 0x15
OFPT_QUEUE_GET_CONFIG_REQUEST: Final[int]  # 0x16
OFPT_QUEUE_GET_CONFIG_REPLY: Final[int]  # 0x17
OFPT_ROLE_REQUEST: Final[int]  # 0x18
OFPT_ROLE_REPLY: Final[int]  # 0x19
OFPT_GET_ASYNC_REQUEST: Final[int]  # 0x1a
OFPT_GET_ASYNC_REPLY: Final[int]  # 0x1b
OFPT_SET_ASYNC: Final[int]  # 0x1c
OFPT_METER_MOD: Final[int]  # 0x1d
ofp_type_map: Final[dict[int, str]]
OFPVID_NONE: Final[int]  # 0x0
OFPVID_PRESENT: Final[int]  # 0x1000
ofp_vlan_id_map: Final[dict[int, str]]
OFPBCT_OPEN_REQUEST: Final[int]  # 0x0
OFPBCT_OPEN_REPLY: Final[int]  # 0x1
OFPBCT_CLOSE_REQUEST: Final[int]  # 0x2
OFPBCT_CLOSE_REPLY: Final[int]  # 0x3
OFPBCT_COMMIT_REQUEST: Final[int]  # 0x4
OFPBCT_COMMIT_REPLY: Final[int]  # 0x5
OFPBCT_DISCARD_REQUEST: Final[int]  # 0x6
OFPBCT_DISCARD_REPLY: Final[int]  # 0x7
onf_bundle_ctrl_type_map: Final[dict[int, str]]
OFPBF_ATOMIC: Final[int]  # 0x1
OFPBF_ORDERED: Final[int]  # 0x2
onf_bundle_flags_map: Final[dict[int, str]]
OFPXMT_OFB_IN_PORT: Final[int]  # 0x0
OFPXMT_OFB_IN_PHY_PORT: Final[int]  # 0x1
OFPXMT_OFB_METADATA: Final[int]  # 0x2
OFPXMT_OFB_ETH_DST: Final[int]  # 0x3
OFPXMT_OFB_ETH_SRC: Final[int]  # 0x4
OFPXMT_OFB_ETH_TYPE: Final[int]  # 0x5
OFPXMT_OFB_VLAN_VID: Final[int]  # 0x6
OFPXMT_OFB_VLAN_PCP: Final[int]  # 0x7
OFPXMT_OFB_IP_DSCP: Final[int]  # 0x8
OFPXMT_OFB_IP_ECN: Final[int]  # 0x9
OFPXMT_OFB_IP_PROTO: Final[int]  # 0xa
OFPXMT_OFB_IPV4_SRC: Final[int]  # 0xb
OFPXMT_OFB_IPV4_DST: Final[int]  # 0xc
OFPXMT_OFB_TCP_SRC: Final[int]  # 0xd
OFPXMT_OFB_TCP_DST: Final[int]  # 0xe
OFPXMT_OFB_UDP_SRC: Final[int]  # 0xf
OFPXMT_OFB_UDP_DST: Final[int]  # 0x10
OFPXMT_OFB_SCTP_SRC: Final[int]  # 0x11
OFPXMT_OFB_SCTP_DST: Final[int]  # 0x12
OFPXMT_OFB_ICMPV4_TYPE: Final[int]  # 0x13
OFPXMT_OFB_ICMPV4_CODE: Final[int]  # 0x14
OFPXMT_OFB_ARP_OP: Final[int]  # 0x15
OFPXMT_OFB_ARP_SPA: Final[int]  # 0x16
OFPXMT_OFB_ARP_TPA: Final[int]  # 0x17
OFPXMT_OFB_ARP_SHA: Final[int]  # 0x18
OFPXMT_OFB_ARP_THA: Final[int]  # 0x19
OFPXMT_OFB_IPV6_SRC: Final[int]  # 0x1a
OFPXMT_OFB_IPV6_DST: Final[int]  # 0x1b
OFPXMT_OFB_IPV6_FLABEL: Final[int]  # 0x1c
OFPXMT_OFB_ICMPV6_TYPE: Final[int]  # 0x1d
OFPXMT_OFB_ICMPV6_CODE: Final[int]  # 0x1e
OFPXMT_OFB_IPV6_ND_TARGET: Final[int]  # 0x1f
OFPXMT_OFB_IPV6_ND_SLL: Final[int]  # 0x20
OFPXMT_OFB_IPV6_ND_TLL: Final[int]  # 0x21
OFPXMT_OFB_MPLS_LABEL: Final[int]  # 0x22
OFPXMT_OFB_MPLS_TC: Final[int]  # 0x23
OFPXMT_OFB_MPLS_BOS: Final[int]  # 0x24
OFPXMT_OFP_MPLS_BOS: Final[int]  # 0x24
OFPXMT_OFB_PBB_ISID: Final[int]  # 0x25
OFPXMT_OFB_TUNNEL_ID: Final[int]  # 0x26
OFPXMT_OFB_IPV6_EXTHDR: Final[int]  # 0x27
