"""What takes two keys to be wrong. Knows the configuration; no file and no Twisted."""

from __future__ import annotations

from collections.abc import Iterator

from oftwist.config.schema import Configuration
from oftwist.errors import ConfigurationError


def check(made: Configuration) -> None:
    """Raise ConfigurationError, in one line, if some keys do not go together."""
    for problem in _problems(made):
        raise ConfigurationError(problem)


def is_tls(description: str) -> bool:
    """Whether an endpoint's description means TLS with the certificates given beside it."""
    return description.strip().partition(":")[0] in ("ssl", "tls", "pssl")


def named(made: Configuration, name: str) -> str:
    """A key as it was said: ``--tls-cert``, ``OFTWIST_TLS_CERT``, ``oftwist.toml: tls.cert``."""
    origin = made.origins.get(name, "")
    return f"{origin}: {name}" if origin == made.file else origin or name


def _problems(made: Configuration) -> Iterator[str]:
    for name in ("connect", "demo"):
        if made.workers is not None and getattr(made, name):
            yield (
                f"{named(made, 'workers')} cannot be used with {named(made, name)}: only accepted switches are shared"
            )
    for name in ("demo_topology", "demo_events"):
        if getattr(made, name) and made.demo is None:
            yield f"{named(made, name.replace('_', '-'))} is for --demo, which is not given"
    if made.cluster.node is not None and made.cluster.url is None:
        yield f"{named(made, 'cluster.node')} is for --cluster, which is not given"
    if made.port is None and made.interface is not None and (made.listen or made.connect):
        yield f"{named(made, 'interface')} is for --port, which is not given"
    given = [name for name in ("cert", "key", "ca", "dpids") if getattr(made.tls, name) is not None]
    if given and not any(map(is_tls, made.listen + made.connect)):
        yield f"{named(made, f'tls.{given[0]}')} needs a TLS endpoint, e.g. --listen pssl:6653"
    if made.tls.dpids is not None and made.demo is not None:
        shown = named(made, "tls.dpids")
        yield f"{named(made, 'demo')} has switches without certificates, which {shown} refuses"
    if made.tls.dpids is not None and made.tls.ca is None:
        yield f"{named(made, 'tls.dpids')} needs --tls-ca, or certificates could hold any name"
    if made.http.token is not None and made.http.token_file is not None:
        yield f"{named(made, 'http.token')} and {named(made, 'http.token-file')}: one of them is enough"
    if made.net.topology and any(app.name == "topology" for app in made.app):
        yield f"{named(made, 'net.topology')} and the app topology: one of them is enough"
    yield from _datapath_problems(made)


def _datapath_problems(made: Configuration) -> Iterator[str]:
    names: dict[str, int] = {}
    apps = {app.name for app in made.app}
    for number, one in made.datapath.items():
        place = f"{made.file}: datapath.{number:016x}"
        if one.certificate and made.tls.ca is None:
            yield f"{place}: certificate needs tls.ca, or certificates could hold any name"
        if one.name is not None and names.setdefault(one.name, number) != number:
            yield f"{place}: name: {one.name!r} is also the name of {names[one.name]:016x}"
        for app in one.apps or ():
            if app not in apps:
                yield f"{place}: apps: {app!r} does not run here; allowed: {', '.join(sorted(apps))}"
        try:
            made.options(number)
        except ValueError as error:
            yield f"{place}: limits: {error}"
