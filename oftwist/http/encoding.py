"""JSON out: whatever strings a switch or a client has sent, the answer is UTF-8. Knows msgspec; nothing of ours."""

from __future__ import annotations

import msgspec


def encode(value: object) -> bytes:
    """Encode a value as JSON.

    A string may hold what is no text: the name of a port is bytes of the switch, of which those that are no UTF-8 are
    kept as lone surrogates (``surrogateescape``). They are told as ``\\xff``.
    """
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_shown(msgspec.to_builtins(value)))


def shown(text: str) -> str:
    """A text, with ``\\xff`` for each byte that is none."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half of a character, out of JSON: no byte of anybody
        return text.encode("utf-8", "backslashreplace").decode()


def _shown(value: object) -> object:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {_shown(key): _shown(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown(item) for item in value]
    return value
