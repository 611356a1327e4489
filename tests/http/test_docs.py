"""The commands of docs/http_api.rst, run one after the other against a simulated switch; and routes of one's own."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from oftwist import Topology
from oftwist.http import HttpApp, HttpService, HttpSettings, Request, Routes
from oftwist.http.service import ROUTES
from oftwist.http.settings import HttpSettings as Settings
from tests.support.http_client import Answer, Stage

PAGE = Path(__file__).resolve().parents[2] / "docs/http_api.rst"


def commands() -> list[list[str]]:
    """The words of every ``$ curl ...`` of the page."""
    return [shlex.split(line)[1:] for line in re.findall(r"^    \$ (curl .*)$", PAGE.read_text(encoding="utf-8"), re.M)]


class Curl:
    """As much of curl as the page needs, in memory."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.files: dict[str, bytes] = {}

    def __call__(self, words: list[str]) -> Answer | None:
        method, body, headers, save, url = None, None, {"Content-Type": "application/x-www-form-urlencoded"}, None, ""
        given = iter(words)
        for word in given:
            if word == "-X":
                method = next(given)
            elif word == "-d":
                data = next(given)
                body = self.files[data[1:]] if data.startswith("@") else data.encode()
            elif word == "-H":
                name, _, value = next(given).partition(": ")
                headers[name] = value
            elif word == "-o":
                save = next(given)
            elif word != "-N":
                url = word
        parts = urlsplit(url)
        assert (parts.scheme, parts.netloc) == ("http", "localhost:8080"), url
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if "event-stream" in headers.get("Accept", ""):
            return None  # it does not end
        answer = self.stage.ask(method or ("POST" if body is not None else "GET"), path, body, headers)
        if save is not None:
            self.files[save] = answer.body
        return answer


def test_every_command_of_the_page_works() -> None:
    stage = Stage(versions={1: 4})
    stage.controller.add_app(Topology(stage.controller))
    curl = Curl(stage)
    done = [(words, curl(words)) for words in commands()]
    assert len(done) > 35
    answered = [(words, answer) for words, answer in done if answer is not None]
    assert not [(words, answer.body) for words, answer in answered if answer.status != 200]
    assert not stage.get("/api/v1/errors")["events"]


def test_the_page_names_every_setting() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert {name for name in Settings.__dataclass_fields__ if f"``{name}``" not in text} == set()


def test_routes_of_ones_own_are_described_like_all_others() -> None:
    mine = Routes()

    @mine.get("/api/v1/greetings/{name}", answer=dict[str, str])
    async def greet(request: Request) -> Any:
        """Greet somebody."""
        return {"hello": request.parameters["name"]}

    class Own(Stage):
        def make_service(self, app: HttpApp, settings: HttpSettings) -> HttpService:
            return HttpService(app, settings, self.http, Routes().include(ROUTES, mine))

    stage = Own()
    assert stage.get("/api/v1/greetings/you%20all") == {"hello": "you all"}
    described = stage.get("/api/v1/openapi.json")["paths"]
    assert described["/api/v1/greetings/{name}"]["get"]["summary"] == "Greet somebody."
    assert "/api/v1/greetings/{name}" not in Stage().get("/api/v1/openapi.json")["paths"]
