"""Every metric, once: name, kind, labels, meaning. Data only; docs/metrics.rst has its table made of this.

Names without ``oftwist_`` are those that dashboards made for Faucet and its Gauge ask for, with the labels and kinds
they have there: counters of switches' ports are gauges without ``_total``.
"""

from __future__ import annotations

from typing import NamedTuple

GAUGE, COUNTER, HISTOGRAM = "gauge", "counter", "histogram"

#: Labels of whatever belongs to a switch: ``0x1``, and its name in the configuration or its datapath id.
SWITCH = ("dp_id", "dp_name")
PORT = (*SWITCH, "port", "port_description")


class Row(NamedTuple):
    """One metric.

    Attributes:
        name: as it is shown; that of a counter ends in ``_total``.
        kind: ``"gauge"``, ``"counter"`` or ``"histogram"``.
        labels: its labels.
        help: what it says, and in which unit.
    """

    name: str
    kind: str
    labels: tuple[str, ...]
    help: str


_PORT_COUNTERS = {
    "rx_packets": "packets received",
    "tx_packets": "packets sent",
    "rx_bytes": "bytes received",
    "tx_bytes": "bytes sent",
    "rx_dropped": "packets dropped on the way in",
    "tx_dropped": "packets dropped on the way out",
    "rx_errors": "errors on the way in",
    "tx_errors": "errors on the way out",
}
#: Members of a port_stats_entry that are shown, as ``of_port_<member>``.
PORT_COUNTERS = tuple(_PORT_COUNTERS)

FAUCET = (
    Row("dp_status", GAUGE, SWITCH, "1 if the switch is connected, else 0."),
    Row("of_dp_connections_total", COUNTER, SWITCH, "How often the switch came up."),
    Row("of_dp_disconnections_total", COUNTER, SWITCH, "How often it went."),
    Row(
        "of_dp_desc_stats",
        GAUGE,
        (*SWITCH, "mfr_desc", "hw_desc", "sw_desc", "serial_num", "dp_desc"),
        "What the switch says it is; the value is its datapath id.",
    ),
    Row("of_packet_ins_total", COUNTER, SWITCH, "Packet-ins received."),
    Row("of_ignored_packet_ins_total", COUNTER, SWITCH, "Packet-ins dropped, for whatever reason."),
    Row("of_flowmsgs_sent_total", COUNTER, SWITCH, "Flow, group and meter mods sent."),
    Row("of_errors_total", COUNTER, SWITCH, "OpenFlow errors received."),
    Row("port_status", GAUGE, PORT, "1 if the port is switched on and has a link, else 0."),
    *(
        Row(f"of_port_{name}", GAUGE, PORT, f"Of the port, as the switch counts: {text}.")
        for name, text in _PORT_COUNTERS.items()
    ),
    Row("of_port_state", GAUGE, PORT, "ofp_port_state of the port, as a number."),
    Row("of_port_curr_speed", GAUGE, PORT, "Speed of the port in kbit/s, as the switch tells it."),
    Row("of_port_max_speed", GAUGE, PORT, "The most that it can."),
    Row("faucet_pbr_version", GAUGE, ("version",), "1; the label is the version of oftwist."),
    Row("faucet_event_id", GAUGE, (), "Number of the last event."),
    Row("faucet_config_reload_requests_total", COUNTER, (), "How often the configuration was to be read again."),
    Row("faucet_config_reload_cold_total", COUNTER, SWITCH, "Reloads that dropped the connection of a switch."),
    Row("faucet_config_reload_warm_total", COUNTER, SWITCH, "Reloads that changed something and kept the switch."),
)

