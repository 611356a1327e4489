"""Every row of the language against what ovs-ofctl makes of it (recorded): texts to messages, messages to texts."""

from __future__ import annotations

from functools import cache

import pytest

from tests.text.differences import DIFFERENCES, differs, reason
from tests.text.judge import KINDS, VERSIONS, Case, cases, our_text, ours
from tests.text.recording import recorded


@cache
def record() -> dict[tuple[Case, int], tuple[bytes, str | None]]:
    return recorded()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_texts_become_the_messages_that_ovs_ofctl_sends(kind: str, version: int) -> None:
    wrong = []
    for one in cases(kind):
        sent = record().get((one, version), (None, None))[0]
        found = ours(one, version)
        if found.raw != sent and not reason(str(one), version, *differs(found.raw, sent)):
            wrong.append(f"{one}\n  ours   {found.raw.hex() if found.raw else found.why}"
                         f"\n  theirs {sent.hex() if sent else 'refused'}")  # fmt: skip
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_messages_are_printed_as_ofp_print_does(kind: str, version: int) -> None:
    wrong = []
    for one in cases(kind):
        raw, printed = record().get((one, version), (None, None))
        if raw is None or printed is None:
            continue
        told = our_text(kind, raw)
        if told != printed and not reason(str(one), version, "printed"):
            wrong.append(f"{one}\n  ours   {told}\n  theirs {printed}")
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda one: one.pattern)
def test_every_difference_is_still_one(difference) -> None:
    for one in (one for kind in KINDS for one in cases(kind)):
        for version in difference.versions:
            if reason(str(one), version, difference.what) != difference.why:
                continue
            raw, printed = record().get((one, version), (None, None))
            if difference.what in ("sent", "refused") and ours(one, version).raw != raw:
                return
            if difference.what == "printed" and raw and printed is not None and our_text(one.kind, raw) != printed:
                return
    raise AssertionError("there is no such difference any more: take it off the list")
