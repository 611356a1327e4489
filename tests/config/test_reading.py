"""The configuration: what is read from where, which goes before which, and what is said about mistakes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from oftwist.config import App, Configuration, configure
from oftwist.config.declaring import Entry
from oftwist.config.kinds import Choice, Flag, Kind, Many, Number, Size, Table, Text, Unless, Versions, Whole, toml
from oftwist.config.schema import SECTIONS, Apps, Datapaths, every_key, keys
from oftwist.connection.options import Options
from oftwist.errors import ConfigurationError

WHOLE = """
listen = ["ptcp:6653", "pssl:6654"]
connect = "tcp:192.0.2.1"

[openflow]
versions = ["1.0", "1.3-1.5"]

[tls]
cert = "cert.pem"
ca = "/etc/ca.pem"

[limits]
echo_interval = 5
write-limit = "64M"
inbox_size = "none"

[[app]]
name = "learning_switch"
idle_timeout = 30

[[app]]
name = "mine:App"

[datapath."00:00:00:00:00:00:00:01"]
name = "core-1"
certificate = "switch-1"
apps = ["mine:App"]
ports = {1 = "uplink", 2 = "to the lab"}
limits = {packet-in-rate = 100}

[http]
listen = "8080"
token = "open sesame"

[log]
levels = {"oftwist.connection" = "debug"}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "oftwist.toml"


def test_a_whole_file(file: Path) -> None:
    file.write_text(WHOLE)
    made = configure(file=str(file))
    assert made.listen == ("ptcp:6653", "pssl:6654") and made.connect == ("tcp:192.0.2.1",) and made.port is None
    assert made.openflow.versions == made.limits.versions == {1, 4, 5, 6}
    assert (made.tls.cert, made.tls.ca) == (str(file.parent / "cert.pem"), "/etc/ca.pem")
    assert (made.limits.echo_interval, made.limits.write_limit, made.limits.inbox_size) == (5, 64 << 20, None)
    assert made.app == (App(name="learning_switch", arguments={"idle_timeout": 30}), App(name="mine:App"))
    one = made.datapath[1]
    assert (one.name, one.certificate, one.apps) == ("core-1", ("switch-1",), ("mine:App",))
    assert one.ports == {1: "uplink", 2: "to the lab"}
    assert made.options(1) == dataclasses.replace(made.limits, packet_in_rate=100) and made.options(2) is made.limits
    assert made.http.token == "open sesame" and made.log.levels == {"oftwist.connection": "debug"}
    assert made.given("limits.echo-interval") and not made.given("limits.echo-misses")


def test_an_empty_file_is_the_default(file: Path) -> None:
    file.write_text("")
    assert configure(file=str(file)) == configure() == Configuration(port=6653)


def test_file_then_environment_then_command_line(file: Path) -> None:
    file.write_text('listen = "ptcp:1"\nport = 1\n[log]\nlevel = "debug"\n[cluster]\nlease = 20\n')
    environ = {"OFTWIST_CONFIG": str(file), "OFTWIST_LISTEN": "ptcp:2 ptcp:3", "OFTWIST_PORT": "2", "HOME": "/"}
    made = configure({"port": ["3"]}, environ)
    assert (made.listen, made.port, made.log.level, made.cluster.lease) == (("ptcp:2", "ptcp:3"), 3, "debug", 20)
    assert made.origins == {
        "listen": "OFTWIST_LISTEN", "port": "--port", "log.level": str(file), "cluster.lease": str(file)
    }  # fmt: skip
    assert configure({"config": [str(file)]}, {"OFTWIST_CONFIG": "/proc/nonexistent"}).port == 1


