"""Changing a switch: messages in batches, each confirmed by a barrier, and what was refused, by its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oftwist import text
from oftwist.errors import RequestFailed
from oftwist.http.problem import OpenFlowError, Problem, openflow_error

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Message
    from oftwist.controller.switch import Switch

#: Messages confirmed by one barrier.
BATCH = 500


async def confirm(switch: Switch, messages: Sequence[Message], timeout: float | None, path: str = "") -> None:
    """Send messages in batches; what the switch refuses does not keep it from taking the others.

    Args:
        switch: where to.
        messages: flow mods, group mods, meter mods, port mods.
        timeout: seconds for each batch.
        path: of the list in the request, for errors.

    Raises:
        Problem: 409, which of them it refused.
    """
    refused: list[OpenFlowError] = []
    for start in range(0, len(messages), BATCH):
        batch = messages[start : start + BATCH]
        await switch.when_writable()
        try:
            await switch.run(switch.operations.send(batch), timeout)
        except RequestFailed as failed:
            refused += refusals(failed, batch, start, path)
    if refused:
        raise Problem(409, f"the switch refused {len(refused)} of {len(messages)}: {refused[0].name}", None, refused)


def refusals(failed: RequestFailed, batch: Sequence[Message], start: int, path: str) -> list[OpenFlowError]:
    """What the switch refused of a batch that begins at some place of a list."""
    places = {id(msg): start + index for index, msg in enumerate(batch)}
    told = []
    for error, request in zip(failed.errors, failed.requests, strict=True):
        place = places.get(id(request))
        about = "" if request is None else text.describe(request)
        if place is not None and path:
            about = f"{path}[{place}]: {about}"
        told.append(openflow_error(error, about))
    return told
