"""etcd as a `KeyValue`: its JSON gateway (etcd 3.4 and later, ``/v3``) over treq, the ``etcd`` extra.

Numbers of 64 bits are texts in that JSON and members that are zero or false may be absent; keys and values are base64.
Several members may be named: a call that one does not answer goes to the next, so that a sick member costs one short
time-out. Everything runs in the reactor thread.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import CancelledError, Deferred, ensureDeferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.error import ConnectError, ConnectionAborted, ConnectionClosed
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.protocol import Protocol, connectionDone
from twisted.logger import Logger
from twisted.web.client import (
    URI,
    Agent,
    BrowserLikePolicyForHTTPS,
    HTTPConnectionPool,
    RequestGenerationFailed,
    RequestTransmissionFailed,
    ResponseFailed,
    ResponseNeverReceived,
)
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from oftwist.cluster.interfaces import (
    Compacted,
    Conflict,
    Entry,
    Event,
    LeaseLost,
    Snapshot,
    StoreError,
    TimeLeft,
)
from oftwist.cluster.settings import Settings
from oftwist.errors import ConfigurationError
from oftwist.tls import trust_only

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    Json = dict[str, Any]

log = Logger()

#: What a request fails with that finds no member, or no end.
_UNREACHED = (
    ConnectError,
    ConnectionClosed,
    ConnectionAborted,
    RequestGenerationFailed,
    RequestTransmissionFailed,
    ResponseFailed,
    ResponseNeverReceived,
    OSError,
)

#: Largest line of a watch that we take, in bytes.
MAX_LINE = 16 * 1024 * 1024


class EtcdView:
    """One cluster's keys in etcd.

    Args:
        reactor: for connections and time-outs.
        settings: where it is.
        timeout: seconds a member has to answer; a small part of the lease.
        agent: a ``treq`` agent with TLS settings, or None.

    Attributes:
        requests: how many were sent.
    """

    def __init__(self, reactor: Any, settings: Settings, timeout: float = 1.0, agent: Any = None) -> None:
        self._reactor = reactor
        self._settings = settings
        self._timeout = timeout
        self._prefix = f"/oftwist/{settings.cluster}/"
        self._member = 0
        self._token = ""
        self._client, self._content, self._pool = _client(reactor, settings, agent)
        self._watches: set[_Watch] = set()
        self.requests = 0

    @property
    def name(self) -> str:
        return f"etcd at {self._settings.members[self._member]}"

    # --- what a KeyValue does ------------------------------------------------------------------------------------

    async def grant(self, ttl: int) -> int:
        answer = await self._ask("/v3/lease/grant", {"TTL": str(ttl)})
        return _number(answer, "ID")

    async def keep_alive(self, lease: int) -> None:
        answer = await self._ask("/v3/lease/keepalive", {"ID": str(lease)})
        if _number(answer.get("result", answer), "TTL") <= 0:
            raise LeaseLost("etcd does not know the lease")

    async def time_left(self, lease: int) -> TimeLeft:
        answer = await self._ask("/v3/lease/timetolive", {"ID": str(lease)})
        if _number(answer, "TTL") <= 0:  # -1: there is none
            raise LeaseLost("etcd does not know the lease")
        return TimeLeft(_number(answer, "grantedTTL"), _number(answer, "TTL"))

    async def revoke(self, lease: int) -> None:
        await self._ask("/v3/lease/revoke", {"ID": str(lease)})

    async def create(self, items: Sequence[tuple[str, bytes]], lease: int) -> list[tuple[bool, Entry]]:
        tries = []
        for key, value in items:
            name = self._key(key)
            absent = {"key": name, "target": "CREATE", "result": "EQUAL", "create_revision": "0"}
            put = {"key": name, "value": _b64(value), "lease": str(lease)}
            tries.append({
                "request_txn": {
                    "compare": [absent],
                    "success": [{"request_put": put}],
                    "failure": [{"request_range": {"key": name}}],
                }
            })  # fmt: skip
        answer = await self._ask("/v3/kv/txn", {"success": tries})
        revision = _number(answer.get("header", {}), "revision")
        found = []
        for (key, value), one in zip(items, answer.get("responses", ()), strict=True):
            told = one.get("response_txn", {})
            if told.get("succeeded"):
                found.append((True, Entry(key, value, revision, revision, lease)))
            else:
                kvs = told["responses"][0]["response_range"].get("kvs", ())
                found.append((False, self._entry(kvs[0])))
        return found

    async def delete(self, key: str, created: int) -> bool:
        name = self._key(key)
        same = {"key": name, "target": "CREATE", "result": "EQUAL", "create_revision": str(created)}
        change = {"compare": [same], "success": [{"request_delete_range": {"key": name}}]}
        answer = await self._ask("/v3/kv/txn", change)
        return bool(answer.get("succeeded"))

    async def put(self, key: str, value: bytes, lease: int = 0, expected: int | None = None) -> int:
        name = self._key(key)
        change: Json = {"success": [{"request_put": {"key": name, "value": _b64(value), "lease": str(lease)}}]}
        if expected is not None:
            same = {"key": name, "target": "MOD", "result": "EQUAL", "mod_revision": str(expected)}
            change |= {"compare": [same], "failure": [{"request_range": {"key": name}}]}
        answer = await self._ask("/v3/kv/txn", change)
        if not answer.get("succeeded"):
            kvs = answer["responses"][0]["response_range"].get("kvs", ())
            raise Conflict(key, self._entry(kvs[0]) if kvs else None)
        return _number(answer.get("header", {}), "revision")

    async def snapshot(self) -> Snapshot:
        prefix = self._prefix.encode()
        answer = await self._ask("/v3/kv/range", {"key": _b64(prefix), "range_end": _b64(_end_of(prefix))})
        entries = (self._entry(one) for one in answer.get("kvs", ()))
        return Snapshot(_number(answer.get("header", {}), "revision"), {entry.key: entry for entry in entries})

    def watch(
        self, revision: int, changed: Callable[[Sequence[Event], int], None], ended: Callable[[StoreError], None]
    ) -> Callable[[], None]:
        def over(error: StoreError) -> None:
            self._watches.discard(watch)
            ended(error)

        watch = _Watch(changed, over, self._entry)
        self._watches.add(watch)
        done = ensureDeferred(self._open_watch(watch, revision))
        watch.opening = done
        done.addErrback(lambda failure: watch.end(_as_error(failure)))

        def stop() -> None:
            self._watches.discard(watch)
            watch.stop()

        return stop

    async def close(self) -> None:
        for watch in list(self._watches):
            watch.stop()
        self._watches.clear()
        await self._pool.closeCachedConnections()

    # --- requests -----------------------------------------------------------------------------------------------

    async def _open_watch(self, watch: _Watch, revision: int) -> None:
        prefix = self._prefix.encode()
        request = {
            "create_request": {
                "key": _b64(prefix),
                "range_end": _b64(_end_of(prefix)),
                "start_revision": str(revision),
                "progress_notify": True,
            }
        }
        response = await self._post("/v3/watch", request)
        response.deliverBody(watch)  # a watch that is over by now ends as soon as it is connected

    async def _ask(self, path: str, body: Json) -> Json:
        """One request, of the first member that answers."""
        trouble: StoreError | None = None
        for _ in self._settings.members:
            member = self._member
            try:
                return await self._ask_member(path, body)
            except LeaseLost:
                raise
            except StoreError as error:
                trouble = error
                if self._member == member:  # else another request has gone on to the next already
                    self._go_on()
        assert trouble is not None
        raise trouble

    def _go_on(self) -> None:
        """Leave a member for the next. Its watches go with it: one that is cut off from the others tells nothing."""
        member = self._settings.members[self._member]
        self._member = (self._member + 1) % len(self._settings.members)
        for watch in list(self._watches):
            self._watches.discard(watch)
            watch.end(StoreError(f"{member} does not answer"))

    async def _ask_member(self, path: str, body: Json) -> Json:
        if self._settings.user and not self._token:
            await self._log_in()
        response = await self._post(path, body)
        answer = await self._read(response)
        error = answer.get("error")
        if response.code != 200 or error:
            self._refused(path, answer, response.code)
        return answer

    def _refused(self, path: str, answer: Json, code: int) -> None:
        told = answer.get("error") or answer.get("message") or answer
        text = told.get("message", told) if isinstance(told, dict) else told
        if "lease not found" in str(text):
            raise LeaseLost("etcd does not know the lease")
        if "invalid auth token" in str(text):
            self._token = ""
        raise StoreError(f"{self.name}: {text} ({path}, {code})")

    async def _log_in(self) -> None:
        settings = self._settings
        response = await self._post("/v3/auth/authenticate", {"name": settings.user, "password": settings.password})
        answer = await self._read(response)
        if "token" not in answer:
            raise StoreError(f"{self.name}: user {settings.user} is not let in")
        self._token = answer["token"]

    async def _post(self, path: str, body: Json) -> Any:
        self.requests += 1
        url = f"{self._settings.members[self._member]}{path}"
        headers = {"Authorization": [self._token]} if self._token else {}
        return await self._in_time(self._client.post(url, json.dumps(body).encode(), headers=headers, unbuffered=True))

    async def _read(self, response: Any) -> Json:
        return _parsed(await self._in_time(self._content(response)), self.name)

    async def _in_time(self, waiting: Deferred[Any]) -> Any:
        """What a member answers, or StoreError if it does not, or not in time."""
        name = self.name
        call = self._reactor.callLater(self._timeout, waiting.cancel)
        try:
            return await waiting
        except (*_UNREACHED, CancelledError) as error:
            why = _reason(error) if call.active() else f"no answer within {self._timeout:g} s"
            raise StoreError(f"{name}: {why}") from None
        finally:
            if call.active():
                call.cancel()

    # --- keys and values ----------------------------------------------------------------------------------------

    def _key(self, key: str) -> str:
        return _b64(f"{self._prefix}{key}".encode())

    def _entry(self, kv: Json) -> Entry:
        key = b64decode(kv["key"]).decode("utf-8", "replace").removeprefix(self._prefix)
        value = b64decode(kv.get("value", ""))
        return Entry(key, value, _number(kv, "create_revision"), _number(kv, "mod_revision"), _number(kv, "lease"))


class _Watch(Protocol):
    """The body of a watch: a line of JSON for each response."""

    def __init__(
        self,
        changed: Callable[[Sequence[Event], int], None],
        ended: Callable[[StoreError], None],
        entry: Callable[[Json], Entry],
    ) -> None:
        self.over = False
        self.opening: Deferred[None] | None = None
        self._changed, self._ended, self._entry = changed, ended, entry
        self._buffer = bytearray()

    def connectionMade(self) -> None:
        if self.over:
            self.stop()

    def dataReceived(self, data: bytes) -> None:
        self._buffer += data
        if b"\n" not in data:
            if len(self._buffer) > MAX_LINE:
                self.end(StoreError("a watch's line has no end"))
            return
        *lines, rest = bytes(self._buffer).split(b"\n")
        self._buffer = bytearray(rest)
        for line in lines:
            if line and not self.over:
                self._line(line)

    def _line(self, line: bytes) -> None:
        try:
            told = json.loads(line)
            if "error" in told:
                raise StoreError(f"watch: {told['error'].get('message', told['error'])}")
            result = told["result"]
            if _number(result, "compact_revision"):
                raise Compacted(f"etcd has forgotten revisions up to {result['compact_revision']}")
            if result.get("canceled"):
                raise StoreError(f"watch: {result.get('cancel_reason') or 'ended by etcd'}")
            events = [self._event(one) for one in result.get("events", ())]
        except StoreError as error:
            self.end(error)
            return
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.end(StoreError(f"watch: not understood: {error}"))
            return
        if events:
            self._changed(events, max(event.revision for event in events))

    def _event(self, told: Json) -> Event:
        entry = self._entry(told["kv"])
        deleted = told.get("type") == "DELETE"
        return Event(entry.key, None if deleted else entry, entry.modified)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.end(StoreError(f"watch: {_reason(reason.value)}"))

    def end(self, error: StoreError) -> None:
        if not self.over:
            self.stop()
            self._ended(error)

    def stop(self) -> None:
        self.over = True
        if self.opening is not None:
            self.opening.addErrback(lambda _: None)
            self.opening.cancel()
        transport: Any = self.transport
        if transport is not None:
            transport.loseConnection()


def _client(reactor: Any, settings: Settings, agent: Any) -> tuple[Any, Any, Any]:
    """treq's client, what reads a body, and a pool of our own: what is asked of etcd comes again and again."""
    try:
        from treq.client import HTTPClient
        from treq.content import content
    except ImportError:
        raise ConfigurationError('a cluster on etcd needs the etcd extra: pip install "oftwist[etcd]"') from None

    pool = HTTPConnectionPool(reactor)
    pool.maxPersistentPerHost = 4
    own = Agent.usingEndpointFactory(reactor, _Endpoints(reactor, settings.ca), pool)
    return HTTPClient(agent or own), content, pool


