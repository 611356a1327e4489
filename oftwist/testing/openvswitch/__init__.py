"""What a simulated switch understands of Open vSwitch's extensions: :class:`OpenVSwitchExtension`.

``FakeSwitch(extensions="openvswitch")`` switches it on. In come the messages, actions and match fields of experimenter
0x2320 (and of the ONF in 1.3), out go the same as a real one sends them. Not simulated, and refused as a switch refuses
what it does not know: encapsulations (nsh, encap, decap), tunnel metadata, helpers of ``ct``
and related connections, groups in 1.0, IPFIX, TLV tables. Files from the bottom: ``fields``, ``errors``, ``conntrack``,
``conjunction`` < ``path``, ``matches`` < ``learning`` < ``actions`` < ``checks``, ``packet_ins``, ``monitor`` <
``messages`` < ``extension``.
"""

from __future__ import annotations

from oftwist.testing.openvswitch.extension import OpenVSwitchExtension
from oftwist.testing.openvswitch.path import OpenVSwitchPath

__all__ = ["OpenVSwitchExtension", "OpenVSwitchPath"]
