"""Random texts, here and with ovs-ofctl: ``python -m tests.text.differential --cases 20000 [--seed N]``.

A case is one text in one version. What we accept is sent by one ovs-ofctl for all of them, what we refuse is tried one
by one; what they sent is printed by both sides. Prints what differs without a reason in `differences`; the exit status
says whether there was any.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.support import ofctl
from tests.text.differences import reason
from tests.text.grammar import flows
from tests.text.judge import VERSIONS, Case, our_text, ours, their_text, theirs

_AT_ONCE = 500
_RUN = 20


def texts(count: int, start: int) -> list[str]:
    """As many different texts, the same for the same start."""
    found: dict[str, None] = {}
    # Many short runs: in a long one hypothesis varies what it had before.
    while len(found) < count:
        found |= dict.fromkeys(_some(_RUN, start))
        start += 1
    return list(found)[:count]


def _some(count: int, start: int) -> list[str]:
    found: list[str] = []

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(flows())
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


def sent_together(version: int, lines: Sequence[str]) -> list[bytes | None]:
    """What ovs-ofctl sends for each line; None for one that it refuses."""
    found: list[bytes | None] = [None] * len(lines)
    left = list(range(len(lines)))
    while left:
        try:
            messages = ofctl.flows(version, [lines[at] for at in left])
        except ofctl.OfctlError as error:
            wrong = re.search(r"-:(\d+): ", str(error))
            if wrong is None:  # the lines do not go together
                for at in left:
                    found[at] = theirs(Case("flow", "add", lines[at]), version).raw
                break
            del left[int(wrong[1]) - 1]
            continue
        for at, message in zip(left, messages, strict=True):
            found[at] = message
        break
    return found


def compare(version: int, lines: Sequence[str]) -> Iterable[str]:
    """What differs, each as some lines of text."""
    cases = [Case("flow", "add", line) for line in lines]
    our = [ours(case, version) for case in cases]
    if version == 1:  # there one flow decides how all are sent
        their = [theirs(case, version).raw for case in cases]
    else:
        together = [at for at, found in enumerate(our) if found.raw is not None]
        their = [None if found.raw is not None else theirs(case, version).raw
                 for case, found in zip(cases, our, strict=True)]  # fmt: skip
        for at, raw in zip(together, sent_together(version, [lines[at] for at in together]), strict=True):
            their[at] = raw
    for case, found, raw in zip(cases, our, their, strict=True):
        if found.raw != raw and not reason(str(case), version, "sent"):
            yield (f"1.{version - 1} {case}\n  ours   {found.raw.hex() if found.raw else found.why}"
                   f"\n  theirs {raw.hex() if raw else 'refused'}")  # fmt: skip
    sent = [(case, raw) for case, raw in zip(cases, their, strict=True) if raw is not None]
    for (case, raw), printed in zip(sent, ofctl.printed(raw for _, raw in sent), strict=True):
        told = their_text("flow", printed)
        if told is not None and told != our_text("flow", raw) and not reason(str(case), version, "printed"):
            yield f"1.{version - 1} {case} is printed\n  ours   {our_text('flow', raw)}\n  theirs {told}"


def run(count: int, start: int, versions: Sequence[int] = VERSIONS) -> tuple[int, list[str]]:
    """How many cases were compared, and what differs."""
    found: list[str] = []
    done = 0
    lines = texts(-(-count // len(versions)), start)
    for at in range(0, len(lines), _AT_ONCE):
        for version in versions:
            part = lines[at : at + _AT_ONCE]
            found += compare(version, part)
            done += len(part)
    return done, found


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--versions", default="1,2,3,4,5,6", help="on the wire: 1 is OpenFlow 1.0")
    given_ = parser.parse_args(argv)
    done, found = run(given_.cases, given_.seed, [int(v) for v in given_.versions.split(",")])
    print("\n".join(found))
    print(f"{done} cases, {len(found)} differ without a reason")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
