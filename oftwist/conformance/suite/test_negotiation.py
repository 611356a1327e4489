"""How a connection begins: HELLOs, their versions, bitmaps and elements, and what fails."""

from __future__ import annotations

import pytest

from oftwist.conformance import case
from oftwist.conformance.lacking import lacks
from oftwist.conformance.suite.bench import Bench
from oftwist.conformance.suite.connections import Connections, Stranger, header, hello

HELLO = "1.0 5.5.1, 1.1 A.5.1, 1.2 A.5.1, 1.3 7.5.1"
SETUP = "1.0 4.5.2, 1.1 4.7.2, 1.2 4.7.2, 1.3 6.3.1"


@case(section=SETUP)
def test_it_greets_first(stranger: Stranger) -> None:
    """A switch says HELLO as soon as a connection is made, whether we do or not."""
    msg, raw = stranger.controller.poll()
    assert msg is not None and type(msg).__name__ == "hello", f"it begins with {msg!s}"
    assert raw[0] >= stranger.bench.version, f"its HELLO is of version {raw[0]}, it speaks {stranger.bench.version} too"


@case("1.3-1.5", section=HELLO)
def test_its_bitmap(stranger: Stranger) -> None:
    """If its HELLO has a bitmap, that has the version of its header and the one it is tested in."""
    _, raw = stranger.controller.poll("hello")
    versions = _spoken(raw)
    if not versions:
        lacks("OFPHET_VERSIONBITMAP", "its HELLO has none")
    assert {raw[0], stranger.bench.version} <= versions and max(versions) == raw[0], sorted(versions)


def _spoken(raw: bytes) -> set[int]:
    """The versions in the bitmap of a HELLO, if it has one."""
    words = [raw[at : at + 4] for at in range(12, len(raw), 4)] if raw[8:10] == b"\0\1" else []
    bits = [int.from_bytes(word, "big") for word in words]
    return {32 * n + bit for n, word in enumerate(bits) for bit in range(32) if word >> bit & 1}


@case(section=SETUP)
def test_the_version_of_the_header(stranger: Stranger) -> None:
    """Without a bitmap the version of our header is agreed upon, where the switch speaks it."""
    stranger.say(hello(stranger.bench.version))
    stranger.works()


@case(section=SETUP)
@pytest.mark.parametrize("version", [0x07, 0x55, 0xFF])
def test_we_speak_more(stranger: Stranger, version: int) -> None:
    """Of a HELLO with a higher version than its own a switch takes its own: the smaller of the two."""
    _, raw = stranger.controller.poll("hello")
    stranger.say(hello(version))
    stranger.works(raw[0])


@case("1.3-1.5", section=SETUP)
@pytest.mark.parametrize("version", [1, 0x09, 0xFF])
def test_the_bitmap_decides(stranger: Stranger, version: int) -> None:
    """Where both have a bitmap the highest version of both is agreed upon, whatever the header says."""
    if not stranger.hears("hello").elements:
        lacks("OFPHET_VERSIONBITMAP", "its HELLO has none")
    stranger.say(hello(version, [stranger.bench.version, 9, 20]))
    stranger.works()


@case("1.3-1.5", section=HELLO)
@pytest.mark.parametrize("more", [33, 95])
def test_a_bitmap_of_several_words(stranger: Stranger, more: int) -> None:
    """A bitmap may have more words than one; versions that nobody has do no harm."""
    stranger.say(hello(stranger.bench.version, [stranger.bench.version, more]))
    stranger.works()


@case(section=SETUP)
def test_nothing_in_common(stranger: Stranger) -> None:
    """A HELLO of a version below all is answered with HELLO_FAILED, INCOMPATIBLE, and the connection is closed."""
    _, raw = stranger.controller.poll("hello")
    spoken = _spoken(raw)
    stranger.say(hello(min(spoken) - 1 if spoken else 0))
    _incompatible(stranger)


@case("1.3-1.5", section=SETUP)
@pytest.mark.parametrize("versions", [[7], [20, 31], [40]], ids=["7", "20 and 31", "40"])
def test_no_bit_in_common(stranger: Stranger, versions: list[int]) -> None:
    """Bitmaps without a common version are answered with HELLO_FAILED, INCOMPATIBLE, and the connection is closed."""
    if not stranger.hears("hello").elements:
        lacks("OFPHET_VERSIONBITMAP", "its HELLO has none")
    stranger.say(hello(stranger.bench.version, versions))
    _incompatible(stranger)


