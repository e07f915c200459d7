"""Everything the environment may say, read and checked in one place."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from config.servers.places import (
    APP_ROLE,
    DATABASE,
    POSTGRES,
    REDIS,
    data_folder,
    place_of,
)

# One Redis server holds broker and cache in databases of their own; tests use others.
BROKER, CACHE = 0, 2
TEST_SHIFT = 3


def text(name: str, default: str = "") -> str:
    """The value of a variable, without white space around it."""
    return os.environ.get(name, "").strip() or default


def yes(name: str, default: bool) -> bool:
    """1 or 0; anything else is refused."""
    value = text(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "true", "yes"}


def whole_number(name: str, default: int, *, least: int = 0, most: int = 65535) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} must be a number from {least} to {most}, not {value!r}."
        )
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list parted by commas."""
    return [word for part in text(name, default).split(",") if (word := part.strip())]


def hours(name: str, default: str) -> tuple[time, time]:
    """A stretch of the day, as 07:30-21:00."""
    value = text(name, default)
    try:
        begins, ends = (time.fromisoformat(part) for part in value.split("-"))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must look like 07:30-21:00, not {value!r}.") from None
    if begins >= ends:
        raise ImproperlyConfigured(f"{name} must begin before it ends, not {value!r}.")
    return begins, ends


def database_url() -> str:
    """DATABASE_URL, else the private server's socket."""
    given = text("DATABASE_URL")
    if given and urlsplit(given).scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// — nothing else fits.")
    sockets = place_of(POSTGRES).sockets
    return given or f"postgres://{APP_ROLE}@{quote(str(sockets), safe='')}/{DATABASE}"


@dataclass(frozen=True)
class Mail:
    """How e-mail leaves the house: Django's settings of it."""

    sender: str
    backend: str = "django.core.mail.backends.smtp.EmailBackend"
    folder: Path | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    word: str = ""
    uses_ssl: bool = False
    uses_tls: bool = False


def mail(data: Path, *, origin: str) -> Mail:
    """EMAIL_URL; without one, mail lies as files in the data folder.

    smtp://user:word@host:587 (STARTTLS unless ?tls=0), smtps://host:465; ?from= is the sender.
    """
    url = text("EMAIL_URL")
    sender = f"doorstep@{urlsplit(origin).hostname or 'localhost'}"
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return Mail(sender=sender, backend=backend, folder=data / "mail")
    try:
        parts = urlsplit(url)
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL must name a port from 1 to 65535.") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:word@host:587.")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    tls = options.get("tls", "1")
    if set(options) - {"tls", "from"} or tls not in {"0", "1"}:
        raise ImproperlyConfigured("EMAIL_URL takes ?tls=0 or ?tls=1 and ?from=…; nothing else.")
    if parts.scheme == "smtps" and "tls" in options:
        raise ImproperlyConfigured("EMAIL_URL with smtps:// is encrypted already: leave out tls=.")
    user = unquote(parts.username or "")
    return Mail(
        sender=_address(options.get("from") or (user if "@" in user else sender)),
        host=parts.hostname,
        port=port,
        user=user,
        word=unquote(parts.password or ""),
        uses_ssl=parts.scheme == "smtps",
        uses_tls=parts.scheme == "smtp" and tls == "1",
    )


def _address(given: str) -> str:
    try:
        validate_email(given)
    except ValidationError:
        raise ImproperlyConfigured("EMAIL_URL must name a sender as ?from=name@host.") from None
    return given


@dataclass(frozen=True)
class Https:
    """The certificate under which the web server itself speaks HTTPS."""

    certificate: Path
    key: Path


def https() -> Https | None:
    """DOORSTEP_CERT and DOORSTEP_KEY, both or none; a proxy before us needs neither."""
    given = {name: text(name) for name in ("DOORSTEP_CERT", "DOORSTEP_KEY")}
    if not any(given.values()):
        return None
    for name, path in given.items():
        if not path:
            raise ImproperlyConfigured(f"{name} is missing: HTTPS needs a certificate and its key.")
        if not os.access(path, os.R_OK) or not Path(path).is_file():
            raise ImproperlyConfigured(f"{name}: {path} is no file that can be read.")
    return Https(*(Path(path).resolve() for path in given.values()))


class RedisUrls:
    """REDIS_URL (or the private socket) in the forms that Celery and Django want."""

    def __init__(self, *, testing: bool) -> None:
        self.shift = TEST_SHIFT if testing else 0
        self.given = text("REDIS_URL")
        if self.given and urlsplit(self.given).scheme not in {"redis", "rediss", "unix"}:
            raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
        self.socket = str(place_of(REDIS).redis_socket)
        if self.given.startswith("unix://"):
            self.socket, self.given = urlsplit(self.given).path, ""

    @property
    def broker(self) -> str:
        number = BROKER + self.shift
        if not self.given:
            return f"redis+socket://{self.socket}?virtual_host={number}"
        return self._with_number(number)

    @property
    def cache(self) -> str:
        number = CACHE + self.shift
        return self._with_number(number) if self.given else f"unix://{self.socket}?db={number}"

    def _with_number(self, number: int) -> str:
        """The number in REDIS_URL's path is where counting starts."""
        parts = urlsplit(self.given)
        first = parts.path.strip("/") or "0"
        if not first.isdigit():
            raise ImproperlyConfigured(f"REDIS_URL must end in a database number, not {first!r}.")
        return parts._replace(path=f"/{int(first) + number}").geturl()


def secret_key(data: Path) -> str:
    """DOORSTEP_SECRET_KEY, else one made on the first start and kept in the data folder."""
    given = text("DOORSTEP_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("DOORSTEP_SECRET_KEY must have at least 32 characters.")
        return given
    return kept(data / "secret-key", lambda: secrets.token_urlsafe(50)).strip()


def kept(path: Path, make: Callable[[], str]) -> str:
    """Read a secret file; make it (0600, whole or not at all) when it is not there.

    Several processes may start at once: the first link wins, the others read it.
    """
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(make())
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        except OSError as problem:
            raise ImproperlyConfigured(
                f"Cannot write {path} ({problem.strerror}): "
                "set DOORSTEP_DATA to a folder you may write."
            ) from problem
    return path.read_text()


DATA = data_folder()
