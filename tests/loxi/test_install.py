"""``oftwist.loxi`` under its established names: install(), protocol(), what importing it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import oftwist
from oftwist import errors, loxi

ROOT = Path(oftwist.__file__).parent.parent


def run(code: str) -> list[object]:
    """Run code in a fresh interpreter; what it puts in ``told``."""
    source = f"import json, sys\ntold = []\n{code}\nprint(json.dumps(told))"
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_install_gives_the_very_same_objects() -> None:
    told = run("""
import oftwist.loxi
oftwist.loxi.install()
import loxi, loxi.of13, loxi.of13.message, loxi.pp, loxi.generic_util, loxi.connection, ofp, ofp.message, ofp.const
from loxi.of10 import match
from ofp.action import output
import oftwist.loxi.of13, oftwist.loxi.of10, oftwist.loxi.pp, oftwist.loxi.generic_util, oftwist.loxi.connection
told += [
    loxi is oftwist.loxi,
    loxi.of13 is oftwist.loxi.of13,
    sys.modules["loxi.of13.message"] is oftwist.loxi.of13.message,
    loxi.of13.message.flow_add is oftwist.loxi.of13.message.flow_add,
    loxi.pp is oftwist.loxi.pp,
    loxi.generic_util is oftwist.loxi.generic_util,
    loxi.connection is oftwist.loxi.connection,
    ofp is oftwist.loxi.of13,
    ofp.message is oftwist.loxi.of13.message,
    sys.modules["ofp.const"] is oftwist.loxi.of13.const,
    match is oftwist.loxi.of10.match_v1,
    output is oftwist.loxi.of13.action.output,
    loxi.of13.__name__ == "oftwist.loxi.of13",
    loxi.ProtocolError is oftwist.loxi.ProtocolError is ofp.ProtocolError,
]
""")
    assert all(told), told


def test_install_for_another_version_and_again() -> None:
    told = run("""
import oftwist.loxi
oftwist.loxi.install("1.0")
import ofp
told.append(ofp.OFP_VERSION)
oftwist.loxi.install("1.4")
import ofp
told.append(ofp.OFP_VERSION)
import loxi.of12 as x
told.append(x.OFP_VERSION)
try:
    import loxi.of19
except ImportError as error:
    told.append(type(error).__name__)
""")
    assert told == [1, 5, 3, "ModuleNotFoundError"]


def test_nothing_is_installed_unasked() -> None:
    assert run("import oftwist.loxi.of13\ntold += [m for m in sys.modules if m.split('.')[0] in ('loxi', 'ofp')]") == []


def test_an_unknown_version() -> None:
    with pytest.raises(ValueError, match=r"known are 1\.0, 1\.1"):
        loxi.install("2.0")


def test_protocol() -> None:
    assert loxi.version_names == {1: "1.0", 2: "1.1", 3: "1.2", 4: "1.3", 5: "1.4", 6: "1.5"}
    for version in loxi.version_names:
        module = loxi.protocol(version)
        assert module.__name__ == f"oftwist.loxi.of1{version - 1}"
        assert module.OFP_VERSION == version
    for bad in (0, 7, "1.3", None):
        with pytest.raises(ValueError):
            loxi.protocol(bad)


def test_errors_are_ours() -> None:
    assert loxi.ProtocolError is errors.ProtocolError
    with pytest.raises(loxi.Unimplemented, match="this"):
        loxi.unimplemented("this")
    with pytest.raises(AttributeError):
        loxi.nothing  # noqa: B018


def test_importing_the_package_alone_imports_no_version() -> None:
    assert run("import oftwist.loxi\ntold += [m for m in sys.modules if m.startswith('oftwist.loxi.')]") == []


@pytest.mark.parametrize("version", loxi.version_names)
def test_the_modules_that_modules_import(version: int) -> None:
    ofp = loxi.protocol(version)
    for module in (ofp.message, ofp.action, ofp.common):
        assert module.util is ofp.util and module.loxi is loxi and module.ofp is ofp
        assert "util" not in module.__all__


@pytest.mark.parametrize("version", loxi.version_names)
def test_what_a_version_shows(version: int) -> None:
    ofp = loxi.protocol(version)
    assert ofp.OFPT_HELLO == 0 and ofp.const.OFPT_HELLO == 0
    assert ofp.ofp_type_map[0] == "OFPT_HELLO"
    assert ofp.match is ofp.common.match and ofp.match.__name__.startswith("match_v")
    assert ofp.port_desc is ofp.common.port_desc
    for name in ("message", "action", "common", "const", "util"):
        assert getattr(ofp, name).__name__ == f"{ofp.__name__}.{name}"
    assert {"message", "OFPT_HELLO", "port_desc", "match"} <= set(dir(ofp))
    assert "flow_add" in dir(ofp.message)
    namespace: dict[str, object] = {}
    exec(f"from {ofp.__name__}.message import *", namespace)
    assert namespace["flow_add"] is ofp.message.flow_add and "parse_message" in namespace


def test_headers_and_messages() -> None:
    ofp = loxi.protocol(4)
    parse = ofp.message.parse_message
    assert ofp.message.parse_header(bytes.fromhex("0a0b000c0000000d") + b"more") == (10, 11, 12, 13)
    for bad, told in (
        (b"\4\0\0\7abc", "too short to be an OpenFlow message"),
        (bytes.fromhex("0102000800000001"), r"wrong OpenFlow version \(expected 4, got 1\)"),
        (bytes.fromhex("0402000900000001"), "incorrect message size"),
    ):
        with pytest.raises(loxi.ProtocolError, match=told):
            parse(bad)
    hello = parse(bytes.fromhex("0100000800000001"))
    assert type(hello).__name__ == "hello" and hello.version == 1
    assert parse(bytes.fromhex("0402000800000001")) == ofp.message.echo_request(xid=1)


@pytest.mark.parametrize("version", loxi.version_names)
def test_a_version_imports_no_more_than_it_needs(version: int) -> None:
    """What costs more than the tables themselves, or is made when first used."""
    source = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import oftwist.loxi.of1{version - 1}; print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", source]  # alone, because what `site` imports is not ours
    imported = set(subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.split())
    assert not imported & {"typing", "re", "enum", "dataclasses", "json", "logging", "ipaddress", "twisted"}
    extra = ("oftwist.text", "oftwist.packet", "oftwist.wire.show", "oftwist.wire.tables.openvswitch_a")
    assert not [name for name in imported if name.startswith(extra)]