def _incompatible(stranger: Stranger) -> None:
    stranger.is_closed()
    errors = stranger.controller.errors  # in whatever version
    assert [type(error).__name__ for error in errors] == ["hello_failed_error_msg"], errors
    assert errors[0].code == stranger.ofp.OFPHFC_INCOMPATIBLE, errors[0].show()
    stranger.bench.switch.barrier()


@case("1.0-1.2", section=HELLO)
@pytest.mark.parametrize("size", [1, 8, 100, 1000])
def test_bodies_of_hellos(stranger: Stranger, size: int) -> None:
    """A HELLO with a body of nobody knows what is a HELLO."""
    stranger.say(hello(stranger.bench.version, before=bytes([0xEE]) * size))
    stranger.works()


@case("1.3-1.5", section=HELLO)
@pytest.mark.parametrize("where", ["before", "after", "alone"])
@pytest.mark.parametrize("size", [4, 5, 12])
def test_unknown_elements(stranger: Stranger, where: str, size: int) -> None:
    """Elements of a HELLO that a switch does not know it looks over."""
    element = b"\x7f\x77" + size.to_bytes(2, "big") + bytes(size - 4)
    element += bytes(-len(element) % 8)
    version = stranger.bench.version
    known = None if where == "alone" else [version]
    stranger.say(hello(version, known, **{"before" if where == "before" else "after": element}))
    stranger.works()


@case(section=HELLO)
@pytest.mark.parametrize("size", [1, 3, 8])
def test_a_hello_in_pieces(stranger: Stranger, size: int) -> None:
    """A HELLO that comes in pieces is a HELLO."""
    data = hello(stranger.bench.version) if size != 3 else hello(stranger.bench.version, [stranger.bench.version])
    stranger.say(*(data[at : at + size] for at in range(0, len(data), size)))
    stranger.works()


@case(section=SETUP)
def test_a_hello_and_more_at_once(stranger: Stranger) -> None:
    """What comes in one segment with the HELLO is done when the version is agreed upon."""
    version = stranger.bench.version
    stranger.say(hello(version) + header(version, 5, 0x1234) + header(version, 2, 0x1235, b"data"))
    features, reply = stranger.hears("features_reply"), stranger.hears("echo_reply")
    assert (features.xid, reply.xid, bytes(reply.data)) == (0x1234, 0x1235, b"data")


@case(section=SETUP)
def test_every_transaction_id_of_a_hello(connections: Connections, bench: Bench) -> None:
    """A HELLO may have any transaction id."""
    for xid in (0, 1, 0xFFFFFFFF):
        stranger = connections.stranger()
        stranger.say(header(bench.version, 0, xid))
        stranger.works()


@case(section=SETUP, optional=True)
def test_nothing_is_done_before_a_hello(stranger: Stranger) -> None:
    """What comes before our HELLO is not carried out."""
    flow = stranger.bench.flow("actions=drop")
    flow.xid = 77
    stranger.say(flow.pack())
    if stranger.controller.switch_socket:
        stranger.controller.poll("error_msg", max(stranger.bench.quiet, 0.02))
    assert stranger.bench.switch.flows() == []


@case(section=SETUP)
def test_hello_failed_of_ours(stranger: Stranger) -> None:
    """HELLO_FAILED from us instead of a HELLO ends this connection at most, and is not answered with an error."""
    body = b"\0\0\0\0none of yours"
    stranger.say(header(stranger.bench.version, 1, 7, body))
    stranger.bench.switch.barrier()
    assert stranger.controller.poll("error_msg", stranger.bench.quiet)[0] is None, "an error about an error"


@case(section=SETUP)
def test_each_connection_has_its_own_hello(connections: Connections) -> None:
    """Of connections that are open at the same time each is greeted and works, and goes on when another is closed."""
    first, then = connections.stranger(), connections.stranger()
    first.greets()
    then.greets()
    first.works()
    first.controller.disconnect()
    then.works()
    connections.stranger().greets()
