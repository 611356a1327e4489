"""The log: lines of JSON, levels, where twistd and twist put it."""

from __future__ import annotations

import io
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from twisted.application.twist._options import TwistOptions
from twisted.logger import (
    ILogObserver,
    Logger,
    LogLevel,
    LogPublisher,
    eventsFromJSONLogFile,
    formatEvent,
    jsonFileLogObserver,
    textFileLogObserver,
)
from twisted.python import log as old_log
from twisted.python.failure import Failure
from twisted.scripts.twistd import ServerOptions

from oftwist.config import configure
from oftwist.config.schema import Log
from oftwist.errors import ConfigurationError
from oftwist.service.logs import Levels, Logs, Top, logs_for


class Lines:
    """A log of its own, and what was written of it."""

    def __init__(self, format: str = "json", log: Log | None = None) -> None:
        self.file = io.StringIO()
        self.levels = Levels(log or Log())
        self.publisher = LogPublisher(Logs(format, self.levels).to_file(self.file))

    def logger(self, namespace: str = "oftwist.somewhere") -> Logger:
        return Logger(namespace, observer=self.publisher)

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.getvalue().splitlines()]


def test_a_line_of_json() -> None:
    lines = Lines()
    lines.logger().warn("{peer} {dpid}: {text}", peer="192.0.2.1:1", dpid="0" * 16, text="x\ny", xid=7, event="error")
    (line,) = lines.records()
    assert line.pop("time").endswith("Z") and line.pop("log_time")
    assert {name: line[name] for name in line if not name.startswith("log_")} == {
        "level": "warn", "logger": "oftwist.somewhere", "event": "error", "message": f"192.0.2.1:1 {'0' * 16}: x\ny",
        "peer": "192.0.2.1:1", "dpid": "0" * 16, "text": "x\ny", "xid": 7,
    }  # fmt: skip


def test_twisted_can_read_it() -> None:
    lines = Lines()
    lines.logger().info("{one} and {two!r}", one=1, two="2")
    lines.file.seek(0)
    (event,) = eventsFromJSONLogFile(lines.file)
    assert formatEvent(event) == "1 and '2'" and event["log_level"] is LogLevel.info
    assert event["log_namespace"] == "oftwist.somewhere" and event["one"] == 1


def test_what_json_does_not_know_is_text_and_a_failure_has_its_traceback() -> None:
    lines = Lines()
    try:
        raise KeyError("gone")
    except KeyError:
        lines.logger().failure("{what} failed", what=ValueError("v"), event="request_failed")
    (line,) = lines.records()
    assert (line["level"], line["what"], line["event"]) == ("critical", "v", "request_failed")
    assert "KeyError: 'gone'" in line["traceback"] and line["message"] == "v failed"


def test_the_older_logging_of_twisted() -> None:
    lines = Lines()
    publisher = old_log.LogPublisher(observerPublisher=lines.publisher, publishPublisher=lines.publisher)
    publisher.msg("a port", "is open", system="factory")
    publisher.msg(failure=Failure(KeyError("gone")), isError=1, why="trouble")
    first, second = lines.records()
    assert (first["message"], first["event"], first["level"]) == ("a port is open", "log", "info")
    assert second["level"] == "critical" and "KeyError" in second["message"]


def test_levels() -> None:
    lines = Lines("json", Log(level="warn", levels={"oftwist.net": "debug"}))
    lines.logger().info("quiet")
    lines.logger("oftwist.net.probes").debug("told")
    lines.logger("oftwist.network").debug("quiet")
    assert [line["message"] for line in lines.records()] == ["told"]
    lines.levels.set_level("oftwist.somewhere", "info")
    lines.levels.set_level("oftwist.net", None)
    lines.logger().info("told too")
    lines.logger("oftwist.net").info("quiet")
    assert [line["message"] for line in lines.records()] == ["told", "told too"]
    assert lines.levels.levels() == {"": "warn", "oftwist.somewhere": "info"}
    lines.levels.set_level("", "debug")
    lines.logger("elsewhere").debug("now")
    lines.levels.set_level("", None)
    lines.logger("elsewhere").debug("quiet")
    assert lines.records()[-1]["message"] == "now" and lines.levels.levels()[""] == "warn"