CORE = (
    Row("oftwist_build_info", GAUGE, ("version", "twisted"), "1; the labels are versions."),
    Row(
        "oftwist_connections",
        GAUGE,
        ("state",),
        "Connections by state: handshake, waiting (for it), up, held (kept from apps), auxiliary.",
    ),
    Row("oftwist_connections_opened_total", COUNTER, (), "Connections made, whatever became of them."),
    Row("oftwist_connections_refused_total", COUNTER, (), "Connections closed at once because there were too many."),
    Row("oftwist_messages_total", COUNTER, (*SWITCH, "direction", "type"), "Messages received and sent."),
    Row("oftwist_bytes_total", COUNTER, (*SWITCH, "direction"), "Bytes received and sent."),
    Row("oftwist_errors_total", COUNTER, (*SWITCH, "error"), "OpenFlow errors received, by type and code."),
    Row(
        "oftwist_decode_failures_total",
        COUNTER,
        (*SWITCH, "reason"),
        "Messages refused: malformed, set_aside (a part of one), bad_version, bad_type.",
    ),
    Row(
        "oftwist_packet_ins_dropped_total",
        COUNTER,
        (*SWITCH, "reason"),
        "Packet-ins dropped: busy (handlers), unread (the switch does not read), early (before it was up), rate.",
    ),
    Row("oftwist_inbox_dropped_total", COUNTER, SWITCH, "Messages dropped by the full inbox."),
    Row("oftwist_late_replies_total", COUNTER, SWITCH, "Replies that came after their request had timed out."),
    Row("oftwist_unexpected_replies_total", COUNTER, SWITCH, "Replies of the wrong class."),
    Row("oftwist_request_seconds", HISTOGRAM, SWITCH, "From a request to the end of its answer, echoes included."),
    Row("oftwist_echo_seconds", HISTOGRAM, SWITCH, "From an echo request to its reply."),
    Row("oftwist_echo_rtt_seconds", GAUGE, SWITCH, "The last of them."),
    Row("oftwist_in_flight", GAUGE, SWITCH, "Requests and changes that wait for an answer."),
    Row("oftwist_queue_bytes", GAUGE, SWITCH, "Bytes that wait to be sent."),
    Row("oftwist_inbox_messages", GAUGE, SWITCH, "Messages that wait to be polled."),
    Row("oftwist_handlers_running", GAUGE, SWITCH, "Coroutines and Deferreds of handlers that are not done."),
    Row("oftwist_handler_failures_total", COUNTER, SWITCH, "Exceptions raised by handlers."),
    Row(
        "oftwist_handler_seconds",
        HISTOGRAM,
        ("app", "handler"),
        "Time handlers took to return, from a sample: one message of 101 turns stands for all of them.",
    ),
    Row("oftwist_events_total", COUNTER, ("kind",), "Events noted since metrics are kept."),
    Row("oftwist_reactor_lag_seconds", HISTOGRAM, (), "How late a timer of the reactor runs, twice a second."),
    Row("oftwist_reactor_utilisation", GAUGE, (), "Part of the time that the reactor's thread was working, 0 to 1."),
)

CAPTURES = (
    Row("oftwist_capture_messages_total", COUNTER, ("capture",), "Messages wanted by a capture that is running."),
    Row("oftwist_capture_dropped_total", COUNTER, ("capture",), "Those of them that are missing in its file."),
)

CLUSTER = (
    Row("oftwist_cluster_nodes", GAUGE, (), "Nodes that the store knows."),
    Row("oftwist_cluster_master", GAUGE, (*SWITCH, "node"), "1 for the node that is master of a switch."),
    Row("oftwist_cluster_lease_seconds", GAUGE, ("node",), "Seconds of this node's lease."),
    Row("oftwist_cluster_lease_left_seconds", GAUGE, ("node",), "Seconds for which this node still trusts it."),
    Row("oftwist_cluster_lag_seconds", GAUGE, ("node",), "Seconds since it sent the last answered keep-alive."),
    Row("oftwist_cluster_trusted", GAUGE, ("node",), "1 if this node may write as master, 0 if it has fenced itself."),
    Row("oftwist_cluster_terms", GAUGE, ("node",), "Switches that this node is master of."),
    Row("oftwist_cluster_store_requests_total", COUNTER, ("node",), "Requests sent to the store."),
)

WORKERS = (
    Row("oftwist_worker_up", GAUGE, ("worker",), "1 if a worker process takes connections."),
    Row("oftwist_worker_connections_total", COUNTER, ("worker",), "Connections passed to it."),
    Row("oftwist_worker_starts_total", COUNTER, ("worker",), "How often it was started."),
)

#: All that we make; beside them there are those of prometheus-client: ``process_...``, ``python_...``.
ROWS = (*FAUCET, *CORE, *CAPTURES, *CLUSTER, *WORKERS)
BY_NAME = {row.name: row for row in ROWS}
