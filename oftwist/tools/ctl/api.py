"""The HTTP API of a controller, asked by a program that may wait: the standard library only.

Knows requests, answers, errors as the API tells them, and streams of events; nothing of what they are about.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from oftwist.errors import ConfigurationError, OFTwistError

#: Seconds of silence after which a stream of events is taken for dead: it says something every 15.
_SILENCE = 60.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ApiError(OFTwistError):
    """What the controller answered instead.

    Attributes:
        status: of HTTP.
        lines: what is wrong, a line each.
    """

    def __init__(self, status: int, lines: list[str]) -> None:
        super().__init__(lines[0])
        self.status = status
        self.lines = lines


class Api:
    """A controller's API.

    Args:
        url: ``http://HOST:PORT`` or ``https://...``, with a path if it is behind one; a name and a password in it are
            used.
        token: its bearer token, or None.
        ca: the CA that must have signed its certificate, a PEM file; None takes those of the system.
        cert, key: our certificate and its key, PEM files, or None.
        timeout: seconds of silence.

    Raises:
        ConfigurationError: the URL is none, or a file cannot be used.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        ca: str | None = None,
        cert: str | None = None,
        key: str | None = None,
        timeout: float = 30.0,
    ) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigurationError(f"{url}: {error}") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(f"{url}: a controller is asked at http://HOST:PORT or https://HOST:PORT")
        self.place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
        self.timeout = timeout
        self.exposed = bool(token or parts.username) and parts.scheme == "http" and parts.hostname not in _LOOPBACK
        self._host, self._port, self._path = parts.hostname, port, parts.path.rstrip("/")
        self._context = _context(ca, cert, key) if parts.scheme == "https" else None
        self._headers = {"Accept": "application/json", "User-Agent": "oftwist-ctl"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        elif parts.username is not None:
            both = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"

    def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: object = None,
        *,
        accept: str = "application/json",
    ) -> Any:
        """Ask, and return the answer.

        Args:
            method: of HTTP.
            path: behind ``/api/v1``.
            query: what stands behind the question mark; what is None is left out, True is "true".
            body: sent as JSON, or as plain text if it is a text.
            accept: the kind of answer.

        Returns:
            the value of a JSON answer, the text of a plain one, bytes of others; None of an empty one.

        Raises:
            ApiError: the controller answered with an error.
            OSError, OFTwistError: it does not answer, or what answers is no controller.
        """
        connection, response = self._send(method, path, query, body, {"Accept": accept}, self.timeout)
        try:
            data = response.read()
        except http.client.HTTPException as error:
            raise OFTwistError(f"{self.place}: the answer breaks off ({error})") from None
        finally:
            connection.close()
        kind = response.headers.get_content_type()
        if response.status >= 400:
            raise _error(self.place, response.status, response.reason, data)
        if not data:
            return "" if accept.startswith("text/plain") else None
        if kind == "application/json":
            return self._read(data)
        return data.decode("utf-8", "replace") if kind.startswith("text/plain") else data

    def events(self, path: str, query: Mapping[str, object], since: str | None) -> Iterator[tuple[str, Any]]:
        """Follow a stream of events; ends when the connection does.

        Args:
            path, query: as for ``ask``.
            since: the id of the last event that is known; None begins with what happens from now on.

        Yields:
            the id of each event, and the event.

        Raises:
            ApiError, OSError, OFTwistError: as ``ask``; when it has begun, its end is no error.
        """
        headers = {"Accept": "text/event-stream"} | ({} if since is None else {"Last-Event-ID": since})
        connection, response = self._send("GET", path, query, None, headers, _SILENCE)
        try:
            if response.status >= 400:
                raise _error(self.place, response.status, response.reason, response.read())
            last, data = "", ""
            while True:
                line = response.readline().decode("utf-8", "replace")
                if not line:
                    return
                name, _, value = line.rstrip("\r\n").partition(":")
                if name == "id":
                    last = value.strip()
                elif name == "data":
                    data += value.strip()
                elif not line.strip() and data:
                    yield last, self._read(data.encode())
                    data = ""
        except (http.client.HTTPException, ConnectionError, TimeoutError):
            return
        finally:
            connection.close()

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None,
        body: object,
        headers: Mapping[str, str],
        timeout: float,
    ) -> tuple[HTTPConnection, HTTPResponse]:
        if self._context is None:
            connection = HTTPConnection(self._host, self._port, timeout=timeout)
        else:
            connection = HTTPSConnection(self._host, self._port, timeout=timeout, context=self._context)
        data, kind = None, {}
        if isinstance(body, str):
            data, kind = body.encode("utf-8", "surrogateescape"), {"Content-Type": "text/plain; charset=utf-8"}
        elif body is not None:
            data, kind = json.dumps(body).encode(), {"Content-Type": "application/json"}
        asked = urlencode({name: _word(value) for name, value in (query or {}).items() if value is not None})
        where = f"{self._path}/api/v1{path}" + (f"?{asked}" if asked else "")
        try:
            connection.request(method, where, data, {**self._headers, **kind, **headers})
            return connection, connection.getresponse()
        except TimeoutError:
            connection.close()
            raise OFTwistError(f"{self.place}: no answer within {timeout:g} s") from None
        except OSError as error:
            connection.close()
            raise OFTwistError(f"{self.place}: {error.strerror or error}") from None
        except http.client.HTTPException as error:
            connection.close()
            raise OFTwistError(f"{self.place}: what answers there is no controller ({error!r})") from None

    def _read(self, data: bytes) -> Any:
        try:
            return json.loads(data)
        except ValueError:
            raise OFTwistError(f"{self.place}: what answers there is no controller: that is no JSON") from None


def _word(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _context(ca: str | None, cert: str | None, key: str | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca)
        if cert is not None:
            context.load_cert_chain(cert, key)
    except OSError as error:  # ssl.SSLError is one
        raise ConfigurationError(f"{', '.join(filter(None, (ca, cert, key)))}: {error.strerror or error}") from None
    return context


def _error(place: str, status: int, reason: str, data: bytes) -> ApiError:
    """What an answer of status 400 and above says."""
    try:
        told = json.loads(data)["error"]
        detail, path = str(told["detail"]), told.get("path")
        every = told.get("errors") or [told["openflow"]] if told.get("openflow") else []
        errors = [f"{one['name']}: {one['about']}" for one in every if one["about"]]
    except (ValueError, KeyError, TypeError):
        return ApiError(status, [f"{place}: {status} {reason}"])
    return ApiError(status, [f"{detail} ({path})" if path else detail, *errors])


def token_of(file: str | None) -> str | None:
    """The token of a file, or of the environment: OFTWIST_TOKEN, or the file OFTWIST_TOKEN_FILE.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    file = file or (None if os.environ.get("OFTWIST_TOKEN") else os.environ.get("OFTWIST_TOKEN_FILE"))
    if file is None:
        return os.environ.get("OFTWIST_TOKEN") or None
    try:
        with open(file, encoding="utf-8") as opened:
            return opened.read().strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: {getattr(error, 'strerror', None) or error}") from None