def test_a_reload_changes_levels_only_if_the_file_has_others(tmp_path: Path) -> None:
    levels = Levels(Log())
    levels.set_level("oftwist.net", "debug")
    assert not list(levels.steps(configure()))
    (step,) = levels.steps(configure({"log-level": ["error"]}))
    assert levels.levels() == {"": "info", "oftwist.net": "debug"}
    step.do()
    assert levels.levels() == {"": "error"} and step.says == "what is logged"


def test_text_is_as_twistd_has_it() -> None:
    ours, theirs = Lines("text"), io.StringIO()
    ours.publisher.addObserver(textFileLogObserver(theirs))
    ours.logger().info("{x} is up", x=1)
    assert ours.file.getvalue() == theirs.getvalue() != ""


# --- twistd and twist


@pytest.fixture
def usr1() -> Iterator[None]:
    before = signal.getsignal(signal.SIGUSR1)
    signal.signal(signal.SIGUSR1, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGUSR1, before)


def twistd(*words: str) -> ServerOptions:
    options = ServerOptions()
    options.parseOptions([*words, "ftp"])
    return options


def test_the_file_of_twistd(tmp_path: Path, usr1: None) -> None:
    file = tmp_path / "of.log"
    logs, observer = logs_for(configure({"log-format": ["json"]}), twistd(f"--logfile={file}"))
    assert observer is not None
    Logger("a.b", observer=observer).info("hello")
    Logger("a.b", observer=observer).debug("quiet")
    assert [json.loads(line)["message"] for line in file.read_text().splitlines()] == ["hello"]
    assert signal.getsignal(signal.SIGUSR1) not in (signal.SIG_DFL, None)
    assert logs.levels.levels() == {"": "info"}


def test_the_terminal_of_twistd(capsys: pytest.CaptureFixture[str]) -> None:
    _, observer = logs_for(configure(), twistd("-n"))
    assert observer is not None
    Logger("a.b", observer=observer).info("hello")
    assert "[a.b#info] hello" in capsys.readouterr().out


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot write .*gone/of\.log: No such file"):
        logs_for(configure(), twistd(f"--logfile={tmp_path}/gone/of.log"))
    with pytest.raises(ConfigurationError, match="a daemon cannot log to stdout"):
        logs_for(configure(), twistd("--logfile=-"))


def test_somebodys_own_observer_stays() -> None:
    assert logs_for(configure(), twistd("-n", "--logger=twisted.logger.globalLogPublisher"))[1] is None


def test_syslog(monkeypatch: pytest.MonkeyPatch) -> None:
    syslog = pytest.importorskip("syslog")
    told: list[Any] = []
    monkeypatch.setattr(syslog, "openlog", lambda *words: told.append(words[0]))
    monkeypatch.setattr(syslog, "syslog", lambda priority, line: told.append((priority, line)))
    for form in ("text", "json"):
        _, observer = logs_for(configure({"log-format": [form]}), twistd("--syslog", "--prefix=of"))
        assert observer is not None
        Logger("a.b", observer=observer).warn("one\ntwo")
    opened, first, second, again, line = told
    assert (opened, again) == ("of", "of")
    assert first == (syslog.LOG_WARNING, "[a.b#warn] one") and second[1].strip() == "two"
    assert line[0] == syslog.LOG_WARNING and json.loads(line[1])["message"] == "one\ntwo"


@pytest.mark.parametrize(
    ("words", "ours", "form", "level"),
    [
        (["--log-format=json"], {}, "json", "info"),
        (["--log-format=text", "--log-level=error"], {}, "text", "error"),
        (["--log-format=json"], {"log-format": ["text"], "log-level": ["debug"]}, "text", "debug"),
    ],
)
def test_twist(words: list[str], ours: dict[str, list[str]], form: str, level: str) -> None:
    options = TwistOptions()
    options.parseOptions([*words, "ftp"])
    logs, observer = logs_for(configure(ours), options)
    assert observer is None and logs.format == form and logs.levels.levels() == {"": level}
    assert options["fileLogObserverFactory"] not in (jsonFileLogObserver, textFileLogObserver)
    assert options["logLevel"] is LogLevel.debug
    file = io.StringIO()
    Logger("a.b", observer=options["fileLogObserverFactory"](file)).error("hello")
    assert file.getvalue().startswith("{") == (form == "json")


def test_the_application_is_told_who_observes() -> None:
    from twisted.application.service import Application

    def observer(event: object) -> None: ...

    application = Application("x")
    Top(observer).setServiceParent(application)  # type: ignore[arg-type]
    assert application.getComponent(ILogObserver) is observer
    Top(None).setServiceParent(Application("y"))
