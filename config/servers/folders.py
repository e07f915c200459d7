"""Folders that only the server's own user may enter."""

import os
import pwd
import stat
from pathlib import Path

from config.servers.refusal import Refused


def make_private(path: Path, owner: pwd.struct_passwd | None = None) -> None:
    """Make `path`, 0700, ours or the server user's; refuse a link or somebody else's folder."""
    wanted = owner.pw_uid if owner else os.geteuid()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0 and not path.is_symlink() and path.stat().st_uid in (0, wanted):
            os.chown(path, wanted, owner.pw_gid if owner else 0)
            path.chmod(0o700)
    except OSError as problem:
        raise Refused(f"Cannot use the folder {path}: {problem.strerror}.") from problem
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != wanted or found.st_mode & 0o077:
        raise Refused(
            f"The folder {path} is not ours alone (a link, another owner or open to others): "
            "remove it and start again."
        )


def give_to(path: Path, uid: int, gid: int) -> None:
    """Change the owner of everything under `path`."""
    for folder, _, names in os.walk(path):
        os.chown(folder, uid, gid)
        for name in names:
            os.chown(os.path.join(folder, name), uid, gid, follow_symlinks=False)


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file in one step: a reader sees the old or the new one, never a half."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    beside.replace(path)
