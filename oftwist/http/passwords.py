"""Passwords: hashed with scrypt, compared in constant time. The standard library only.

A hash is text: ``scrypt$16384$8$1$SALT$HASH``, both in base64.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from oftwist.errors import ConfigurationError

#: Cost, block size, parallelisation: 16 MiB and about 40 ms.
N, R, P = 1 << 14, 8, 1
_MOST_MEMORY = 64 << 20


def hashed(password: str) -> str:
    """The hash of a password, with a salt of its own."""
    salt = os.urandom(16)
    digest = _scrypt(password, salt, N, R, P)
    return f"scrypt${N}${R}${P}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def verify(password: str, known: str) -> bool:
    """Whether this is the password; takes as long as making the hash."""
    n, r, p, salt, digest = _parts(known)
    return hmac.compare_digest(_scrypt(password, salt, n, r, p), digest)


def check(known: str) -> None:
    """Raise ConfigurationError if this is no hash."""
    _parts(known)


def _parts(known: str) -> tuple[int, int, int, bytes, bytes]:
    try:
        name, n, r, p, salt, digest = known.strip().split("$")
        if name != "scrypt":
            raise ValueError(name)
        numbers = int(n), int(r), int(p)
        if 128 * numbers[0] * numbers[1] > _MOST_MEMORY:
            raise ValueError("too costly")
        return *numbers, base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True)
    except ValueError:
        raise ConfigurationError("that is no hash of a password: make one with oftwist.http.passwords.hashed") from None


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=2 * _MOST_MEMORY, dklen=32)
