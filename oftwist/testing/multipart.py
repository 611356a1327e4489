"""A list of entries as one or several statistics (multipart) replies.

Every entry is packed once; the parts are put together from bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from oftwist.testing.channel import Channel
from oftwist.wire.interfaces import Part

#: Bytes of entries in one part; with the header and the largest entry a part stays below 64 KiB.
PART_SIZE: Final = 60_000


def send_parts(channel: Channel, msg: Part, name: str, entries: Iterable[Any], limit: int = PART_SIZE) -> None:
    """Answer with a list of entries, in as many messages as they need (OpenFlow 1.3.5 §7.3.5).

    Args:
        channel: where to.
        msg: the request.
        name: class name of the reply.
        entries: objects to pack, possibly none: an empty list is an answer too.
        limit: bytes of entries in one part.
    """
    cls = getattr(channel.ofp.message, name)
    more = cls(xid=msg.xid, flags=1).pack()
    last = cls(xid=msg.xid, flags=0).pack()
    chunk: list[bytes] = []
    size = 0
    for entry in entries:
        packed = entry.pack()
        if size + len(packed) > limit and chunk:
            channel.send_raw(_with_body(more, chunk, size))
            chunk, size = [], 0
        chunk.append(packed)
        size += len(packed)
    channel.send_raw(_with_body(last, chunk, size))


def _with_body(head: bytes, chunk: list[bytes], size: int) -> bytes:
    return head[:2] + (len(head) + size).to_bytes(2, "big") + head[4:] + b"".join(chunk)
