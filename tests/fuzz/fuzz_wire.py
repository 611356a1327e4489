"""Fuzzing target: any bytes into ``oftwist.wire.decode``. See README.rst.

What decodes must pack, decode again to the same, and print; what does not must be a ProtocolError. What it costs is
counted where the corpus is replayed.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    import atheris

    with atheris.instrument_imports(include=["oftwist"]):
        from oftwist import wire
else:
    from oftwist import wire

from oftwist.errors import ProtocolError


def one(data: bytes) -> None:
    """Try one input; raises AssertionError, or anything that is not ProtocolError, if something is wrong."""
    if len(data) >= 8:  # most mutations break the length in the header: make it right
        data = data[:2] + min(len(data), 0xFFFF).to_bytes(2, "big") + data[4:0xFFFF]
    try:
        msg = wire.decode(data)
    except ProtocolError as error:
        assert str(error)
        assert error.offset is None or 0 <= error.offset <= len(data)
    else:
        again = wire.decode(msg.pack())
        assert again == msg, (msg, again)
        assert again.pack() == msg.pack()
        if len(data) < 2048:  # printing costs more than decoding
            assert repr(msg)
            assert msg.show()


def instrument_generated_code() -> None:
    """What reads and writes a class is compiled when it is first needed: let atheris see that code too."""
    from oftwist.wire.codec import source as codec

    plain = codec.Source.compile

    def compile_and_instrument(self: codec.Source, function: str) -> object:
        return atheris.instrument_func(plain(self, function))

    codec.Source.compile = compile_and_instrument  # type: ignore[method-assign]


if __name__ == "__main__":
    instrument_generated_code()
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
