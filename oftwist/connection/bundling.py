"""The messages about a bundle: changes that take effect together, in versions that have them. Pure: no connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oftwist.errors import MessageError, UnexpectedReply
from oftwist.wire import VERSION_NAMES
from oftwist.wire.numbers import OF13

if TYPE_CHECKING:
    from types import ModuleType

    from oftwist.connection.interfaces import Decoded, Message

OPEN, CLOSE, COMMIT, DISCARD = 0, 2, 4, 6  # ofp_bundle_ctrl_type; each reply is one more
_NAMES = {OPEN: "open", CLOSE: "close", COMMIT: "commit", DISCARD: "discard"}
_ATOMIC, _ORDERED = 1, 2  # ofp_bundle_flags; the extension has the same numbers


class BundleMessages:
    """Makes the messages about one bundle, and looks at the answers.

    Attributes:
        bundle_id: its number.
        by_extension: a switch needs the ONF's extension, as in 1.3.
    """

    def __init__(self, ofp: ModuleType, bundle_id: int, *, atomic: bool, ordered: bool) -> None:
        """Choose the form.

        Raises:
            MessageError: the version has no bundles.
        """
        self._version: int = ofp.OFP_VERSION
        if self._version < OF13:
            raise MessageError("bundles came with OpenFlow 1.4, and with an extension of OpenFlow 1.3")
        self.bundle_id = bundle_id
        self.by_extension = self._version == OF13
        form = "onf_bundle_" if self.by_extension else "bundle_"
        self._ctrl_msg = getattr(ofp.message, form + "ctrl_msg")
        self._add_msg = getattr(ofp.message, form + "add_msg")
        self._flags = (_ATOMIC if atomic else 0) | (_ORDERED if ordered else 0)

    def need(self, extended: bool) -> None:
        """Refuse a switch that does not have the extension it takes."""
        if self.by_extension and not extended:
            raise MessageError("bundles came with OpenFlow 1.4; this switch speaks 1.3 without the extension for them")

    def control(self, kind: int) -> Message:
        """The request to open, close, commit or discard it."""
        message: Message = self._ctrl_msg(bundle_id=self.bundle_id, bundle_ctrl_type=kind, flags=self._flags)
        return message

    def check(self, kind: int, reply: Decoded) -> None:
        """Raise UnexpectedReply if this does not answer `control`."""
        told = getattr(reply, "bundle_ctrl_type", None), getattr(reply, "bundle_id", None)
        if told != (kind + 1, self.bundle_id):
            raise UnexpectedReply(f"the switch did not answer the {_NAMES[kind]} of a bundle", reply)

    def fits(self, msg: Message) -> None:
        """Raise MessageError if a message is of another version."""
        if getattr(msg, "version", self._version) != self._version:
            spoken = VERSION_NAMES[self._version]
            raise MessageError(f"it is not of OpenFlow {spoken}, as the bundle", cls=type(msg).__name__)

    def add(self, msg: Message) -> Message:
        """The message that puts one into the bundle; both have the same xid (OpenFlow 1.4.0 §7.3.9.6)."""
        outer: Any = self._add_msg(xid=msg.xid, bundle_id=self.bundle_id, flags=self._flags)
        if hasattr(outer, "message"):
            outer.message = msg
        else:
            outer.data = msg.pack()
        added: Message = outer
        return added