@implementer(IAgentEndpointFactory)
class _Endpoints:
    """Where to connect for a URL, without a line in the log for each connection.

    Args:
        reactor: connects.
        ca: PEM file of CAs to trust, or None.
    """

    def __init__(self, reactor: Any, ca: str | None) -> None:
        self._reactor = reactor
        self._policy: Any = None if ca is None else BrowserLikePolicyForHTTPS(trust_only(ca))

    def endpointForURI(self, uri: URI) -> IStreamClientEndpoint:
        host = uri.host.decode().strip("[]")
        endpoint: Any = HostnameEndpoint(self._reactor, host, uri.port)
        if uri.scheme == b"https":
            if self._policy is None:
                self._policy = BrowserLikePolicyForHTTPS()
            endpoint = wrapClientTLS(self._policy.creatorForNetloc(host.encode(), uri.port), endpoint)
        return _Quiet(endpoint)


@implementer(IStreamClientEndpoint)
class _Quiet:
    """An endpoint whose factories are not noisy."""

    def __init__(self, endpoint: Any) -> None:
        self._endpoint = endpoint

    def connect(self, factory: Any) -> Any:
        factory.noisy = False
        return self._endpoint.connect(factory)


def _parsed(raw: bytes, name: str) -> Json:
    """The JSON object of an answer; of several lines (a stream of one) the first."""
    try:
        answer = json.loads(raw.partition(b"\n")[0])
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise StoreError(f"{name}: not etcd's JSON")
    return answer


def _number(told: Json, name: str) -> int:
    return int(told.get(name) or 0)


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


def _end_of(prefix: bytes) -> bytes:
    """The first key behind all that begin so."""
    return prefix[:-1] + bytes((prefix[-1] + 1,))


def _reason(error: BaseException | None) -> str:
    reasons = getattr(error, "reasons", None)
    if reasons:
        return _reason(reasons[0].value)
    return str(error) or type(error).__name__


def _as_error(failure: Failure) -> StoreError:
    error = failure.value
    return error if isinstance(error, StoreError) else StoreError(_reason(error))
