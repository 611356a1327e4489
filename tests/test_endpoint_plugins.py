"""``ptcp:``, ``pssl:`` and ``punix:`` for everybody who asks Twisted for an endpoint."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import trustme
from twisted.internet.endpoints import serverFromString
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock

from oftwist.errors import ConfigurationError


@pytest.mark.parametrize(
    ("description", "made"),
    [
        ("ptcp:7", "* port 7"),
        ("ptcp:", "* port 6653"),
        ("ptcp:7:127.0.0.1", "127.0.0.1 port 7"),
        ("ptcp:7:[::1]", "::1 port 7"),
        (r"ptcp:7:interface=\:\:1", "::1 port 7"),
        ("punix:/run/of.sock", "/run/of.sock"),
        ("punix:/run/of.sock:mode=600", "/run/of.sock"),
        (r"punix:/run/of\:1", "/run/of:1"),
    ],
)
def test_what_a_description_means(description: str, made: str) -> None:
    assert repr(serverFromString(MemoryReactorClock(), description)) == made


def test_listening() -> None:
    reactor: Any = MemoryReactorClock()
    serverFromString(reactor, "ptcp:7:127.0.0.1").listen(Factory.forProtocol(Protocol))
    ((port, _, _, interface),) = reactor.tcpServers
    assert (port, interface) == (7, "127.0.0.1")


def test_tls(tmp_path: Path) -> None:
    issued = trustme.CA().issue_cert("switch.example")
    issued.private_key_pem.write_to_path(str(tmp_path / "key"))
    issued.cert_chain_pems[0].write_to_path(str(tmp_path / "cert"))
    made = serverFromString(MemoryReactorClock(), f"pssl:7:privateKey={tmp_path}/key:certKey={tmp_path}/cert")
    assert "7" in repr(made)


@pytest.mark.parametrize("description", ["pssl:7", "punix:", "ptcp:7:mode=1:x=2", "ptcp:70000", "punix:/a:mode=x"])
def test_what_cannot_be_is_said(description: str) -> None:
    with pytest.raises(ConfigurationError):
        serverFromString(MemoryReactorClock(), description)


def test_looking_for_plugins_does_not_import_the_package() -> None:
    code = (
        "import sys\n"
        "from twisted.plugin import getPlugins\n"
        "from twisted.internet.interfaces import IStreamServerEndpointStringParser as wanted\n"
        "print(sorted({one.prefix for one in getPlugins(wanted)} & {'ptcp', 'pssl', 'punix'}))\n"
        "print([name for name in sys.modules if name.startswith('oftwist')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "['pssl', 'ptcp', 'punix']\n[]\n", done.stderr
