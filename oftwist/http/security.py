"""Security: who asks, from where, and how often; decided before a handler sees the request.

- Who: a bearer token or a password, compared in constant time. Passwords are hashed in a thread; one that was right is
  remembered (as a keyed digest), so that a page that polls costs nothing.
- From where: the Host header must name this server, or a page of somebody else could reach us by a name that resolves
  to our address (DNS rebinding). A request that writes, and a WebSocket, must not come from a page of another origin.
- How often: a bucket for each address.

No secret is ever part of a log line, an answer or a repr. Everything runs in the reactor thread.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import os
import socket
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from twisted.internet.defer import Deferred, DeferredSemaphore, ensureDeferred
from twisted.python.failure import Failure

from oftwist.connection.limits import TokenBucket
from oftwist.errors import ConfigurationError
from oftwist.http import passwords
from oftwist.http.problem import Problem
from oftwist.http.settings import HttpSettings

ANONYMOUS = "anonymous"
_CHALLENGE = 'Bearer realm="oftwist", Basic realm="oftwist", charset="UTF-8"'
#: Addresses and passwords remembered.
_MOST = 4096
#: Passwords hashed at a time, each for a while and with 16 MiB; and how many more may wait for that.
AT_ONCE, WAITING = 2, 64

#: Passwords that are hashed for one address: a second, and at once. One that was right before is not hashed.
_TRIES, _TRIES_BURST = 1.0, 100.0

#: ``in_thread(function, *args)``: its result, later.
InThread = Callable[..., Awaitable[bool]]


class Security:
    """The rules of one server.

    Args:
        settings: who may do what.
        seconds: the time.
        in_thread: calls a function that takes long somewhere else.

    Raises:
        ConfigurationError: tokens or hashes cannot be read.
    """

    def __init__(self, settings: HttpSettings, seconds: Callable[[], float], in_thread: InThread) -> None:
        self._settings = settings
        self._seconds = seconds
        self._in_thread = in_thread
        self._key = os.urandom(32)
        self._tokens = {name: self._digest(token) for name, token in settings.tokens().items()}
        self._passwords = {name: _password(name, value) for name, value in settings.users.items()}
        self._right: OrderedDict[tuple[str, bytes], None] = OrderedDict()
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()
        self._tries: OrderedDict[str, TokenBucket] = OrderedDict()
        self._turns = DeferredSemaphore(AT_ONCE)
        self._hashing = 0
        self._names = {"localhost", socket.gethostname().lower(), *(name.lower() for name in settings.hosts)}

    # how often

    def limit(self, address: str) -> None:
        """Count a request of an address.

        Raises:
            Problem: 429, too many.
        """
        rate = self._settings.rate
        if not rate:
            return
        if not _bucket(self._buckets, address, rate, self._settings.burst).take(self._seconds()):
            raise Problem(429, f"more than {rate:g} requests a second", headers={"Retry-After": "1"})

    # from where

    def check_origin(self, writes: bool, scheme: str, headers: Mapping[str, str]) -> None:
        """Refuse other names than ours, and what a page of somebody else wants changed.

        Raises:
            Problem: 421 for the name, 403 for the page.
        """
        host = headers.get("host", "").lower()
        if host and not self._is_ours(host):
            raise Problem(421, f"this server is not called {host[:100]!r}: see http.hosts in its configuration")
        if not writes:
            return
        origin = headers.get("origin")
        if origin is not None:
            if origin not in self._settings.origins and origin.lower() != f"{scheme}://{host}":
                raise Problem(403, "a page of another origin may not do this: see http.origins in the configuration")
        elif headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise Problem(403, "a page of another site may not do this")

    def _is_ours(self, host: str) -> bool:
        """A name by which a page from elsewhere cannot reach us: an address, or one that was configured."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name.partition("%")[0])
        except ValueError:
            return False
        return True

    # who

    def has_no_credentials(self, headers: Mapping[str, str]) -> bool:
        """Whether a request is refused, as can be seen before its body has come: of a password it cannot."""
        if not self._settings.needs_credentials:
            return False
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._token(value.strip()) is None
        return scheme.lower() != "basic" or not self._passwords

    async def who(self, headers: Mapping[str, str], address: str) -> str:
        """Return the name of who asks, from this address.

        Raises:
            Problem: 401, nobody knows him; 429, he has tried too many passwords, or very many people do.
        """
        if not self._settings.needs_credentials:
            return ANONYMOUS
        scheme, _, value = headers.get("authorization", "").partition(" ")
        name = None
        if scheme.lower() == "bearer":
            name = self._token(value.strip())
        elif scheme.lower() == "basic":
            name = await self._user(value.strip(), address)
        if name is None:
            wanted = "say who you are: a bearer token, or name and password"
            detail = "these credentials are not right" if scheme else wanted
            raise Problem(401, detail, headers={"WWW-Authenticate": _CHALLENGE})
        return name

    def _token(self, given: str) -> str | None:
        digest, found = self._digest(given), None
        for name, known in self._tokens.items():  # all of them, whichever it is
            if hmac.compare_digest(digest, known):
                found = name
        return found

    async def _user(self, given: str, address: str) -> str | None:
        try:
            name, colon, password = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        known = self._passwords.get(name) if colon else None
        key = name, self._digest(f"{password}\0{known}")
        if known is not None and key in self._right:
            self._right.move_to_end(key)
            return name
        if not _bucket(self._tries, address, _TRIES, _TRIES_BURST).take(self._seconds()):
            raise Problem(429, "too many passwords were tried", headers={"Retry-After": "1"})
        # A name that is not there takes as long as one that is.
        compared = known if known is not None else next(iter(self._passwords.values()), None)
        right = compared is not None and await self._verified(password, compared)
        if known is None or not right:
            return None
        self._right[key] = None
        if len(self._right) > _MOST:
            self._right.popitem(last=False)
        return name

    def _verified(self, password: str, known: str) -> Deferred[bool]:
        """Hash a password, which costs so much that only few are at a time.

        Who goes away does not make room: what he has asked for is still being done.

        Raises:
            Problem: 429, very many wait already.
        """
        if self._hashing >= AT_ONCE + WAITING:
            raise Problem(429, "very many passwords are being checked", headers={"Retry-After": "1"})
        self._hashing += 1
        answer: Deferred[bool] = Deferred()
        work = ensureDeferred(self._verify(password, known))

        def done(result: bool | Failure) -> None:
            if not answer.called:
                answer.callback(result)

        work.addBoth(done)
        return answer

    async def _verify(self, password: str, known: str) -> bool:
        try:
            await self._turns.acquire()
            try:
                return await self._in_thread(passwords.verify, password, known)
            finally:
                self._turns.release()
        finally:
            self._hashing -= 1

    def _digest(self, text: str) -> bytes:
        return hmac.new(self._key, text.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()


def _bucket(buckets: OrderedDict[str, TokenBucket], address: str, rate: float, burst: float) -> TokenBucket:
    """The bucket of an address; those not asked for long are forgotten."""
    bucket = buckets.pop(address, None) or TokenBucket(rate, burst)
    buckets[address] = bucket
    if len(buckets) > _MOST:
        buckets.popitem(last=False)
    return bucket


def _password(name: str, value: str) -> str:
    """The hash of a user, from the configuration or from the file it names."""
    text = value
    if not value.startswith("scrypt$"):
        try:
            text = Path(value).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"http user {name}: cannot read {value}: {error}") from None
    try:
        passwords.check(text)
    except ConfigurationError as error:
        raise ConfigurationError(f"http user {name}: {error}") from None
    return text
