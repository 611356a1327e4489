"""Starting the controllers that are compared, and reading what they use. Linux, standard library only."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEERS = HERE / "peers"
DEFAULT_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "oftwist-benchmarks"

#: Name here -> name on the package index.
PACKAGES = {"os-ken": "os-ken", "c65of": "c65of", "python-openflow": "python-openflow"}


def venv_python(name: str, cache: Path) -> Path:
    """Return the interpreter of a library's own virtual environment, made on first use.

    Args:
        name: A key of `PACKAGES`.
        cache: Folder that keeps the environments.

    Raises:
        subprocess.CalledProcessError: The package cannot be installed.
    """
    folder = cache / name
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        print(f"installing {PACKAGES[name]} into {folder} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", PACKAGES[name]], check=True, stdout=sys.stderr)
        (folder / "installed").touch()
    return python


def package_version(name: str, cache: Path) -> str:
    """Return the version of a library in its environment."""
    code = f"from importlib.metadata import version; print(version({PACKAGES[name]!r}))"
    done = subprocess.run([venv_python(name, cache), "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def twistd() -> list[str]:
    """Return the command of this interpreter's twistd."""
    return [sys.executable, "-c", "import sys; from twisted.scripts.twistd import run; sys.exit(run())"]


@dataclass
class Recipe:
    """How to start a controller: words with {port} and {dir} in them."""

    name: str
    command: list[str]
    #: Most switches it serves; 0: no limit known.
    most_switches: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    version: str = ""


def recipe(name: str, cache: Path) -> Recipe:
    """Return how to run the learning switch of a controller.

    Raises:
        LookupError: It is not known, or not installed.
    """
    if name == "oftwist":
        command = [*twistd(), "-n", "--pidfile=", "--logfile={dir}/oftwist.log", "oftwist"]
        command += ["--port", "{port}", "--interface", "127.0.0.1"]
        return Recipe(name, command, environment={"PYTHONPATH": str(ROOT)})
    if name == "ovs-testcontroller":
        program = shutil.which(name)
        if program is None:
            raise LookupError("ovs-testcontroller is not installed (Debian: openvswitch-testcontroller)")
        command = [program, "ptcp:{port}:127.0.0.1", "--unixctl={dir}/ctl", "-vconsole:off", "-vsyslog:off"]
        text = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        return Recipe(name, command, most_switches=16, version=text.split("\n")[0].split()[-1])
    if name in ("os-ken", "c65of"):
        short = name.replace("-", "")
        return peer_app(name, f"{short}_switch", cache)
    if name == "os-ken-eventlet":
        made = peer_app("os-ken", "osken_switch", cache)
        made.name = name
        made.environment["OSKEN_HUB_TYPE"] = "eventlet"
        return made
    raise LookupError(f"no controller called {name!r}")


def peer_app(name: str, module: str, cache: Path) -> Recipe:
    """Return how to run one of the apps in peers/ on its library."""
    runner = PEERS / f"{name.replace('-', '')}_run.py"
    command = [str(venv_python(name, cache)), str(runner), module, "{port}"]
    return Recipe(name, command, environment={"PYTHONPATH": ""}, version=package_version(name, cache))


def held_port() -> socket.socket:
    """Return a socket that holds a TCP port of the loopback interface for a server, which sets SO_REUSEADDR."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    return sock


def is_listening(port: int) -> bool:
    """Tell whether a socket listens on this port, without connecting to it."""
    wanted = f":{port:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError), open(table) as file:
            for line in file:
                words = line.split()
                if words[3] == "0A" and words[1].endswith(wanted):
                    return True
    return False


class Running:
    """A started controller.

    Attributes:
        recipe: How it was started.
        port: Where it listens.
        startup_cpu: Processor seconds it took until it listened.
        startup: Seconds until it listened.
        output: The file its standard output goes to.
    """

    def __init__(self, recipe: Recipe, cpu: int | None = None, timeout: float = 60.0) -> None:
        self.recipe = recipe
        self._held = held_port()
        self.port: int = self._held.getsockname()[1]
        self.folder = tempfile.mkdtemp(prefix="oftwist-bench-")
        words = [word.format(port=self.port, dir=self.folder) for word in recipe.command]
        self.output = Path(self.folder) / "out"
        # As installed programs have it, those not installed keep their byte code too.
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **recipe.environment}
        start = time.perf_counter()
        with open(self.output, "wb") as out, open(Path(self.folder) / "err", "wb") as err:
            self.process = subprocess.Popen(
                words, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=environment, cwd=self.folder
            )
        if cpu is not None:
            os.sched_setaffinity(self.process.pid, {cpu})
        while not is_listening(self.port):
            if self.process.poll() is not None or time.perf_counter() - start > timeout:
                text = self.errors()
                self.stop()
                raise RuntimeError(f"{recipe.name} does not listen: {text[-2000:]}")
            time.sleep(0.01)
        self.startup = time.perf_counter() - start
        self.startup_cpu = self.cpu()

    def cpu(self) -> float:
        """Return the processor seconds used so far, by all threads alive."""
        total = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def cpu_ticks(self) -> float:
        """Return the processor seconds used so far, by ended threads too, in steps of 10 ms."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def status(self, key: str) -> int:
        """Return a number of /proc/PID/status, such as VmRSS or VmHWM (KiB) or Threads."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
        return 0

    def descriptors(self) -> int:
        """Return how many file descriptors it has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def errors(self) -> str:
        """Return what it wrote to its standard error and its log."""
        names = ("err", "oftwist.log")
        files = [Path(self.folder) / name for name in names]
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def stop(self) -> None:
        """End the process and remove its folder."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._held.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def running(recipe: Recipe, cpu: int | None = None) -> Iterator[Running]:
    """Start a controller for the length of a block."""
    controller = Running(recipe, cpu)
    try:
        yield controller
    finally:
        controller.stop()
