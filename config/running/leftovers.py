"""Processes of a run that was killed: found by a mark in their environment, and ended."""

import contextlib
import os
import signal
import time
from pathlib import Path

from config.servers.places import RUN_MARK


def processes_of(data: Path) -> list[int]:
    """Pids of everything a run with this data folder started. Only where /proc exists."""
    mark = f"{RUN_MARK}={data}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue  # gone meanwhile, or somebody else's
    return [pid for pid in found if pid != os.getpid()]


def end_leftovers(data: Path, *, patience: float = 10.0) -> int:
    """Ask them to end, then make them; return how many there were."""
    found = processes_of(data)
    for pid in found:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while (left := processes_of(data)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in left:
        _signal(pid, signal.SIGKILL)
    return len(found)


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
