"""Where the private servers live. Paths only: nothing here touches the disk."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

POSTGRES = "postgres"
REDIS = "redis"
DATABASE = "doorstep"
APP_ROLE = "doorstep"
PORT = 5432  # only names the socket file; nothing listens on the network
RUN_MARK = "DOORSTEP_RUN_OF"  # in the environment of what `./run` started: its data folder

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Place:
    """The folder and the socket folder of one private server."""

    service: str
    folder: Path
    key: str  # of the data folder

    @property
    def sockets(self) -> Path:
        return Path(f"/tmp/doorstep-{os.geteuid()}-{self.key}-{self.service}")

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "s"


def data_folder() -> Path:
    """DOORSTEP_DATA, else `var` beside manage.py."""
    return Path(os.environ.get("DOORSTEP_DATA") or ROOT / "var").expanduser().resolve()


def place_of(service: str, data: Path | None = None) -> Place:
    """Fixed by user and data folder, so that every process finds the same server.

    The socket folder is short (a socket's path may have 107 bytes) and always under /tmp:
    XDG_RUNTIME_DIR differs between a desktop, ssh and cron.
    """
    data = data or data_folder()
    key = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Place(service, data / service, key)