def test_what_may_be_given_several_times_is_a_list() -> None:
    made = configure({"listen": ["ptcp:1", "punix:/a file"], "app": ["a", "b:C"], "port": ["1", "2"]})
    assert made.listen == ("ptcp:1", "punix:/a file")
    assert made.app == (App(name="a"), App(name="b:C"))
    assert made.port == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 1", "prot: there is no such key (is it port?); allowed: port, interface, listen, connect, "),
        ("[htpp]", "htpp: there is no such key (is it http?); allowed: "),
        ('[http]\ntokne = "x"', "[http] tokne: there is no such key (is it token?); allowed: listen, tls-cert, "),
        ("http = 3", "[http] 3 is not a table"),
        ('port = "6653"', "port: '6653' is not a number from 0 to 65535"),
        ("port = true", "port: True is not a number from 0 to 65535"),
        ("port = 65536", "port: 65536 is not a number from 0 to 65535"),
        ("listen = [6653]", 'listen: 6653 is not an endpoint, such as "ptcp:6653"'),
        ('[openflow]\nversions = "1.6"', "[openflow] versions: '1.6' is none of 1.0, 1.1"),
        ("[openflow]\nversions = 1.3", "[openflow] versions: 1.3 is not OpenFlow versions such as 1.0,1.3-1.5"),
        ('[limits]\necho-interval = "often"', "[limits] echo-interval: 'often' is not a number of seconds, 0 or more"),
        ("[limits]\necho-interval = nan", "[limits] echo-interval: nan is not a number of seconds, 0 or more"),
        ("[limits]\necho-interval = inf", "[limits] echo-interval: inf is not a number of seconds, 0 or more"),
        ("[limits]\nmax-in-flight = -1", "[limits] max-in-flight: -1 is not a number, 0 or more"),
        ('[limits]\nwrite-limit = "64X"', "[limits] write-limit: '64X' is not a number of bytes, such as 65536"),
        ("[limits]\ninbox-size = 1.5", '[limits] inbox-size: 1.5 is not a number, 0 or more, or "none"'),
        ('[limits]\nduplicate-dpid = "fight"', "'fight' is none of probe, reject, replace"),
        ("[limits]\nversions = 4", "[limits] versions: there is no such key"),
        ("[limits]\necho-misses = 1\necho_misses = 2", "[limits] echo_misses: it is there twice, with hyphens"),
        ("[[app]]\nidle_timeout = 3", "app: number 1: it has no name; allowed: name"),
        ("app = 3", "app: 3 is not [[app]] with a name"),
        ('app = [["a"]]', "app: ['a'] is not [[app]] with a name"),
        ("datapath = 3", "datapath: 3 is not [datapath.ID]"),
        ("[datapath.core]", "datapath: core: 'core' is not a datapath id such as 1, 0x1 or 00:00"),
        ("[datapath.1]\nnmae = 'x'", "datapath: 1: nmae: there is no such key (is it name?); allowed: name, cert"),
        ("[datapath.1]\n[datapath.0x1]", "datapath: 0x1: it is there twice"),
        ("[datapath.1.ports]\na = 'x'", "datapath: 1: ports: 'a' is not a number, 0 or more"),
        ("[datapath.1.ports]\n1 = 2", "datapath: 1: ports: 1: 2 is not a name"),
        ("[datapath.1.limits]\necho = 2", "datapath: 1: limits: echo: there is no such key"),
        ("[datapath.1.limits]\nmax-connections = 2", "datapath: 1: limits: max-connections: there is no such key"),
        ("[datapath]\n1 = 3", "datapath: 1: 3 is not a table"),
        ("[datapath.1]\nname='x'\n[datapath.2]\nname='x'", "datapath.0000000000000002: name: 'x' is also the name of "),
        ("[datapath.1]\napps=['x']", "datapath.0000000000000001: apps: 'x' does not run here; allowed: learning_sw"),
        ("[datapath.1]\ncertificate='x'", "datapath.0000000000000001: certificate needs tls.ca"),
        ('[http]\nusers = {a = "plain"}', "[http] users: the value is not a table of names and password hashes"),
        ("[http]\ntoken = 12345", "[http] token: the value is not a secret"),
        ('[http]\ntoken = "x"\ntoken-file = "y"', "oftwist.toml: http.token-file: one of them is enough"),
        ('[cluster]\nnode = "a b"', "[cluster] node: 'a b' is not a name without spaces and slashes"),
        ('[tls]\ncert = "c.pem"', "oftwist.toml: tls.cert needs a TLS endpoint"),
        ("workers = 2\ndemo = 2", "oftwist.toml: workers cannot be used with "),
        ("port = ", "oftwist.toml: Invalid value"),
        ("port = 1\nport = 2", "oftwist.toml: Cannot overwrite a value"),
    ],
)
def test_mistakes_in_a_file(file: Path, text: str, says: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        configure(file=str(file))
    assert says in str(caught.value) and str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["gone.toml", "."])
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"cannot read {tmp_path}"):
        configure(file=str(tmp_path / name))


