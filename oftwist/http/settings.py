"""Settings of the HTTP server: where it listens, who may use it, and its limits. Decides; no Twisted server."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from oftwist.errors import ConfigurationError


@dataclass(frozen=True)
class HttpSettings:
    """How the API is served.

    Attributes:
        listen: a port of the loopback address (``"8080"``), ``"HOST:PORT"``, or an endpoint string.
        tls_cert: certificate to show (PEM file); None speaks plain HTTP.
        tls_key: its private key; None if it is in the same file.
        token: a bearer token, for whom the log calls ``token``.
        token_file: a file of bearer tokens, one a line, each with a name before a colon: ``grafana:s3cret``.
        users: basic authentication: name to a hash of the password (``oftwist.http.passwords.hashed``), or to the path
            of a file that holds one.
        open: "listens beyond loopback without authentication": nothing else makes it do so.
        body: bytes a request may have.
        rate: requests a second for each address, on average; 0 for any number.
        burst: as many at once.
        origins: origins that may write from a browser beside our own, e.g. ``https://noc.example.net``.
        hosts: names of this server beside its addresses and ``localhost``, which the Host header may have.
        timeout: seconds a request may take to arrive, and an idle connection is kept.
        connections: as many at a time.
        streams: event streams at a time.
    """

    listen: str = "8080"
    tls_cert: str | None = None
    tls_key: str | None = None
    token: str | None = None
    token_file: str | None = None
    users: Mapping[str, str] = field(default_factory=dict)
    open: bool = False
    body: int = 16 << 20
    rate: float = 0.0
    burst: float = 0.0
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    timeout: float = 30.0
    connections: int = 2500
    streams: int = 2000

    def __repr__(self) -> str:
        return f"HttpSettings(listen={self.listen!r})"  # no secrets

    @property
    def needs_credentials(self) -> bool:
        """Whether anybody must say who he is."""
        return bool(self.token or self.token_file or self.users)

    @property
    def endpoint(self) -> str:
        """``listen`` as an endpoint string."""
        text = self.listen.strip()
        if text.isdecimal():
            return f"tcp:{text}:interface=127.0.0.1"
        pair = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+|localhost)):(\d+)", text)
        if pair is not None:
            host = (pair[1] or pair[2]).replace("localhost", "127.0.0.1").replace(":", r"\:")
            return f"tcp:{pair[3]}:interface={host}"
        return text

    def tokens(self) -> dict[str, str]:
        """Every bearer token by the name of who has it.

        Raises:
            ConfigurationError: the file cannot be read, or has a line without a token.
        """
        found = {"token": self.token} if self.token else {}
        if self.token_file is not None:
            try:
                lines = Path(self.token_file).read_text(encoding="utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigurationError(f"cannot read {self.token_file}: {error}") from None
            for number, line in enumerate(lines, 1):
                if not line.strip() or line.startswith("#"):
                    continue
                name, colon, token = line.strip().partition(":")
                if not colon:
                    name, token = "token", name
                if not token or name in found:
                    where = f"{self.token_file} line {number}"
                    raise ConfigurationError(f"{where}: give each token a name of its own, NAME:TOKEN")
                found[name] = token
        return found


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"
