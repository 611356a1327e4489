"""The shell in the controller: what it does with lines, in memory; over a socket see tests/live/test_shell.py."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from oftwist import Controller, Options
from oftwist.errors import ConfigurationError
from oftwist.service.shell import LONGEST, ShellProtocol, ShellService, shell_endpoint
from tests.support.core_peer import Peer


class Client:
    """Types lines and sees what comes."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.controller = Controller(Options(), self.clock)
        self.peer = Peer(4, self.controller, self.clock, dpid=0xABC).handshake()
        endpoint = shell_endpoint(self.clock, "unix:/nowhere/shell")
        self.service = ShellService(self.controller, endpoint)
        self.gone: list[object] = []
        self.protocol = ShellProtocol(self.service.names, self.gone.append)
        self.transport = StringTransport()
        self.protocol.makeConnection(self.transport)
        assert self.seen().startswith("oftwist ")

    def seen(self) -> str:
        """What has come; a prompt stands as in the protocol."""
        data = self.transport.value().decode()
        self.transport.clear()
        return data

    def types(self, *lines: str) -> str:
        self.protocol.dataReceived("".join(f"{line}\n" for line in lines).encode())
        return self.seen()


@pytest.fixture
def client() -> Client:
    return Client()


def test_values_are_shown_and_kept(client: Client) -> None:
    assert client.types("1 + 1") == "2\n\0>>> "
    assert client.types("_ * 3", "x = _", "x") == "6\n\0>>> \0>>> 6\n\0>>> "
    assert client.types("None", "", "# nothing") == "\0>>> \0>>> \0>>> "
    assert not hasattr(builtins, "_")


def test_what_it_knows(client: Client) -> None:
    assert client.types("controller.switches[0xABC] is switches[0] is switch('0xabc')") == "True\n\0>>> "
    client.peer.transport.end()
    assert client.types("switches") == "[]\n\0>>> "


def test_a_block_ends_with_an_empty_line(client: Client) -> None:
    assert client.types("for n in range(2):") == "\0... "
    assert client.types("    print(n)") == "\0... "
    assert client.types("") == "0\n1\n\0>>> "
    assert client.types("def double(n):", "    return 2 * n", "", "double(4)").endswith("\0>>> 8\n\0>>> ")


def test_awaiting(client: Client) -> None:
    assert client.types("reply = await switches[0].barrier()") == ""
    request = client.peer.take("barrier_request")
    client.peer.send(client.peer.ofp.message.barrier_reply(xid=request.xid))
    assert client.seen() == "\0>>> "
    assert client.types("type(reply).__name__") == "'barrier_reply'\n\0>>> "


def test_lines_wait_for_what_is_awaited(client: Client) -> None:
    client.protocol._interpreter.namespace["waiting"] = waiting = Deferred[int]()
    assert client.types("print('a', await waiting)", "print('b')", "async def f(): return 5", "", "await f()") == ""
    waiting.callback(3)
    assert client.seen() == "a 3\n\0>>> b\n\0>>> \0... \0>>> 5\n\0>>> "


def test_printing_between_two_steps_is_not_ours(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    client.protocol._interpreter.namespace["waiting"] = waiting = Deferred[int]()
    client.types("print('before'); await waiting; print('behind')")
    print("somebody else")
    assert sys.displayhook is sys.__displayhook__
    waiting.callback(1)
    assert capsys.readouterr().out == "somebody else\n"
    assert client.seen().endswith("behind\n\0>>> ")


def test_errors_are_told_where_they_are(client: Client) -> None:
    told = client.types("def f():", "    return 1 / 0", "", "f()")
    assert 'File "<shell>", line 2, in f\n' in told and told.endswith("ZeroDivisionError: division by zero\n\0>>> ")
    assert "shell.py" not in told
    assert "SyntaxError" in client.types("1 +* 2")
    assert "OFTwistError" not in client.types("await switch('0xabc').add_flow('in_prt=1')")
    assert "TextError" in client.types("await switch('0xabc').add_flow('in_prt=1')")
    assert client.types("'still here'") == "'still here'\n\0>>> "


def test_an_error_that_is_awaited(client: Client) -> None:
    assert client.types("await switches[0].barrier()") == ""
    client.peer.transport.end()
    assert "Disconnected: " in client.seen()


def test_cancelling(client: Client) -> None:
    client.types("await switches[0].barrier()", "print('never')")
    client.protocol.dataReceived(b"\x03")
    assert client.seen() == "cancelled\n\0>>> "
    client.types("if True:")
    client.protocol.dataReceived(b"garbage\x03")
    assert client.seen() == "\0>>> "
    client.protocol.dataReceived(b"\x03")
    assert client.seen() == "", "nothing was to be cancelled"


def test_leaving(client: Client) -> None:
    client.types("exit()")
    assert client.transport.disconnecting
    client.protocol.connectionLost()
    assert client.gone == [client.protocol]


def test_who_leaves_cancels_what_is_awaited(client: Client) -> None:
    cancelled: list[object] = []
    client.protocol._interpreter.namespace["waiting"] = Deferred(cancelled.append)
    client.types("await waiting")
    client.protocol.connectionLost()
    assert len(cancelled) == 1


def test_output_has_no_byte_of_the_protocol(client: Client) -> None:
    assert client.types(r"print('a\0b\ud800')") == "a\\0b\\ud800\n\0>>> "


def test_too_much_is_refused(client: Client) -> None:
    client.protocol.dataReceived(b"x" * (LONGEST + 1))
    assert client.transport.disconnecting


def test_where_a_shell_may_be() -> None:
    for description in ("unix:/run/shell", "/run/shell"):
        endpoint: Any = shell_endpoint(Clock(), description)
        assert (endpoint.path, endpoint.mode) == ("/run/shell", 0o600)
    grouped: Any = shell_endpoint(Clock(), "unix:/run/shell:mode=660")
    assert grouped.mode == 0o660
    for description in ("tcp:7", "8080", "unix:/run/shell:mode=666", "unix:"):
        with pytest.raises(ConfigurationError):
            shell_endpoint(Clock(), description)
