"""How a server is started: never as root, never outliving its keeper.

PostgreSQL refuses root. A user namespace in which root appears as somebody else is tried first:
nothing is copied and no folder is opened. Where namespaces are forbidden the server runs as
`postgres` or `nobody`, from a place where that user may walk.
"""

import ctypes
import os
import pwd
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
OVERFLOW_UID = 65534

PLAIN, NAMESPACE, OTHER_USER = "plain", "namespace", "other user"

libc = ctypes.CDLL(None, use_errno=True)  # loaded before any fork


@dataclass(frozen=True)
class Way:
    """How to become a user that PostgreSQL accepts."""

    name: str
    owner: pwd.struct_passwd | None  # who owns the files, when it is not us

    def popen_arguments(self) -> dict[str, Any]:
        if self.name == NAMESPACE:
            return {"preexec_fn": _into_namespace(_named_user())}
        if self.owner is not None:
            return {
                "user": self.owner.pw_uid,
                "group": self.owner.pw_gid,
                "extra_groups": [],
                "preexec_fn": stop_with_parent,
            }
        return {"preexec_fn": stop_with_parent}


def stop_with_parent() -> None:
    """In a child before exec: SIGINT when the parent dies, even by SIGKILL. Linux only."""
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def choose_way() -> Way:
    """The first way that works here. DOORSTEP_NO_USERNS=1 skips namespaces (for tests)."""
    if os.geteuid() != 0:
        return Way(PLAIN, None)
    if not os.environ.get("DOORSTEP_NO_USERNS") and _namespace_works():
        return Way(NAMESPACE, None)
    for name in ("postgres", "nobody"):
        try:
            return Way(OTHER_USER, pwd.getpwnam(name))
        except KeyError:
            continue
    return Way(PLAIN, None)


def may_walk(path: Path, owner: pwd.struct_passwd) -> bool:
    """May this user pass through every folder down to `path`?"""
    for folder in (path, *path.parents):
        if not folder.exists():
            continue
        found = folder.stat()
        if found.st_uid == owner.pw_uid:
            bit = stat.S_IXUSR
        elif found.st_gid == owner.pw_gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not found.st_mode & bit:
            return False
    return True


def is_alive(pid: int, name: str, cwd: Path) -> bool:
    """Is `pid` a living process called `name` that works in `cwd`? A zombie is not."""
    if not Path("/proc/self/stat").exists():
        return _is_alive_by_ps(pid, name)
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        program = os.path.basename(os.readlink(f"/proc/{pid}/exe")).split()[0]
        works_in = os.readlink(f"/proc/{pid}/cwd").removesuffix(" (deleted)")
        return state not in "ZX" and program == name and works_in == str(cwd)
    except OSError:
        return False


def _is_alive_by_ps(pid: int, name: str) -> bool:
    asked = ["ps", "-o", "stat=,command=", "-p", str(pid)]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return bool(found) and not found.startswith("Z") and name in found


def _named_user() -> pwd.struct_passwd:
    """Somebody initdb can look up, neither root nor the overflow user."""
    return next(user for user in pwd.getpwall() if user.pw_uid not in (0, OVERFLOW_UID))


def _into_namespace(inner: pwd.struct_passwd) -> Callable[[], None]:
    def enter() -> None:
        if libc.unshare(CLONE_NEWUSER) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        for name, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{inner.pw_uid} 0 1"),
            ("gid_map", f"{inner.pw_gid} 0 1"),
        ):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)
        stop_with_parent()

    return enter


def _namespace_works() -> bool:
    try:
        inner = _named_user()
        entered = subprocess.run(
            ["id", "-u"],
            preexec_fn=_into_namespace(inner),
            capture_output=True,
            text=True,
            check=False,
        )
    except (StopIteration, OSError, subprocess.SubprocessError):
        return False
    return entered.stdout.strip() == str(inner.pw_uid)
