"""Descriptors, clocks, processes: what a controller needs, and what it does not depend on."""

from __future__ import annotations

import os
import socket

import pytest

from oftwist.blocking import Controller
from tests.support.blocking_support import PATIENCE, Peer, connected, running
from tests.support.counting import waits


def test_more_than_1024_descriptors() -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1400:
        pytest.skip("not enough descriptors allowed")
    if soft < 1400:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1400, hard))
    held = []
    try:
        while not held or held[-1] < 1100:
            held.append(os.open(os.devnull, os.O_RDONLY))
        with connected(None) as (controller, _):
            assert controller.transact(controller.ofp.message.barrier_request(), PATIENCE)[0] is not None
        with running() as passive, running(switch="127.0.0.1", port=passive.port) as active:
            assert active.connect(PATIENCE)
    finally:
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_waits_do_not_depend_on_the_wall_clock(pair: tuple[Controller, Peer], monkeypatch: pytest.MonkeyPatch) -> None:
    controller, _ = pair
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert controller.poll(timeout=0.05) == (None, None)


def test_usable_without_any_test_runner() -> None:
    import subprocess
    import sys

    code = (
        "from oftwist.blocking import Controller\n"
        "import sys, threading\n"
        "one = Controller(port=0); one.start()\n"
        "two = Controller(switch='127.0.0.1', port=one.port); two.start()\n"
        "assert two.connect(10) and one.connect(10)\n"
        "assert one.poll('hello', 10)[0] is not None\n"
        "assert 'twisted.internet.reactor' not in sys.modules, 'the global reactor was touched'\n"
        "print('ok')\n"  # and no shutdown: the process must end all the same
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "ok", "")


def test_closing_does_not_wait_for_a_switch_that_does_not_read(version: int) -> None:
    for size, count in ((1_000, 60), (20_000, 400)):  # what the system takes, and what it does not
        with connected(version=version) as (controller, peer):
            peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            for number in range(count):
                controller.message_send(controller.ofp.message.echo_request(xid=number, data=bytes(size)))
            assert max(waits(controller.shutdown), default=0) <= 2
            if size == 1_000:
                assert [peer.recv().xid for _ in range(count)] == list(range(count))
                assert peer.recv() is None
