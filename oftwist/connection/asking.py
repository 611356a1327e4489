"""Asking: requests as straight-line code. What a connection and what stands for it (a Switch) have in common.

Knows the transactions of a connection and the kinds of messages. Everything runs in the reactor thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oftwist.wire import kinds

if TYPE_CHECKING:
    from types import ModuleType

    from twisted.internet.defer import Deferred

    from oftwist.connection.interfaces import Decoded, Message
    from oftwist.connection.transactions import Stream, Transactions


class Asking:
    """Requests, whatever they are sent through.

    Attributes:
        transactions: the requests on their way.
    """

    transactions: Transactions

    if TYPE_CHECKING:

        @property
        def ofp(self) -> ModuleType:
            """The loxi module of the version that is spoken."""

    def transact(self, msg: Message, timeout: float | None = None) -> Deferred[Decoded]:
        """Send, and fire with the first reply of that xid; an error message counts as a reply.

        Of a multipart reply that is the first part; the rest is polled. Fails with RequestTimeout after
        ``timeout`` seconds (None: ``options.request_timeout``), with ProtocolError when the reply cannot be decoded,
        with Disconnected when the connection ends.
        """
        return self.transactions.transact(msg, timeout)

    def request(self, msg: Message, timeout: float | None = None) -> Deferred[Decoded]:
        """Send, and fire with the reply, multipart parts joined into one message.

        ``timeout`` is the time to the reply or its first part; ``options.multipart_idle`` the time between parts.
        Fails with RequestFailed (an OpenFlow error came), UnexpectedReply, ProtocolError (the reply cannot be
        decoded), RequestTimeout or Disconnected.
        """
        return self.transactions.request(msg, timeout)

    def stats(self, msg: Message, timeout: float | None = None) -> Deferred[list[Decoded]]:
        """Send a multipart request and fire with the list of all entries.

        A reply that carries no list (e.g. the description) is the only item of the list.
        """

        def entries(reply: Decoded) -> list[Decoded]:
            found = kinds.entries_of(reply)
            return [reply] if found is None else found

        return self.transactions.request(msg, timeout).addCallback(entries)

    def stream(self, msg: Message, timeout: float | None = None) -> Stream:
        """Send a multipart request and iterate (``async for``) over its entries as the parts arrive."""
        return self.transactions.stream(msg, timeout)

    def barrier(self, timeout: float | None = None) -> Deferred[Decoded]:
        """Send a barrier request and fire with its reply."""
        return self.transactions.request(self.ofp.message.barrier_request(), timeout)
