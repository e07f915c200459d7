"""`./run`: the private servers, the web server, a worker and beat, until Ctrl-C or SIGTERM."""

import ctypes
import errno
import fcntl
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from config import environment
from config.environment import Https
from config.running.leftovers import end_leftovers
from config.servers.holding import hold, let_go, make_data_folder
from config.servers.places import ROOT, RUN_MARK
from config.servers.refusal import Refused

WEB_WORKERS, WEB_THREADS = 2, 16
PATIENCE = 30.0  # seconds a task in hand may take to end before it is cut off
QUICK_DEATHS = 5  # of one child within a minute, before we give up
ACCOUNTS = ("cadre1", "desk1", "dispatch1", "supervisor1", "admin1", "handler1", "leader1")

HERE = {"127.0.0.1", "::1", "localhost"}  # where browsers trust plain HTTP
NO_HTTPS = (
    "Without HTTPS the phones that reach this address will not work offline: browsers keep nothing "
    "of it. Set DOORSTEP_CERT and DOORSTEP_KEY, or DOORSTEP_ORIGIN=https://… behind a proxy; "
    "docs/phone.md says how."
)

libc = ctypes.CDLL(None)


class Asked(Exception):
    """Somebody asked us to stop."""


@dataclass
class Child:
    """One process that has to live as long as we do."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self, variables: dict[str, str]) -> None:
        # A session of its own: Ctrl-C reaches only us, and we stop all in order.
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _ask)
    try:
        return run()
    except (Refused, ImproperlyConfigured) as problem:
        print(problem, file=sys.stderr)
        return 1
    except (Asked, KeyboardInterrupt):
        return 0


def run() -> int:
    """Come up, stay, go down; return the exit code."""
    data = environment.DATA
    host = environment.text("DOORSTEP_LISTEN", "127.0.0.1")
    port = environment.whole_number("PORT", 8000, least=1)
    make_data_folder(data)
    lock = open(data / "run.lock", "a")  # noqa: SIM115 - held as long as we live
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        raise Refused(f"Doorstep already runs with the data folder {data}.") from problem
    end_leftovers(data)
    port_is_free(host, port)
    https = usable(environment.https())
    children: list[Child] = []
    try:
        hold(data)
        variables = {**os.environ, RUN_MARK: str(data), "PYTHONUNBUFFERED": "1"}
        prepared = Child("prepare", [sys.executable, "-m", "config.running.prepare"])
        children.append(prepared)
        prepared.start(variables)
        if prepared.process is None or prepared.process.wait() != 0:
            raise Refused("The database could not be prepared (see above).")
        children[:] = the_children(host, port, https)
        for child in children:
            child.start(variables)
        scheme = "https" if https else "http"
        wait_for_web(children[0], host, port, scheme)
        greet(data, host, port, scheme)
        while True:
            watch(children, variables)
            hold(data)  # a keeper that was killed is replaced
            time.sleep(1)
    finally:
        end(children)
        let_go()


def usable(https: Https | None) -> Https | None:
    """Say in one sentence what is wrong with certificate and key, before anything is begun."""
    if https is None:
        return None
    if "BEGIN PRIVATE KEY" not in https.key.read_text(errors="replace"):
        raise Refused(
            f"{https.key} is not a PKCS#8 key without a password. Write it anew: "
            f"openssl pkcs8 -topk8 -nocrypt -in {https.key.name} -out new.key"
        )
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(https.certificate, https.key)
    except (ssl.SSLError, OSError) as problem:
        raise Refused(
            f"{https.certificate} and {https.key} do not belong together, or are damaged: {problem}"
        ) from problem
    return https


def the_children(host: str, port: int, https: Https | None = None) -> list[Child]:
    """Web, worker, beat. The first is the web server."""
    python = sys.executable
    web = [
        *(python, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(WEB_WORKERS)),
        *("--blocking-threads", str(WEB_THREADS), "--http", "1", "--no-ws"),
        *("--log-level", "error", "--respawn-failed-workers", "--workers-kill-timeout", "20"),
    ]
    if https:  # 1.2 for the proxies and phones that know no 1.3
        web += ["--ssl-certificate", str(https.certificate), "--ssl-keyfile", str(https.key)]
        web += ["--ssl-protocol-min", "tls1.2"]
    celery = [python, "-m", "celery", "-A", "config", "--quiet"]
    level = ["--loglevel", "WARNING"]
    quiet = ["--without-gossip", "--without-mingle", *level]
    return [
        Child("web", web),
        Child("worker", [*celery, "worker", "--concurrency", "2", *quiet]),
        Child("beat", [*celery, "beat", *level]),
    ]


def port_is_free(host: str, port: int) -> None:
    """Said before anything slow is begun."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise Refused(
                    f"Port {port} is taken by another program: choose one, as in PORT=8010 ./run."
                ) from problem
            raise Refused(f"Cannot listen on {host}:{port}: {problem.strerror}.") from problem


