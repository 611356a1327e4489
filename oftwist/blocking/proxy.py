"""Blocking views of objects that live in the reactor thread. Knows no OpenFlow, and of a bridge what `Calling` says."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Protocol

__all__ = ["AsyncProxy", "Proxy"]

# A method that times itself gets this much longer from the bridge, so that its own error arrives.
_GRACE = 1.0


class Calling(Protocol):
    """What a view needs of a bridge.

    Attributes:
        default_timeout: seconds that a call waits when it is not told otherwise.
    """

    default_timeout: float

    def call(self, f: Callable[..., Any], /, *args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
        """Run a function in the reactor thread and wait for what comes of it."""


class Proxy:
    """A blocking view of an object that lives in the reactor thread, made by `Bridge.proxy`.

    Methods run in the reactor thread, and what they return or fire with is returned; of what is for ``async with`` or
    ``async for``, a blocking view. Other attributes are read as they are. ``timeout=`` limits the wait; a method that
    takes such an argument gets it as well.
    """

    def __init__(self, bridge: Calling, target: Any, timeout: float | None = None) -> None:
        self._bridge = bridge
        self._target = target
        self._timeout = timeout

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if not callable(value) or inspect.isclass(value):
            return value

        def call(*args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
            limit = timeout if timeout is not None else self._timeout
            if limit is not None and _times_itself(getattr(value, "__func__", value)):
                kwargs["timeout"] = limit
                limit += _GRACE
            result = self._bridge.call(partial(value, *args, **kwargs), timeout=limit)
            if hasattr(result, "__aenter__") and result is not self._target:
                return AsyncProxy(self._bridge, result, self._timeout)
            return self if result is self._target else result

        call.__name__ = name
        call.__doc__ = value.__doc__
        return call

    def __repr__(self) -> str:
        return f"<blocking view of {self._target!r}>"


class AsyncProxy(Proxy):
    """A blocking view of what is for ``async with`` or ``async for``: for ``with`` and ``for``.

    Each step waits as a method of a `Proxy` does. One that has ``next(timeout)`` is iterated by that, which loses
    nothing when it takes too long.
    """

    def __enter__(self) -> AsyncProxy:
        entered = self._bridge.call(self._target.__aenter__, timeout=self._timeout)
        return self if entered is self._target else AsyncProxy(self._bridge, entered, self._timeout)

    def __exit__(self, kind: object, error: object, traceback: object) -> Any:
        return self._bridge.call(self._target.__aexit__, kind, error, traceback, timeout=self._timeout)

    def __iter__(self) -> AsyncProxy:
        return self

    def __next__(self) -> Any:
        if hasattr(self._target, "next"):
            item = self.next(timeout=self._timeout or self._bridge.default_timeout)
            if item is None:
                raise StopIteration
            return item
        try:
            return self._bridge.call(self._target.__anext__, timeout=self._timeout)
        except StopAsyncIteration:
            raise StopIteration from None


@lru_cache(maxsize=1024)
def _times_itself(function: Any) -> bool:
    try:
        return "timeout" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False
