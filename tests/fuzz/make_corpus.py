"""Writes the seeds of the fuzzing corpus anew: ``python -m tests.fuzz.make_corpus`` in the top folder."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """One file for each standard message of 1.0, 1.3 and 1.5; for the protocol, whole conversations."""
    sys.path.insert(0, str(HERE.parent))
    from tests.support.malformed import table
    from tests.support.openvswitch import facts
    from tests.support.specimens import specimens

    wire, protocol = HERE / "corpus" / "wire", HERE / "corpus" / "protocol"
    for version in (1, 4, 6):
        for name, msg in specimens(version).items():
            (wire / f"1{version - 1}-{name}").write_bytes(msg.pack())
    for row in facts()["messages"]:  # what Open vSwitch adds
        for name, _, raw in row["examples"][:1]:
            (wire / f"nx-{name}").write_bytes(bytes.fromhex(raw))
    for row in facts()["actions"]:
        if "subtype" in row:
            known = dict(facts()["flow_mods"].get(f"{row['action']}.1", ()))
            for version in [v for v in (4, 1, 6) if v in known][:1]:
                (wire / f"nx-{row['action']}").write_bytes(bytes.fromhex(known[version]))
    (wire / "11-flow_removed").write_bytes(specimens(2)["flow_removed"].pack())
    from_switch = ("packet_in", "port_status", "flow_removed", "echo_request", "flow_stats_reply", "desc_stats_reply")
    for version in range(1, 7):
        said = [specimens(version)[name].pack() for name in from_switch]
        stream = b"".join(raw[:4] + (3 + n).to_bytes(4, "big") + raw[8:] for n, raw in enumerate(said))
        hello = bytes([version, 0, 0, 8, 0, 0, 0, 1])
        features = specimens(version)["features_reply"].pack()
        for state, data in ((0, hello + features + stream), (1, features + stream), (2, stream), (3, stream)):
            (protocol / f"1{version - 1}-state-{state}").write_bytes(bytes([version - 1, state, 0]) + data)
    for number, case in enumerate(case for case in table() if case.version == 4 and len(case.data) < 100):
        if number % 7 == 0:
            head = bytes([3, 0 if "HELLO" in case.at else 2, number % 3])
            (protocol / f"bad-{number:03}").write_bytes(head + case.data)


if __name__ == "__main__":
    main()
