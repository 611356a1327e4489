"""Which certificate may be which switch. Reads the file that says so; knows certificates and connections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from oftwist import tls
from oftwist.config import Configuration
from oftwist.config.reading import toml_file
from oftwist.dpid import format_dpid, parse_dpid
from oftwist.errors import ConfigurationError

if TYPE_CHECKING:
    from oftwist.connection.protocol import OFProtocol

Authorize = Callable[["OFProtocol", int], "str | None"]
#: Names in certificates, with the datapath ids they may have.
Allowed = Mapping[str, Iterable[int]]


def load_dpids(path: str) -> Allowed:
    """Read which datapath ids each certificate may have.

    Args:
        path: a TOML file; each line gives a name (common name or subject alternative name) one datapath id
            or a list of them, in any usual spelling: ``"switch-1" = [1, "00:00:00:00:00:00:00:02"]``.

    Raises:
        ConfigurationError: the file cannot be read or says something else.
    """
    allowed: dict[str, frozenset[int]] = {}
    for name, value in toml_file(path).items():
        try:
            values = value if isinstance(value, list) else [value]
            if not all(type(item) in (int, str) for item in values):
                raise ValueError("give a datapath id or a list of them")
            allowed[name] = frozenset(map(parse_dpid, values))
        except ValueError as error:
            raise ConfigurationError(f'{path}: "{name}": {error}') from None
    return allowed


def authorizing(allowed: Allowed | None, certificates: Mapping[int, Iterable[str]]) -> Authorize | None:
    """A function for ``Controller(authorize=...)``; None if everybody may come.

    Args:
        allowed: by the names in certificates; None: any certificate may have what ``certificates`` does not tell.
        certificates: datapath ids, with the names of which one must be in the certificate; goes before ``allowed``.
    """
    if allowed is None and not certificates:
        return None

    def authorize(protocol: OFProtocol, datapath_id: int) -> str | None:
        names = tls.certificate_names(protocol.transport)
        if datapath_id in certificates:
            known = any(name in certificates[datapath_id] for name in names)
        else:
            known = allowed is None or any(datapath_id in allowed.get(name, ()) for name in names)
        if known:
            return None
        shown = f"its certificate ({', '.join(names)})" if names else "a switch without a certificate"
        return f"{shown} may not be datapath {format_dpid(datapath_id)}"

    return authorize


def authorizing_as(configuration: Configuration) -> Authorize | None:
    """The same, as the configuration says; ConfigurationError if a file it names cannot be used."""
    path = configuration.tls.dpids
    own = {number: one.certificate for number, one in configuration.datapath.items() if one.certificate}
    return authorizing(None if path is None else load_dpids(path), own)
