"""A Python shell in the running controller, on a Unix socket: a line protocol that ``nc -U`` can speak.

What comes are lines of Python, at the top level of which ``await`` may stand; what goes is what they print. A NUL byte
and ``>>> `` (``... `` where more is wanted) say that it is the client's turn; a NUL never stands in the output. A byte
0x03 cancels what is awaited. Whoever may open the socket may do everything the controller may: its file is 0600.
Everything runs in the reactor thread, so that an endless loop stops the controller.
"""

from __future__ import annotations

import ast
import codeop
import inspect
import sys
import traceback
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextlib import redirect_stdout
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IListeningPort
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.logger import Logger
from twisted.python.failure import Failure

import oftwist
from oftwist.controller import Controller
from oftwist.controller.switch import Switch
from oftwist.endpoints import UnixServerEndpoint, server
from oftwist.errors import ConfigurationError

#: Prompts, behind a NUL.
READY, MORE = ">>> ", "... "
CANCEL = 3  # Ctrl-C
#: Bytes of one statement, and of lines that wait.
LONGEST = 1 << 20
_MODE = 0o600

log = Logger()


class _Output:
    """What a shell prints goes to its client."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    def write(self, text: str) -> int:
        self._write(text.replace("\0", "\\0").encode("utf-8", "backslashreplace"))
        return len(text)

    def flush(self) -> None:
        """Nothing is kept."""

    def isatty(self) -> bool:
        return False


class Interpreter:
    """Runs statements, one after the other, and says when the next may come.

    Args:
        namespace: the variables.
        write: takes what is printed.
        ready: called with True if a statement goes on, when the next line may come.
        quit: called when ``exit()`` is.
    """

    def __init__(
        self,
        namespace: dict[str, object],
        write: Callable[[bytes], object],
        ready: Callable[[bool], object],
        quit: Callable[[], object],
    ) -> None:
        self.namespace = namespace
        self.running: Deferred[None] | None = None
        self._out: Any = _Output(write)
        self._ready = ready
        self._quit = quit
        self._lines: list[str] = []
        self._compile = codeop.CommandCompiler()
        self._compile.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def line(self, line: str) -> None:
        """Take a line; ``ready`` is called when it is done."""
        self._lines.append(line)
        source = "\n".join(self._lines)
        if len(source) > LONGEST:
            self._lines.clear()
            self._out.write(f"a statement has at most {LONGEST} characters\n")
            self._ready(False)
            return
        try:
            code = self._compile(source, "<shell>", "single")
        except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as error:
            self._lines.clear()
            self._out.write("".join(traceback.format_exception_only(type(error), error)))
            self._ready(False)
            return
        if code is None:
            self._ready(True)
            return
        self._lines.clear()
        if source.strip():
            log.info("shell: {source}", source=source, event="shell_statement")
        self.running = Deferred.fromCoroutine(self._run(code))
        self.running.addBoth(self._done)

    def cancel(self) -> None:
        """Stop waiting, and forget what was begun."""
        if self._lines:
            self._lines.clear()
            self._ready(False)
        elif self.running is not None:
            self.running.cancel()

    async def _run(self, code: types.CodeType) -> None:
        function = types.FunctionType(code, self.namespace)
        try:
            with self._printing():
                running = function()
            if inspect.iscoroutine(running):
                await _stepped(running, self._printing)
        except SystemExit:
            self._quit()
        except CancelledError:
            self._out.write("cancelled\n")
        except BaseException as error:
            behind = error.__traceback__
            while behind is not None and behind.tb_frame.f_code.co_filename == __file__:
                behind = behind.tb_next
            self._out.write("".join(traceback.format_exception(type(error), error, behind)))

    def _done(self, result: object) -> None:
        self.running = None
        if isinstance(result, Failure):  # it was cancelled between two steps
            self._out.write("cancelled\n")
        self._ready(False)

    def _printing(self) -> _Printing:
        return _Printing(self._out, self.namespace)


class _Printing(redirect_stdout[Any]):
    """While it lasts, what is printed and the values of expressions go to the client."""

    def __init__(self, out: Any, namespace: dict[str, object]) -> None:
        super().__init__(out)
        self._namespace = namespace
        self._hook: Any = None

    def __enter__(self) -> object:
        self._hook, sys.displayhook = sys.displayhook, self._show
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: types.TracebackType | None
    ) -> None:
        sys.displayhook = self._hook
        super().__exit__(kind, error, where)

    def _show(self, value: object) -> None:
        if value is not None:
            print(repr(value))
            self._namespace["_"] = value


@types.coroutine
def _stepped(running: Coroutine[Any, Any, Any], printing: Callable[[], Any]) -> Generator[Any, Any, None]:
    """Run a coroutine, each of its steps within ``printing()``: between them stdout is everybody's."""
    step: Callable[[], Any] = lambda: running.send(None)  # noqa: E731
    while True:
        with printing():
            try:
                waited = step()
            except StopIteration:
                return
        try:
            value = yield waited
        except BaseException as error:
            step = lambda error=error: running.throw(error)  # type: ignore[misc] # noqa: E731
        else:
            step = lambda value=value: running.send(value)  # type: ignore[misc] # noqa: E731


