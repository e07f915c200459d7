"""Need the private servers for as long as this process lives.

Called by manage.py, the tests, Celery and the web server; never by importing the settings.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.servers.folders import make_private
from config.servers.places import POSTGRES, REDIS, ROOT, RUN_MARK, Place, data_folder, place_of
from config.servers.refusal import Refused

FIRST_START = 180.0  # seconds: initdb or crash recovery on a slow machine

_held: dict[Path, IO[str]] = {}


def needed_services() -> list[str]:
    """Those for which the environment names no real server."""
    given = {POSTGRES: "DATABASE_URL", REDIS: "REDIS_URL"}
    return [service for service, name in given.items() if not os.environ.get(name)]


def hold(data: Path | None = None, *, linger: float | None = None) -> None:
    """Start what is needed and not yet running, and keep it until this process ends.

    Raises Refused with one sentence when that is impossible.
    """
    data = data or data_folder()
    for service in needed_services():
        place = place_of(service, data)
        if place.folder not in _held:
            make_data_folder(data)
            make_private(place.folder)
            _held[place.folder] = _share(place)
        _make_sure_it_runs(place, data, linger)


def release() -> None:
    """Let go of everything held: the keepers stop by and by, when nobody else needs them."""
    while _held:
        _held.popitem()[1].close()


def let_go(*, patience: float = 40.0) -> None:
    """Let go, and see the servers end now unless somebody else needs them."""
    folders = list(_held)
    release()
    for folder in folders:
        (folder / "hurry").touch()
    deadline = time.monotonic() + patience
    for folder in folders:
        while _is_needed_by_nobody(folder) and time.monotonic() < deadline:
            time.sleep(0.05)


def _is_needed_by_nobody(folder: Path) -> bool:
    """True while a keeper lives that nobody holds; it will go."""
    if not _is_locked(folder / "keeper.lock"):
        return False
    told = _told_by_keeper(folder).get("state")
    return told in {"stopping", "stopped"} or not _is_locked(folder / "holders.lock")


def make_data_folder(data: Path) -> None:
    """Made on first use; a folder that cannot be written is said in one sentence."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(
            f"Cannot make the data folder {data} ({problem.strerror}): "
            "set DOORSTEP_DATA to a folder you may write."
        ) from problem
    if not os.access(data, os.W_OK | os.X_OK):
        raise Refused(
            f"The data folder {data} is not writable: set DOORSTEP_DATA to a folder you may write."
        )


def _share(place: Place) -> IO[str]:
    file = open(place.folder / "holders.lock", "a")  # noqa: SIM115 - held as long as we live
    fcntl.flock(file, fcntl.LOCK_SH)  # waits while a keeper is stopping its server
    (place.folder / "hurry").unlink(missing_ok=True)
    return file


def _make_sure_it_runs(place: Place, data: Path, linger: float | None) -> None:
    with _one_starter(place):
        if not _is_locked(place.folder / "keeper.lock"):
            (place.folder / "keeper.json").unlink(missing_ok=True)
            _spawn(place, data, linger)
        _wait_until_ready(place)


def _is_locked(file: Path) -> bool:
    """Does anybody hold this lock? A keeper's is only asked with `start.lock` or when it goes."""
    with open(file, "a") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@contextmanager
def _one_starter(place: Place) -> Iterator[None]:
    with open(place.folder / "start.lock", "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _spawn(place: Place, data: Path, linger: float | None) -> None:
    """Detached twice: out of our session, and not our child (no zombie is left to us)."""
    command = [sys.executable, "-m", "config.servers.keeper", place.service, str(data)]
    if linger is not None:
        command.append(str(linger))
    launcher = (
        "import subprocess, sys; "
        "subprocess.Popen(sys.argv[1:], start_new_session=True, stdin=subprocess.DEVNULL)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop(RUN_MARK, None)
    log = os.open(place.folder / "keeper.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        subprocess.run(
            [sys.executable, "-S", "-c", launcher, *command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            check=True,
        )
    finally:
        os.close(log)


def _wait_until_ready(place: Place) -> None:
    deadline = time.monotonic() + FIRST_START
    unseen_until = time.monotonic() + 20
    while time.monotonic() < deadline:
        told = _told_by_keeper(place.folder)
        if told.get("state") == "ready":
            return
        if told.get("state") == "failed":
            raise Refused(str(told["message"]))
        if not told and time.monotonic() > unseen_until:
            break
        time.sleep(0.01)
    raise Refused(
        f"The keeper of the private {place.service} does not answer: "
        f"see {place.folder / 'keeper.log'}."
    )


def _told_by_keeper(folder: Path) -> dict[str, object]:
    try:
        return dict(json.loads((folder / "keeper.json").read_text()))
    except (OSError, ValueError):
        return {}