def wait_for_web(web: Child, host: str, port: int, scheme: str) -> None:
    reach = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    address = f"{scheme}://{f'[{reach}]' if ':' in reach else reach}:{port}/healthz"
    deadline = time.monotonic() + 60
    # A proxy named in the environment has no business here; our certificate names another host.
    blind = urllib.request.HTTPSHandler(context=ssl._create_unverified_context())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), blind)
    while time.monotonic() < deadline and not web.has_died():
        try:
            with opener.open(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers, though it does not know this host's name
        except OSError:
            time.sleep(0.1)
    raise Refused("The web server did not start (see above).")


def greet(data: Path, host: str, port: int, scheme: str) -> None:
    """The address, what phones miss without HTTPS and, with the demo, how to log in."""
    shown = "localhost" if host in {*HERE, "0.0.0.0", "::"} else host
    print(f"\nDoorstep is open: {scheme}://{shown}:{port}/", flush=True)
    public = environment.text("DOORSTEP_ORIGIN") or f"{scheme}://"
    if host not in HERE and not public.startswith("https://"):
        print(NO_HTTPS)
    secret = data / "demo-password"
    if secret.exists():
        print(f"Log in as {', '.join(ACCOUNTS)}; the password is {secret.read_text().strip()}")
    link = data / "first-link"
    if link.exists():  # nobody is in this house yet
        print(f"Nobody administers it yet. Begin here, once: {link.read_text().strip()}")
    print("Ctrl-C stops everything.\n", flush=True)


def watch(children: list[Child], variables: dict[str, str]) -> None:
    """Start again what died; give up when it keeps dying."""
    for child in children:
        if not child.has_died():
            continue
        now = time.monotonic()
        child.deaths = [*(death for death in child.deaths if now - death < 60), now]
        if len(child.deaths) > QUICK_DEATHS:
            raise Refused(f"{child.name} ends again and again (see above): stopping everything.")
        print(f"{child.name} ended; starting it again.", file=sys.stderr, flush=True)
        child.start(variables)


def end(children: list[Child]) -> None:
    """In order, with patience; asked a second time, at once."""
    living = [child.process for child in children if child.process and not child.has_died()]
    patience = PATIENCE
    for process in living:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    try:
        for process in living:
            process.wait(max(0.1, deadline - time.monotonic()))
    except (subprocess.TimeoutExpired, Asked):
        pass
    for process in living:
        try:
            os.killpg(process.pid, signal.SIGKILL)  # whatever a child left behind goes too
        except (ProcessLookupError, PermissionError):
            continue
        process.wait()


def _end_with_parent() -> None:
    if sys.platform == "linux":
        libc.prctl(1, signal.SIGTERM, 0, 0, 0)


def _ask(number: int, frame: FrameType | None) -> None:
    raise Asked


if __name__ == "__main__":
    sys.exit(main())
