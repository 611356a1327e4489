"""Where a cluster's store is, as its URL says. Reads text; connects to nothing."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from oftwist.errors import ConfigurationError

DEFAULT_PORT = 2379


class Settings:
    """Where a cluster's store is: ``etcd://[USER:PASSWORD@]HOST[:PORT],HOST[:PORT].../NAME``, ``etcds://`` for TLS.

    Args:
        url: that.
        user, password: instead of those in the URL.
        ca: PEM file of the CA whose certificates its members must show; None are the CAs of the system.

    Attributes:
        members: base URLs, tried in this order.
        cluster: the cluster's name, for the prefix of its keys.
        user, password: for etcd's authentication, or "".
        ca: as given.
    """

    def __init__(
        self, url: str, user: str | None = None, password: str | None = None, ca: str | None = None
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("etcd", "etcds") or not parts.netloc:
            raise ConfigurationError(f"{_shown(url)}: write etcd://HOST:PORT,HOST:PORT/NAME")
        if ca is not None and parts.scheme != "etcds":
            raise ConfigurationError(f"{_shown(url)}: a CA is for etcds://, which is etcd with TLS")
        self.ca = ca
        scheme = "https" if parts.scheme == "etcds" else "http"
        login, _, hosts = parts.netloc.rpartition("@")
        self.user = unquote(login.partition(":")[0]) if user is None else user
        self.password = unquote(login.partition(":")[2]) if password is None else password
        self.cluster = parts.path.strip("/") or "default"
        self.members = [f"{scheme}://{_with_port(host, url)}" for host in hosts.split(",") if host]
        if "/" in self.cluster or not self.members:
            raise ConfigurationError(f"{_shown(url)}: write etcd://HOST:PORT,HOST:PORT/NAME")


def _shown(url: str) -> str:
    """A URL without its password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if rest else url


def _with_port(host: str, url: str) -> str:
    try:
        found = urlsplit(f"//{host}")
        port = found.port or DEFAULT_PORT
    except ValueError:
        raise ConfigurationError(f"{_shown(url)}: {host!r} is not HOST:PORT") from None
    name = f"[{found.hostname}]" if ":" in (found.hostname or "") else found.hostname
    return f"{name}:{port}"
