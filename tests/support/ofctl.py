"""ovs-ofctl as encoder and decoder of many texts and messages in one process: the judge of `oftwist.text`.

As encoder it talks to a socket of ours that says hello, answers barriers and keeps what else it sends.
"""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Sequence

#: Nothing of this file works without the program.
AVAILABLE = shutil.which("ovs-ofctl") is not None

_HEADER = struct.Struct("!BBHL")
_HELLO, _ECHO_REQUEST, _EXPERIMENTER = 0, 2, 4
_NXT_FLOW_MOD_TABLE_ID, _NXT_SET_FLOW_FORMAT = 15, 12


class OfctlError(Exception):
    """What ovs-ofctl said when it did not like a text."""


class _Listener:
    """A socket that keeps the messages of one connection, apart from those of the session itself."""

    def __init__(self, path: str, version: int) -> None:
        self.version = version
        self.kept: list[bytes] = []
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(path)
        self.socket.listen(1)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            peer, _ = self.socket.accept()
        except OSError:
            return
        with peer:
            peer.sendall(_HEADER.pack(self.version, _HELLO, 8, 1))
            buffered = b""
            while True:
                try:
                    data = peer.recv(1 << 20)
                except ConnectionError:
                    return
                if not data:
                    return
                buffered = self._messages(peer, buffered + data)

    def _messages(self, peer: socket.socket, data: bytes) -> bytes:
        at = 0
        while len(data) - at >= 8:
            version, kind, length, xid = _HEADER.unpack_from(data, at)
            if len(data) - at < length:
                break
            message = data[at : at + length]
            at += length
            barrier = 18 if version == 1 else 20
            if kind in (_ECHO_REQUEST, barrier):
                peer.sendall(_HEADER.pack(version, kind + 1, 8, xid))
            elif kind != _HELLO and not _settles(message):
                self.kept.append(message)
        return data[at:]

    def close(self) -> None:
        # Who waits in accept() is not woken by close().
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(10)


def _settles(message: bytes) -> bool:
    """Whether a message settles how flows are sent in 1.0, before they are."""
    if message[1] != _EXPERIMENTER or message[8:12] != b"\x00\x00\x23\x20":
        return False
    return int.from_bytes(message[12:16], "big") in (_NXT_FLOW_MOD_TABLE_ID, _NXT_SET_FLOW_FORMAT)


def run(command: Sequence[str], given: str = "") -> str:
    """What ovs-ofctl prints.

    Raises:
        OfctlError: it failed; with what it said.
    """
    done = subprocess.run(
        ["ovs-ofctl", *command],
        input=given,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise OfctlError(done.stderr.strip() or done.stdout.strip())
    return done.stdout


def send(version: int, command: str, *arguments: str, options: Sequence[str] = (), given: str = "") -> list[bytes]:
    """The messages that a command of ovs-ofctl sends to a switch.

    Args:
        version: of the protocol, 1 (OpenFlow 1.0) to 6 (1.5).
        command: e.g. "add-flow".
        arguments: behind the name of the switch.
        options: in front of the command.
        given: on its standard input.

    Raises:
        OfctlError: it failed; with what it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/switch"
        listener = _Listener(path, version)
        protocol = ["-O", f"OpenFlow1{version - 1}", "--no-names", *options]
        try:
            run([*protocol, command, f"unix:{path}", *arguments], given)
        finally:
            listener.close()
        return listener.kept


def flow(version: int, text: str, command: str = "add-flow", options: Sequence[str] = ()) -> bytes:
    """The one message that ovs-ofctl sends for a flow, its xid 0."""
    (message,) = send(version, command, text, options=options)
    return without_xid(message)


def flows(version: int, texts: Iterable[str]) -> list[bytes]:
    """The messages that ovs-ofctl sends for flows to be added, their xid 0.

    In 1.0 one flow that needs the extended form makes all of them have it.
    """
    return [without_xid(message) for message in send(version, "add-flows", "-", given="\n".join(texts) + "\n")]


def without_xid(message: bytes) -> bytes:
    return message[:4] + bytes(4) + message[8:]


def printed(messages: Iterable[bytes], verbosity: int = 0) -> list[str]:
    """What ovs-ofctl prints for each message, without the line's end; an empty list for none.

    Each message is followed by a barrier, whose line parts it from the next.
    """
    with tempfile.NamedTemporaryFile() as file:
        count = 0
        for message in messages:
            file.write(message + _HEADER.pack(message[0], 18 if message[0] == 1 else 20, 8, 0xBA221E2))
            count += 1
        file.flush()
        if not count:
            return []
        text = run(["--no-names", *["-m"] * verbosity, "ofp-parse", file.name])
    parts: list[str] = []
    lines: list[str] = []
    for line in text.splitlines():
        if "BARRIER_REQUEST" in line and "(xid=0xba221e2)" in line:
            parts.append("\n".join(lines).rstrip("\n"))
            lines = []
        else:
            lines.append(line)
    assert len(parts) == count, (len(parts), count, text[-500:])
    return parts
