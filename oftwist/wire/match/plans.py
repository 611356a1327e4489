"""Making matches of the same fields again and again: one function for each combination of names.

`build` looks at each value; when the same names come again with plain values (numbers, bytes), a function made for
them packs headers and values at once. The names come from the user's code, so they are few; there are at most `PLANS`.
Knows the tables; of the codec only that it compiles source.
"""

from __future__ import annotations

import struct

from oftwist.wire import spec
from oftwist.wire.codec import source as codec
from oftwist.wire.match.given import OFPVID_PRESENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oftwist.wire.codec.layout import Member
    from oftwist.wire.interfaces import Part

    Plain = tuple[type[Any], Member, int]


def plan(version: int, plain: dict[str, Plain], oxms: list[Part], names: tuple[str, ...]) -> Callable[..., Any]:
    """The function that makes a match of other values of the same fields at once; None for what is not plain.

    Args:
        version: 3 (1.2) to 6.
        plain: by name of a field its class, the member that is its value, the bits of the field (0: all of it).
        oxms: made of the first values, in the order they are packed in.
        names: of the fields, in the order they are given in.
    """
    src = codec.Source(f"of1{version - 1}.match build {' '.join(names)}")
    tests, formats, arguments = [], [], []
    for oxm in oxms:
        name = type(oxm).__name__
        if name not in names or type(oxm) is not plain[name][0]:
            return _no_plan  # given with a mask, by another name, or by its header
        _, member, bits = plain[name]
        if spec.layout(version, f"oxm.{name}").size != 4 + member.size:
            return _no_plan  # an experimenter's number stands before the value
        argument = name
        if member.codec in ("uint", "ipv4") and member.size in codec.CODES:
            # What is no number, or too big, struct refuses; some fields have fewer bits than bytes.
            if bits:
                tests.append(f"0 <= {name} <= {(1 << bits) - 1:#x}")
            if name == "vlan_vid":
                if "vlan_pcp" in names:
                    tests.append(name)  # without a tag there is none
                argument = f"{name} and {name} | {OFPVID_PRESENT}"
            formats.append(codec.CODES[member.size])
        elif member.codec in ("mac", "ipv6"):
            tests.append(f"len({name}) == {member.size}")  # and struct refuses what is not bytes
            formats.append(f"{member.size}s")
        else:
            return _no_plan
        arguments += [f"{int(oxm.type_len):#x}", argument]
    src.bind("struct_error", struct.error)
    src.bind("new", object.__new__)
    src.add(0, "def plan(match, given):")
    src.add(1, f"{', '.join(names)}, = given.values()")
    src.add(1, "try:")
    src.add(2, f"if {' and '.join(tests) or 'True'}:")
    pack = src.struct("".join(f"I{fmt}" for fmt in formats), "pack")
    src.add(3, "x = new(match)")
    src.add(3, f"x._oxm_list = {pack}({', '.join(arguments)})")
    src.add(3, "return x")
    src.add(1, "except (struct_error, TypeError):")
    src.add(2, "pass")
    src.add(1, "return None")
    return src.compile("plan")  # type: ignore[no-any-return]


def _no_plan(match: type[Any], given: dict[str, Any]) -> None:
    """The plan of fields whose values are looked at one by one."""
