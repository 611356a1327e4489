"""Problems: what went wrong with a request, as a status and a JSON object. Knows our errors; no HTTP server.

{"error": {"status": 409, "title": "Conflict", "detail": "...", "path": "$.flows[3]", "openflow": {...}}}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

import msgspec

from oftwist import text
from oftwist.errors import (
    ConfigurationError,
    Disconnected,
    FellBehind,
    MessageError,
    NotMaster,
    ProtocolError,
    RequestFailed,
    RequestTimeout,
    UnexpectedReply,
)
from oftwist.http.encoding import encode
from oftwist.wire import kinds

if TYPE_CHECKING:
    from oftwist.connection.interfaces import Decoded

#: OpenFlow errors shown of one request; ``errors`` counts all.
MOST_ERRORS = 100


class OpenFlowError(msgspec.Struct):
    """An error of the switch: its numbers, their names, and what it was about."""

    type: int | None
    code: int | None
    name: str
    about: str = ""


class Details(msgspec.Struct, omit_defaults=True):
    """What is wrong."""

    status: int
    title: str
    detail: str
    path: str | None = None
    openflow: OpenFlowError | None = None
    errors: list[OpenFlowError] | None = None


class Answer(msgspec.Struct):
    """The body of every answer of status 400 and above."""

    error: Details


class Problem(Exception):
    """A request that cannot be fulfilled.

    Args:
        status: of HTTP.
        detail: what is wrong, for a person.
        path: where in the body (``$.flows[3].priority``), or which argument (``?limit``).
        errors: what the switch said.
        headers: further headers of the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        path: str | None = None,
        errors: Sequence[OpenFlowError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.path = path
        self.errors = list(errors)
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        """The JSON object that says so."""
        first = self.errors[0] if self.errors else None
        more = self.errors[:MOST_ERRORS] if len(self.errors) > 1 else None
        title = HTTPStatus(self.status).phrase
        return encode(Answer(Details(self.status, title, self.detail, self.path, first, more)))


def openflow_error(msg: Decoded, about: str = "") -> OpenFlowError:
    """Tell an error message of a switch."""
    kind, code = kinds.error_names(msg)
    numbers = (getattr(msg, "err_type", None), getattr(msg, "code", None))
    type_number, code_number = (int(number) if isinstance(number, int) else None for number in numbers)
    return OpenFlowError(type_number, code_number, f"{kind}/{code}", about or text.describe_request(msg))


def problem_of(error: BaseException, path: str | None = None) -> Problem | None:
    """The problem that an error of ours is, or None if it is a fault in the program."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestFailed):
        told = [openflow_error(one) for one in error.errors]
        return Problem(409, str(error), path, told)
    if isinstance(error, NotMaster):
        return Problem(409, str(error), path)
    if isinstance(error, (MessageError, ConfigurationError)):
        return Problem(422, str(error), path)
    if isinstance(error, (Disconnected, FellBehind)):
        return Problem(503, f"the switch is gone: {error}", path)
    if isinstance(error, RequestTimeout):
        return Problem(504, str(error), path)
    if isinstance(error, (UnexpectedReply, ProtocolError)):
        return Problem(502, f"the switch answered something else: {error}", path)
    return None
