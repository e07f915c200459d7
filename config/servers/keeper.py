"""Keeps one private server alive while anybody needs it.

    python -m config.servers.keeper postgres|redis DATA [LINGER]

Started detached by `holding.hold`. Everybody who needs the server holds a shared lock on
`holders.lock`; when the keeper has been able to lock it exclusively for LINGER seconds, nobody is
left: it stops the server and goes, still holding the lock, so that a newcomer waits for the end
and then starts a fresh keeper. `keeper.lock` says that a keeper lives.
"""

import fcntl
import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO

from config.servers.folders import make_private, write_whole
from config.servers.places import POSTGRES, Place, place_of
from config.servers.postgres import Postgres
from config.servers.refusal import Refused
from config.servers.valkey import Valkey

LINGER = 8.0
RESTARTS = 5  # of a server that ends by itself, before the keeper gives up

_told_to_stop = False
_kept_open: list[IO[str]] = []  # a lock lives as long as its file


def keep(place: Place, linger: float) -> int:
    """Run until nobody holds the server any more; return the exit code."""
    make_private(place.folder)
    alive = open(place.folder / "keeper.lock", "w")  # noqa: SIM115 - held as long as we live
    try:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return 0  # another keeper came first
    report(place, state="starting")
    try:
        server = Postgres(place) if place.service == POSTGRES else Valkey(place)
        server.start()
    except Refused as problem:
        report(place, state="failed", message=str(problem))
        return 1
    except Exception as problem:
        report(place, state="failed", message=f"The private {place.service} failed: {problem!r}.")
        raise
    report(place, state="ready")
    try:
        _watch(server, place, linger, alive)
    finally:
        server.stop()
        if _is_still_ours(place, alive):
            report(place, state="stopped")
    return 0


def report(place: Place, *, state: str, message: str = "") -> None:
    """Tell whoever waits how far we are."""
    told = {"pid": os.getpid(), "state": state, "message": message}
    write_whole(place.folder / "keeper.json", json.dumps(told))


def _watch(server: Postgres | Valkey, place: Place, linger: float, alive: IO[str]) -> None:
    holders = open(place.folder / "holders.lock", "w")  # noqa: SIM115 - held to the end
    _kept_open.append(holders)
    hurry = place.folder / "hurry"  # left by who let go last and waits
    hurry.unlink(missing_ok=True)
    last_needed = time.monotonic()
    restarts = 0
    while not _told_to_stop:
        time.sleep(0.25)
        if not _is_still_ours(place, alive):
            return
        if server.has_ended():
            restarts += 1
            if restarts > RESTARTS:
                return
            report(place, state="starting")
            server.start()
            report(place, state="ready")
        if not _lock(holders):
            last_needed = time.monotonic()
        elif time.monotonic() - last_needed >= linger or hurry.exists():
            report(place, state="stopping")
            return  # the lock is kept until this process ends
        else:
            fcntl.flock(holders, fcntl.LOCK_UN)


def _is_still_ours(place: Place, alive: IO[str]) -> bool:
    """False once somebody removed the data folder; a newer keeper may work there already."""
    try:
        return (place.folder / "keeper.lock").stat().st_ino == os.fstat(alive.fileno()).st_ino
    except OSError:
        return False


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _stop(signum: int, frame: FrameType | None) -> None:
    global _told_to_stop
    _told_to_stop = True


def main(arguments: list[str]) -> int:
    service, data, *rest = arguments
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return keep(place_of(service, Path(data)), float(rest[0]) if rest else LINGER)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
