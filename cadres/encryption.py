"""Identity numbers and phones at rest: AES-256-GCM, with a blind index for exact search.

A stored value is `key id (1 byte) | nonce (12) | ciphertext and tag`. Table and column are the
associated data, so a value moved to another column does not open. Keys live in
`settings.FIELD_KEYS_FILE`, are added by `rotate_keys` and never leave that file.
"""

import hashlib
import hmac
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

MOST_KEYS = 255


class Keys:
    """The keys of one file: `{"current": 1, "keys": {"1": hex}, "index": hex}`."""

    def __init__(self, *, current: int, keys: dict[int, bytes], index: bytes) -> None:
        self.current = current
        self.ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.index = index

    @classmethod
    def load(cls, path: Path) -> "Keys":
        """Read the file. Raises FileNotFoundError; `make_keys_file` writes a first one."""
        told = json.loads(path.read_text())
        return cls(
            current=int(told["current"]),
            keys={int(key_id): bytes.fromhex(key) for key_id, key in told["keys"].items()},
            index=bytes.fromhex(told["index"]),
        )


def make_keys_file(path: Path) -> None:
    """Write a first key file, readable by its owner only; an existing one stays untouched."""
    fresh = {"current": 1, "keys": {"1": secrets.token_hex(32)}, "index": secrets.token_hex(32)}
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        json.dump(fresh, file)


def add_key(path: Path) -> int:
    """Add a fresh key, make it current and return its number.

    Raises ValidationError after the 255th: a stored value has one byte for the number.
    """
    told = json.loads(path.read_text())
    number = max(map(int, told["keys"])) + 1
    if number > MOST_KEYS:
        raise ValidationError(_("There is no room for another key."), code="no_room")
    told["keys"][str(number)] = secrets.token_hex(32)
    told["current"] = number
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())  # a lost key is lost data
    fresh.replace(path)
    keys.cache_clear()
    return number


@cache
def keys() -> Keys:
    """The keys of this process, made on first use."""
    path = Path(settings.FIELD_KEYS_FILE)
    make_keys_file(path)
    return Keys.load(path)


def seal(text: str, *, place: str) -> bytes:
    """Encrypt `text` for the column `place` (`table.column`) under the current key."""
    ring = keys()
    nonce = os.urandom(12)
    sealed = ring.ciphers[ring.current].encrypt(nonce, text.encode(), place.encode())
    return bytes([ring.current]) + nonce + sealed


def unseal(stored: bytes, *, place: str) -> str:
    """Decrypt what `seal` made. Raises InvalidTag when it was tampered with or moved."""
    stored = bytes(stored)
    cipher = keys().ciphers.get(stored[0])
    if cipher is None:  # another process rotated meanwhile
        keys.cache_clear()
        cipher = keys().ciphers[stored[0]]
    return cipher.decrypt(stored[1:13], stored[13:], place.encode()).decode()


def blind_index(text: str, *, purpose: str) -> bytes:
    """32 bytes for exact search over an encrypted column; "" has the empty index.

    Normalised first (white space out, upper case), so that 12345x and 12345 X are one.
    """
    normal = "".join(text.split()).upper()
    if not normal:
        return b""
    return hmac.digest(keys().index, f"{purpose}:{normal}".encode(), hashlib.sha256)


class EncryptedField(models.Field):
    """A text that is stored encrypted; "" is stored as no bytes."""

    empty_strings_allowed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        """A bytea column."""
        return "BinaryField"

    @property
    def place(self) -> str:
        """What the value is bound to: `table.column`."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Seal text; bytes are sealed already (raw copies within one column)."""
        if isinstance(value, str):
            value = seal(value, place=self.place) if value else b""
        return value if value is None else connection.Database.Binary(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        """Open what is stored."""
        if value is None:
            return None
        return unseal(value, place=self.place) if len(value) else ""