def test_a_file_that_is_no_text(file: Path) -> None:
    file.write_bytes(b"port = \xff\xfe\n")
    with pytest.raises(ConfigurationError, match=r"oftwist.toml: "):
        configure(file=str(file))


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"OFTWIST_PORT": "of"}, "environment: OFTWIST_PORT: 'of' is not a number from 0 to 65535"),
        ({"OFTWIST_PROT": "1"}, "environment: OFTWIST_PROT: there is no such key (is it OFTWIST_PORT?); allowed: "),
        ({"OFTWIST_HTTP_OPEN": "perhaps"}, "environment: OFTWIST_HTTP_OPEN: 'perhaps' is not true or false"),
        ({"OFTWIST_HTTP_USERS": "a:b"}, "OFTWIST_HTTP_USERS: the value is not a table of names and password hashes"),
        ({"OFTWIST_LOG_LEVELS": "debug"}, "OFTWIST_LOG_LEVELS: 'debug' is not NAME=VALUE"),
        ({"OFTWIST_DATAPATH": "1"}, "OFTWIST_DATAPATH: it can only be said in a file"),
        ({"OFTWIST_TLS_CERT": "c.pem"}, "OFTWIST_TLS_CERT needs a TLS endpoint"),
    ],
)
def test_mistakes_in_the_environment(environ: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        configure(environ=environ)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def kinds(kind: Kind) -> Iterator[tuple[object, str]]:
    """A value of a kind as TOML gives it, and the same as it is typed; not the default of anything."""
    if isinstance(kind, Flag):
        yield from ((True, "yes"), (False, "off"))
    elif isinstance(kind, (Whole, Number)):
        number = 7 if kind.high is None else int(kind.high)
        yield number, str(number)
    elif isinstance(kind, Size):
        yield from (("2K", "2048"), (4096, "4K"))
    elif isinstance(kind, Choice):
        yield from ((word, word) for word in kind.words)
    elif isinstance(kind, Unless):
        yield kind.word, kind.word
        yield from kinds(kind.kind)
    elif isinstance(kind, Versions):
        yield ["1.0", "1.3-1.4"], "1.0,1.3-1.4"
    elif isinstance(kind, Apps):
        yield [{"name": "one"}, {"name": "two:Two"}], "one two:Two"
    elif isinstance(kind, Table):
        [(value, text), *_] = kinds(kind.of)
        yield {"7": value}, f"7={text}"
    elif isinstance(kind, Many):
        [(value, text), *_] = kinds(kind.kind)
        yield from (([value, value], f"{text} {text}"), (value, text))
    elif isinstance(kind, Text):
        word = next(word for word in ("/word", "scrypt$word", "word") if accepts(kind, word))
        yield word, word
    else:
        assert isinstance(kind, Datapaths)


def accepts(kind: Kind, word: str) -> bool:
    try:
        return bool(kind.read(word))
    except ValueError:
        return False


ALONE = [entry for entry in every_key() if not isinstance(entry.key.kind, Datapaths)]


@pytest.mark.parametrize("entry", ALONE, ids=lambda entry: entry.name)
def test_every_key_says_the_same_everywhere(entry: Entry, file: Path) -> None:
    """The file, the environment and the command line; and what is shown of it can be read again."""
    from oftwist.config import reading

    for value, text in kinds(entry.key.kind):
        word = entry.name.rpartition(".")[2]
        line = f"{word} = {toml(value)}\n"
        file.write_text(f"[{entry.section}]\n{line}" if entry.section else line)
        [(name, of_file)] = reading.from_file(str(file)).items()
        [(same, of_environment)] = reading.from_environment({entry.variable: text}).items()
        assert name == same == entry.name
        assert of_file.value == of_environment.value
        if entry.key.option:
            words = text.split() if entry.key.kind.many else [text]
            assert reading.from_words({entry.key.option: words})[name].value == of_file.value
        if not entry.key.secret:
            line = f"{word} = {entry.shown(of_file.value)}\n"
            file.write_text(f"[{entry.section}]\n{line}" if entry.section else line)
            assert reading.from_file(str(file))[name].value == of_file.value


def test_every_limit_is_there() -> None:
    assert {*keys("limits"), "versions"} == {one.name for one in dataclasses.fields(Options)}
    assert all(entry.key.help for entry in every_key())


def test_no_two_keys_share_a_name() -> None:
    every = list(every_key())
    for names in (
        [entry.variable for entry in every],
        [entry.key.option for entry in every if entry.key.option],
        [entry.key.short for entry in every if entry.key.short],
    ):
        assert len(names) == len(set(names))
    assert {entry.section for entry in every} == {"", "limits", *SECTIONS}


def test_secrets_are_not_shown_where_a_configuration_is_printed() -> None:
    made = configure(environ={"OFTWIST_HTTP_TOKEN": "sesame", "OFTWIST_CLUSTER_URL": "etcd://u:sesame@h/x"})
    assert made.http.token == "sesame" and "sesame" not in repr(made)
