"""How fast are flows read and printed as words? oftwist beside the Python package ``ovs`` and ovs-ofctl itself.

Single flows: microseconds of processor time, the best of several rounds. A file of 100,000 flows: that of a process
which reads it, makes the messages and prints them, as ``ovs-ofctl parse-flows`` does. The package ``ovs`` reads
lines of a dump only and makes no messages; it is used if it is installed (``pip install ovs netaddr pyparsing``).

    python benchmarks/text.py [--flows 100000] [--rounds 9]
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import oftwist.loxi.of10 as of10
import oftwist.loxi.of13 as of13
from oftwist import text

FLOWS = {
    "simple": "in_port=1,actions=output:2",
    "usual": "priority=100,tcp,nw_dst=10.0.0.0/8,tp_dst=80,actions=dec_ttl,output:2",
    "pipeline": "table=5,dl_vlan=5,dl_src=00:11:22:33:44:55,actions=load:0x5->NXM_NX_REG0[0..15],resubmit(,6)",
    "nested": "ct_state=+trk+new,ip,reg0=0x5/0xff,actions=ct(commit,nat(src=10.0.0.1),exec(set_field:1->ct_mark)),2",
}
DUMPED = "cookie=0x0, duration=12.3s, table=0, n_packets=5, n_bytes=300, "


def best(work: Callable[[], object], rounds: int) -> float:
    """Microseconds of processor time of one call, the best of the rounds."""
    found = []
    for _ in range(rounds):
        count, used = 0, 0.0
        while used < 0.02:
            begin = time.process_time()
            for _ in range(200):
                work()
            used += time.process_time() - begin
            count += 200
        found.append(used / count)
    return min(found) * 1e6


def lines(count: int) -> Iterator[str]:
    """Flows like those of a router: as many as wanted, no two alike."""
    for n in range(count):
        net = f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
        actions = f"dec_ttl,mod_dl_dst:00:00:00:00:00:{n % 256:02x},output:{n % 48 + 1}"
        yield f"table={n % 4},priority={n % 1000},ip,nw_dst={net},actions={actions}"


def single(rounds: int) -> None:
    """The figures of single flows."""
    print(f"{'us a flow':12}{'1.3 read':>10}{'1.3 print':>11}{'1.0 read':>10}{'1.0 print':>11}{'ovs reads':>11}")
    theirs = _package()
    for name, line in FLOWS.items():
        told = [f"{name:12}"]
        for ofp in (of13, of10):
            message = ofp.flow(line)
            told.append(f"{best(lambda ofp=ofp, line=line: ofp.flow(line), rounds):10.1f}")
            told.append(f"{best(lambda message=message: text.format_flow(message), rounds):11.1f}")
        if theirs is not None:
            match, _, actions = text.format_flow(of10.flow(line)).removeprefix("ADD ").partition(" actions=")
            dumped = f"{DUMPED}{match} actions={actions}"
            told.append(f"{best(lambda dumped=dumped: theirs(dumped), rounds):11.1f}")
        print("".join(told))


def _package() -> Callable[[str], object] | None:
    try:
        from ovs.flow.ofp import OFPFlow
    except ImportError:
        return None
    return OFPFlow  # type: ignore[no-any-return]


def spent(command: list[str]) -> float:
    """Seconds of processor time of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


READ = """
import sys
import oftwist.loxi.of13 as ofp
from oftwist import text
with open(sys.argv[1]) as file:
    messages = text.parse_flows(file, ofp)
if sys.argv[2:] == ["print"]:
    for message in messages:
        print(text.format_flow(message))
"""


def whole_file(count: int) -> None:
    """The figures of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flows"
        path.write_text("\n".join(lines(count)) + "\n")
        print(f"\na file of {count} flows, seconds of processor time")
        print(f"oftwist reads           {spent([sys.executable, '-c', READ, str(path)]):8.2f}")
        print(f"oftwist reads, prints   {spent([sys.executable, '-c', READ, str(path), 'print']):8.2f}")
        if shutil.which("ovs-ofctl"):
            command = ["ovs-ofctl", "-O", "OpenFlow13", "parse-flows", str(path)]
            print(f"ovs-ofctl parse-flows   {spent(command):8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    single(options.rounds)
    whole_file(options.flows)


if __name__ == "__main__":
    main()
