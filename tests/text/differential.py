"""Random texts, here and with ovs-ofctl: ``python -m tests.text.differential --cases 20000 [--seed N]``.

A case is one text in one version: a flow, a group, a meter or a packet to send, with a command. Flows that we accept
are sent by one ovs-ofctl for all of them, the rest is tried one by one; what they sent is printed by both sides.
Prints what differs without a reason in `differences`; the exit status says whether there was any.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.support import ofctl
from tests.text.differences import differs, reason
from tests.text.judge import VERSIONS, Case, Outcome, our_text, ours, their_text, theirs
from tests.text.statements import KINDS

_AT_ONCE = 500
_RUN = 20
_SHARES = {"flow": 6, "group": 2, "meter": 1, "packet_out": 1}


def cases(kind: str, count: int, start: int) -> list[Case]:
    """As many different cases of a kind, the same for the same start."""
    found: dict[Case, None] = {}
    # Many short runs: in a long one hypothesis varies what it had before.
    while len(found) < count:
        found |= dict.fromkeys(_some(kind, _RUN, start))
        start += 1
    return list(found)[:count]


def _some(kind: str, count: int, start: int) -> list[Case]:
    found: list[Case] = []

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(KINDS[kind])
    def collect(one: Case) -> None:
        found.append(one)

    collect()
    return found


def sent_together(version: int, some: Sequence[Case]) -> list[bytes | None]:
    """What ovs-ofctl sends for each flow; None for one that it refuses."""
    found: list[bytes | None] = [None] * len(some)
    left = list(range(len(some)))
    while left:
        try:
            messages = ofctl.flows(version, [f"{some[at].command} {some[at].text}" for at in left])
        except ofctl.OfctlError as error:
            wrong = re.search(r"-:(\d+): ", str(error))
            if wrong is None:  # the lines do not go together
                for at in left:
                    found[at] = theirs(some[at], version).raw
                break
            del left[int(wrong[1]) - 1]
            continue
        for at, message in zip(left, messages, strict=True):
            found[at] = message
        break
    return found


def sent(version: int, some: Sequence[Case], our: Sequence[Outcome]) -> list[Outcome]:
    """What ovs-ofctl sends for each case: flows all at once if that can be, which is faster."""
    found: list[Outcome] = [Outcome(None)] * len(some)
    together = [at for at, one in enumerate(some) if one.kind == "flow" and our[at].raw is not None]
    if version == 1:  # there one flow decides how all are sent
        together = []
    alone = sorted(set(range(len(some))) - set(together))
    with ThreadPoolExecutor(4) as pool:
        for at, outcome in zip(alone, pool.map(lambda at: theirs(some[at], version), alone), strict=True):
            found[at] = outcome
    for at, raw in zip(together, sent_together(version, [some[at] for at in together]), strict=True):
        found[at] = Outcome(raw, "refused")
    return found


def compare(version: int, some: Sequence[Case]) -> Iterable[str]:
    """What differs, each as some lines of text."""
    our = [ours(one, version) for one in some]
    their = sent(version, some, our)
    for one, found, other in zip(some, our, their, strict=True):
        if found.raw != other.raw and not reason(str(one), version, *differs(found.raw, other.raw)):
            yield f"1.{version - 1} {one}\n  ours   {_told(found)}\n  theirs {_told(other)}"
    made = [(one, found.raw) for one, found in zip(some, their, strict=True) if found.raw is not None]
    for (one, raw), printed in zip(made, ofctl.printed(raw for _, raw in made), strict=True):
        told = their_text(one.kind, printed)
        mine = our_text(one.kind, raw)
        if told is not None and told != mine and not reason(str(one), version, "printed"):
            yield f"1.{version - 1} {one} is printed\n  ours   {mine}\n  theirs {told}"


def _told(outcome: Outcome) -> str:
    return outcome.why if outcome.raw is None else outcome.raw.hex()


def run(
    count: int, start: int, versions: Sequence[int] = VERSIONS, kinds: Iterable[str] = KINDS
) -> tuple[int, list[str]]:
    """How many cases were compared, and what differs."""
    found: list[str] = []
    done = 0
    kinds = list(kinds)
    for kind in kinds:
        # Most of what there is to say are flows.
        share = count * _SHARES[kind] // sum(_SHARES[kind] for kind in kinds)
        some = cases(kind, -(-share // len(versions)), start)
        for at in range(0, len(some), _AT_ONCE):
            for version in versions:
                part = some[at : at + _AT_ONCE]
                found += compare(version, part)
                done += len(part)
    return done, found


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--versions", default="1,2,3,4,5,6", help="on the wire: 1 is OpenFlow 1.0")
    parser.add_argument("--kinds", default=",".join(KINDS))
    given_ = parser.parse_args(argv)
    versions = [int(version) for version in given_.versions.split(",")]
    done, found = run(given_.cases, given_.seed, versions, given_.kinds.split(","))
    print("\n".join(found))
    print(f"{done} cases, {len(found)} differ without a reason")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
