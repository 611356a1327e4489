"""The web server and the metrics as parts of a running controller. Loads twisted.web only if somebody asked for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from oftwist import endpoints
from oftwist.config import Configuration
from oftwist.config.checking import named
from oftwist.config.schema import Http
from oftwist.config.showing import plain
from oftwist.controller.controller import Controller
from oftwist.errors import ConfigurationError
from oftwist.service.logs import Levels
from oftwist.service.parts import Step

if TYPE_CHECKING:
    from twisted.internet.interfaces import IReactorTime

    from oftwist.capture import Captures, Recorder
    from oftwist.cluster.mastership import Mastership
    from oftwist.http.app import HttpApp
    from oftwist.http.service import HttpService
    from oftwist.http.settings import HttpSettings
    from oftwist.metrics import Metrics, MetricsServer
    from oftwist.metrics.server import Render

    Release = Callable[[], object]

#: What makes it another server; everything else can change while it listens.
_WHERE = ("listen", "tls_cert", "tls_key")
#: Seconds that a server which is to be closed has for the answers it is writing.
_LINGER = 1.0


def metrics_page(reactor: IReactorTime, listen: str, render: Render, bind: bool) -> tuple[MetricsServer, Release]:
    """The server of ``[metrics] listen``.

    Args:
        reactor: opens the port.
        listen: a port of this machine only, or an endpoint.
        render: returns the text.
        bind: take the port at once.

    Returns:
        it, and what gives back a port that was taken.
    """
    from oftwist.metrics import MetricsServer

    description = f"tcp:{listen}:interface=127.0.0.1" if listen.isdecimal() else listen
    endpoint = endpoints.server(reactor, description)
    if bind and hasattr(endpoint, "bind"):
        endpoint.bind()
    return MetricsServer(endpoint, render, reactor), getattr(endpoint, "release", lambda: None)


def _missing(key: str, extra: str, error: ImportError) -> ConfigurationError:
    return ConfigurationError(
        f'{key} needs more packages than are installed: pip install "oftwist[{extra}]" ({error})'
    )


class Attached(NamedTuple):
    """What there is beside a controller.

    Attributes:
        captures: the captures of its control channels.
        recorder: keeps the last messages of connections, or None.
        cluster: the mastership of this node, if it has one.
        levels: what is logged, if that is ours to say.
    """

    captures: Captures
    recorder: Recorder | None = None
    cluster: Mastership | None = None
    levels: Levels | None = None


class Web:
    """The web server, and what keeps metrics.

    Args:
        controller: whose.
        reload: reads the configuration again, for who asks for that.
        current: the configuration in force.
        bind: take ports at once, so that a busy one is known before anything has changed.
        attached: what there is beside the controller.
        page: open the port for metrics; else somebody else has it, and asks `tell`.
    """

    def __init__(
        self,
        controller: Controller,
        reload: Callable[[], object],
        current: Callable[[], Configuration],
        bind: bool,
        attached: Attached,
        *,
        page: bool = True,
    ) -> None:
        self._controller = controller
        self._reload = reload
        self._current = current
        self._bind = bind
        self._attached = attached
        self._pages = page
        self._app: HttpApp | None = None
        self._server: HttpService | None = None
        self._http = Http()
        self._metrics: Metrics | None = None
        self._interval = 0.0
        self._page: tuple[str, MetricsServer] | None = None

    def steps(self, new: Configuration) -> Iterator[Step]:
        """Prepare for another configuration."""
        yield from self._metrics_steps(new)
        yield from self._server_steps(new)

    # --- metrics --------------------------------------------------------------------------------------------------

    def _metrics_steps(self, new: Configuration) -> Iterator[Step]:
        told = new.metrics
        wanted = told.enabled and (new.http.listen is not None or told.listen is not None)
        metrics = self._metrics
        if metrics is not None and (not wanted or told.interval != self._interval):
            yield Step("" if wanted else "metrics are no longer kept", self._forget)
            metrics = None
        if wanted and metrics is None:
            metrics = self._make_metrics(new)
            if metrics is not None:
                made = metrics
                yield Step("", lambda: self._keep(made, told.interval))
        if self._pages:
            yield from self._page_steps(told.listen if wanted else None, metrics)

    def _make_metrics(self, new: Configuration) -> Metrics | None:
        try:
            from oftwist.metrics import Metrics
        except ImportError as error:
            asked = next((name for name in ("metrics.enabled", "metrics.listen") if new.given(name)), "")
            if asked:
                raise _missing(named(new, asked), "metrics", error) from None
            return None
        return Metrics(self._controller, interval=new.metrics.interval, captures=self._attached.captures.list)

    def _keep(self, metrics: Metrics, interval: float) -> None:
        self._metrics, self._interval = metrics, interval
        metrics.setServiceParent(self._controller)  # type: ignore[no-untyped-call]
        if self._app is not None:
            self._app.metrics = metrics

    def _forget(self) -> None:
        metrics, self._metrics = self._metrics, None
        if metrics is not None:
            metrics.disownServiceParent()  # type: ignore[no-untyped-call]
        if self._app is not None:
            self._app.metrics = None

    def _page_steps(self, listen: str | None, metrics: Metrics | None) -> Iterator[Step]:
        """The port that has /metrics and nothing else."""
        old = self._page
        if old is not None and old[0] != listen:
            yield Step(f"no longer serving metrics on {old[0]}", self._close_page)
        if listen is None or metrics is None or (old is not None and old[0] == listen):
            return
        page, release = metrics_page(self._controller.clock, listen, self._render, self._bind)
        yield Step(f"serving metrics on {listen}", lambda: self._open_page(listen, page), release)

    def tell(self) -> bytes:
        """Return the metrics as text; b"" if none are kept."""
        return b"" if self._metrics is None else self._metrics.render()[0]

    def _render(self, accept: str) -> tuple[bytes, str]:
        assert self._metrics is not None
        return self._metrics.render(accept)

    def _open_page(self, listen: str, page: MetricsServer) -> None:
        self._page = listen, page
        page.setServiceParent(self._controller)  # type: ignore[no-untyped-call]

    def _close_page(self) -> None:
        old, self._page = self._page, None
        if old is not None:
            old[1].disownServiceParent()  # type: ignore[no-untyped-call]

    # --- the web server -------------------------------------------------------------------------------------------

    def _server_steps(self, new: Configuration) -> Iterator[Step]:
        old, wanted = self._server, new.http
        if wanted.listen is None:
            if old is not None:
                yield Step(f"no longer serving HTTP on {self._http.listen}", lambda: self._become(wanted, None))
        elif old is None or any(getattr(wanted, name) != getattr(self._http, name) for name in _WHERE):
            server = self._make_server(new)
            if self._bind:
                server.bind(old)
            yield Step(f"serving HTTP on {wanted.listen}", lambda: self._become(wanted, server), server.release)
        else:
            change = old.changing(_settings(wanted))
            says = "settings of the web server" if wanted != self._http else ""
            yield Step(says, lambda: self._change(wanted, change))

    def _make_server(self, new: Configuration) -> HttpService:
        try:
            from oftwist.http.app import HttpApp
            from oftwist.http.service import HttpService
        except ImportError as error:
            raise _missing(named(new, "http.listen"), "http", error) from None
        if self._app is None:
            self._app = HttpApp(self._controller, reload=self._reload, configuration=lambda: plain(self._current()))
            self._app.metrics, self._app.cluster = self._metrics, self._attached.cluster
            self._app.captures, self._app.recorder = self._attached.captures, self._attached.recorder
            self._app.levels = self._attached.levels
        return HttpService(self._app, _settings(new.http))

    def _become(self, wanted: Http, server: HttpService | None) -> None:
        old, self._server, self._http = self._server, server, wanted
        if old is not None:
            self._controller.clock.callLater(_LINGER if self._controller.running else 0, old.disownServiceParent)
        if server is not None:
            server.setServiceParent(self._controller)  # type: ignore[no-untyped-call]

    def _change(self, wanted: Http, change: Callable[[], None]) -> None:
        self._http = wanted
        change()


def _settings(http: Http) -> HttpSettings:
    from oftwist.http.settings import HttpSettings

    return HttpSettings(**{one.name: getattr(http, one.name) for one in dataclasses.fields(http)})
