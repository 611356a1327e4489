"""The ``.pyi`` files: in step with the tables, and telling a type checker the truth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import oftwist.loxi
from oftwist.loxi import stubs
from oftwist.wire import spec
from oftwist.wire.numbers import VERSION_NAMES

HOME = Path(oftwist.loxi.__file__).parent


def test_the_stubs_are_what_the_tables_say() -> None:
    made = stubs.stubs()
    there = {str(path.relative_to(HOME)): path.read_text(encoding="utf-8") for path in HOME.glob("*/*.pyi")}
    assert sorted(there) == sorted(made)
    stale = [name for name in made if made[name] != there[name]]
    assert not stale, f"run python -m oftwist.loxi.stubs: {stale}"


def test_check_tells_and_writes_nothing(monkeypatch, tmp_path, capsys) -> None:

    (tmp_path / "loxi" / "of10").mkdir(parents=True)
    monkeypatch.setattr(stubs, "__file__", str(tmp_path / "loxi" / "stubs.py"))
    monkeypatch.setattr(stubs, "stubs", lambda: {"of10/const.pyi": "A: int\n"})
    assert stubs.main(["--check"]) == 1
    assert "const.pyi" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.pyi"))
    assert stubs.main([]) == 0
    assert (tmp_path / "loxi" / "of10" / "const.pyi").read_text() == "A: int\n"
    assert stubs.main(["--check"]) == 0


@pytest.mark.parametrize("version", VERSION_NAMES)
def test_every_module_and_class_is_told(version: int) -> None:
    package = HOME / f"of1{version - 1}"
    for module in spec.modules(version):
        text = (package / f"{module}.pyi").read_text(encoding="utf-8")
        for name in spec.names(version, module):
            if spec.layout(version, f"{module}.{name}").origin == "user":
                continue  # registered by another test
            assert f"class {name}(" in text, f"{module}.{name}"


USE = """
import oftwist.loxi.of13 as ofp
import oftwist.loxi.of10 as o10

outputs = [ofp.action.output(ofp.OFPP_CONTROLLER)]
msg = ofp.message.flow_add(
    xid=1,
    match=ofp.match.build(in_port=1, eth_dst="00:00:00:00:00:01", ipv4_src=("10.0.0.0", "255.0.0.0")),
    instructions=[ofp.instruction.apply_actions(outputs)],
)
port = ofp.port_desc(hw_addr="00:00:00:00:00:01")
port.hw_addr = b"123456"
msg.version = 9
reveal_type(msg.match)
reveal_type(msg.instructions)
reveal_type(port.hw_addr)
reveal_type(ofp.OFPP_CONTROLLER)
reveal_type(o10.match.build(in_port=1))
reveal_type(ofp.message.parse_message(b""))

def positional(msg: ofp.message.message) -> None:
    match msg:
        case ofp.message.echo_request(xid, data):
            reveal_type(data)

port.hw_addr = 1.5
ofp.message.flow_add(prio=1)
ofp.match.build(eth_dest=1)
msg.prio
"""

TOLD = """
13: note: Revealed type is "oftwist.loxi.of13.common.match_v3"
14: note: Revealed type is "list[oftwist.loxi.of13.instruction.instruction]"
15: note: Revealed type is "list[int]"
16: note: Revealed type is "int"
17: note: Revealed type is "oftwist.loxi.of10.common.match_v1"
18: note: Revealed type is "oftwist.loxi.of13.message.message"
23: note: Revealed type is "bytes"
25: error: Incompatible types in assignment
26: error: Unexpected keyword argument "prio" for "flow_add"
27: error: Unexpected keyword argument "eth_dest" for "build"
28: error: "flow_add" has no attribute "prio"
"""


@pytest.mark.slow
def test_mypy_knows_the_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    source = tmp_path / "use.py"
    source.write_text(USE.lstrip("\n"))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}/cache", str(source)],
        cwd=HOME.parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
    )
    told = [line.partition("use.py:")[2] for line in done.stdout.splitlines() if "use.py:" in line]
    told = [line for line in told if "defined in" not in line]
    wanted = TOLD.strip().splitlines()
    assert len(told) == len(wanted), done.stdout + done.stderr
    for line, start in zip(told, wanted, strict=True):
        assert line.startswith(start)
