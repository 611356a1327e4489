"""The tables of Open vSwitch are read when they are needed, and are there whenever they are needed."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from oftwist import loxi
from oftwist.loxi import extensions
from oftwist.loxi import fields as f
from oftwist.wire import loading, spec

ROOT = Path(__file__).resolve().parents[2]

BEGIN = """
import sys
from oftwist.loxi import of10, of13 as ofp, of15
from oftwist import wire
from oftwist.wire import kinds

def loaded():
    return "oftwist.wire.tables.openvswitch_actions" in sys.modules
"""

USUAL = (
    BEGIN
    + """
import oftwist.controller
for o in (of10, ofp, of15):
    match = o.match.build(in_port=1, eth_type=0x800, ipv4_src="10.0.0.0/8")
    packet_in = o.message.packet_in(xid=0, data=b"x" * 14)
    if o is of10:
        flow = o.message.flow_add(xid=1, match=match, actions=[o.action.output(port=1)])
        packet_in.in_port = 1
    else:
        flow = o.message.flow_add(
            xid=1, match=match, instructions=[o.instruction.apply_actions([o.action.output(port=1)])])
        packet_in.match = o.match.build(in_port=1, metadata=5)
    for msg in (flow, packet_in, o.message.barrier_request(xid=2), o.message.desc_stats_request(xid=3)):
        back = wire.decode(msg.pack())
        assert back == msg
        back.show(), repr(back), kinds.kind_of_message(back), kinds.reply_class(type(back)), kinds.title(back)
    assert wire.decode(packet_in.pack()).in_port == 1
    dict(match), "eth_type" in match, match.get("tcp_dst")
assert kinds.is_message_name("packet_in") and kinds.type_name(4, 10) == "packet_in"
assert not loaded()
"""
)

USES = (
    "of10.oxm.reg0",
    "ofp.action.nicira_ct",
    "ofp.match.build(reg0=1)",
    "ofp.match.build(dl_type=0x800)",
    "ofp.nx_match",
    "ofp.message.experimenter.subtypes[0x2320].subtypes[30]",
    "wire.decode(bytes.fromhex('0404001000000000000023200000001e'))",
    "wire.decode(bytes.fromhex('040100240000006cffff000800002320040400140000006c4f4e46000000074e0000004d'))",
    "wire.decode(bytes.fromhex('040d00380000000000000000000000010010' + '00' * 6 + 'ffff001000002320002a000000000000'"
    " + '00' * 16))",
    "dir(ofp.message)",
    "ofp.action.__all__",
    "ofp.action.no_such if hasattr(ofp.action, 'no_such') else None",
)


def run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_usual_does_not_need_them() -> None:
    run(USUAL)


@pytest.mark.parametrize("use", USES)
def test_each_use_reads_them(use: str) -> None:
    run(f"{BEGIN}\nassert not loaded()\n{use}\nassert loaded()\n")


def test_each_table_is_entered_whole() -> None:
    """A class whose parent is misspelt would be left out without a word."""
    for version in loxi.version_names:
        for module in spec.modules(version):
            spec.names(version, module)
    for d in loading.late_declarations():
        for version in loxi.version_names:
            if d.since <= version <= d.until and (not d.parent or spec.has(version, d.parent)):
                assert spec.has(version, d.qualname), (version, d)
        assert any(spec.has(version, d.qualname) for version in loxi.version_names), d


def test_classes_of_users_stand_on_top_of_them() -> None:
    action = f.family("action", parent="action.nicira")
    mine = action("acme_twist", 4711, [f.u16("how"), f.u32("much")])
    prop = f.family("common", parent="common.nicira_controller2_prop", align="after")("acme_prop", 99, [f.u32("value")])
    loxi.register(mine, prop)
    try:
        for version in loxi.version_names:
            ofp = loxi.protocol(version)
            made = ofp.action.nicira_controller2(  # type: ignore[attr-defined]
                properties=[ofp.acme_prop(5), ofp.nicira_controller2_prop_pause()]  # type: ignore[attr-defined]
            )
            raw = ofp.action.nicira_clone(actions=[ofp.action.acme_twist(1, 2), made]).pack()  # type: ignore[attr-defined]
            from oftwist.wire.codec import classes

            (back,) = classes.of(version).list_decoder("action.action")(raw, 0, len(raw))
            assert [type(a).__name__ for a in back.actions] == ["acme_twist", "nicira_controller2"]
            assert back.actions[1] == made and back.pack() == raw
    finally:
        extensions.unregister(mine, prop)
    with pytest.raises(ValueError, match="nicira_ct"):
        loxi.register(action("acme_ct", 35, [f.u32("x")]))
    with pytest.raises(ValueError, match="nicira_note"):
        loxi.register(action("nicira_note", 4712, [f.u32("x")]))


def test_threads_read_them_together() -> None:
    version = spec._Version(4)
    count = len(version.names["action"])
    wait = threading.Barrier(8)
    found = []

    def ask() -> None:
        wait.wait(30)
        found.append(version.candidates("action.nicira", 35))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [["action.nicira_ct"]] * 8
    names = version.names["action"]
    assert len(names) == len(set(names)) > count


def test_the_port_of_a_packet_in_is_read_without_its_fields() -> None:
    import oftwist.loxi.of13 as ofp
    from oftwist import wire

    raw = ofp.message.packet_in(xid=0, match=ofp.match.build(in_port=7, metadata=5)).pack()
    msg = wire.decode(raw)
    assert msg.in_port == 7 and msg.match["in_port"] == 7 and "metadata" in dict(msg.match)
    msg = wire.decode(raw)
    assert msg.in_port == msg.match.get("in_port") == 7
    assert type(msg.match._oxm_list) is bytes