class ShellProtocol(Protocol):
    """One client of the shell.

    Args:
        names: returns the variables of a shell; ``switches`` among them is new for each statement.
        gone: called when the client has gone.
    """

    def __init__(self, names: Callable[[], dict[str, object]], gone: Callable[[ShellProtocol], object]) -> None:
        self._names = names
        self._gone = gone
        self._buffer = b""
        self._lines: deque[str] = deque()
        self._busy = self._looping = False
        self._interpreter: Interpreter

    def connectionMade(self) -> None:
        transport: Any = self.transport
        self._interpreter = Interpreter(self._names(), transport.write, self._ready, transport.loseConnection)
        log.info("shell: somebody has come", event="shell_opened")
        transport.write(f"oftwist {oftwist.__version__}: controller, switches, switch(dpid), await\n".encode())
        self._ready(False)

    def dataReceived(self, data: bytes) -> None:
        if CANCEL in data:
            data = data[data.rindex(CANCEL) + 1 :]
            self._buffer = b""
            self._lines.clear()
            self._interpreter.cancel()
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        self._lines += [line.decode("utf-8", "replace").rstrip("\r") for line in lines]
        if len(self._buffer) + sum(map(len, self._lines)) > LONGEST:
            self.transport.loseConnection()  # type: ignore[union-attr]
        else:
            self._next()

    def _next(self) -> None:
        """Run the lines that wait, as long as none of them has to wait itself."""
        self._looping = True
        while self._lines and not self._busy:
            self._busy = True
            self._interpreter.namespace["switches"] = self._names()["switches"]
            self._interpreter.line(self._lines.popleft())
        self._looping = False

    def _ready(self, more: bool) -> None:
        self._busy = False
        if self.connected:
            self.transport.write(f"\0{MORE if more else READY}".encode())  # type: ignore[union-attr]
            if not self._looping:
                self._next()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.connected = 0
        log.info("shell: somebody has gone", event="shell_closed")
        self._lines.clear()
        self._interpreter.cancel()
        self._gone(self)


class ShellService(Service):
    """The shell of a controller, as long as the service runs.

    Args:
        controller: what the shell is about.
        endpoint: where to listen.
    """

    def __init__(self, controller: Controller, endpoint: UnixServerEndpoint) -> None:
        self.controller = controller
        self.endpoint = endpoint
        self._port: IListeningPort | None = None
        self._clients: set[ShellProtocol] = set()

    def names(self) -> dict[str, object]:
        """The variables of a new shell."""
        switches: list[Switch] = [self.controller.switches[dpid] for dpid in sorted(self.controller.switches)]
        return {
            "__name__": "__shell__",
            "__doc__": None,
            "controller": self.controller,
            "switches": switches,
            "switch": self.controller.switch,
            "oftwist": oftwist,
        }

    def startService(self) -> None:
        """Listen."""
        super().startService()  # type: ignore[no-untyped-call]
        factory = Factory.forProtocol(self._client)
        factory.noisy = False
        self.endpoint.listen(factory).addCallbacks(self._listening, self._failed)

    def _client(self) -> Protocol:
        client = ShellProtocol(self.names, self._clients.discard)
        self._clients.add(client)
        return client

    def _listening(self, port: IListeningPort) -> None:
        self._port = port

    def _failed(self, failure: Failure) -> None:
        why = failure.getErrorMessage()
        log.error("no shell at {path}: {why}", path=self.endpoint.path, why=why, event="shell_failed")

    def stopService(self) -> Deferred[None] | None:
        """Listen no more, and let the clients go."""
        super().stopService()  # type: ignore[no-untyped-call]
        for client in tuple(self._clients):
            client.transport.loseConnection()  # type: ignore[union-attr]
        port, self._port = self._port, None
        return None if port is None else port.stopListening()


def shell_endpoint(reactor: Any, description: str) -> UnixServerEndpoint:
    """Where a shell listens: ``unix:FILE``, open to its owner only.

    Raises:
        ConfigurationError: it is something else.
    """
    if not description.startswith(("unix:", "/")):
        raise ConfigurationError(f"{description}: a shell is on a Unix socket, e.g. unix:/run/oftwist/shell")
    endpoint = server(reactor, f"unix:{description}" if description.startswith("/") else description)
    assert isinstance(endpoint, UnixServerEndpoint)
    if "mode=" not in description:
        endpoint.mode = _MODE
    elif endpoint.mode & 0o007:
        raise ConfigurationError(f"{description}: nobody but its owner and group may have a shell")
    return endpoint
