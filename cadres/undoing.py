"""A signed note of dated rows before and after, so that the undo bar needs no memory here."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from django.core import signing

from cadres.models import Cadre

Change = TypeVar("Change")


def note_of(changes: Sequence[Any], *, by: Cadre, back: str, salt: str) -> str:
    """What `by` changed, and the page to go back to, as one word for an address.

    Each change is a dataclass with its days `before` and `after`, None where there was no row.
    """
    told = [
        {**asdict(one), "before": _told(one.before), "after": _told(one.after)} for one in changes
    ]
    return signing.dumps({"by": by.pk, "back": back, "changes": told}, salt=salt, compress=True)


def read_note(note: str, kind: type[Change], *, by: Cadre, salt: str) -> tuple[list[Change], str]:
    """The changes and the page. Raises BadSignature for anybody else's note or a made-up one."""
    told = signing.loads(note, salt=salt)
    if told["by"] != by.pk:
        raise signing.BadSignature
    changes = [
        kind(**{**one, "before": _read(one["before"]), "after": _read(one["after"])})
        for one in told["changes"]
    ]
    return changes, told["back"]


def _told(days: tuple[date, date | None] | None) -> list[str | None] | None:
    return [day.isoformat() if day else None for day in days] if days else None


def _read(days: list[str | None] | None) -> tuple[date, date | None] | None:
    if days is None:
        return None
    from_on, to_on = days
    assert from_on is not None  # `_told` writes one
    return date.fromisoformat(from_on), date.fromisoformat(to_on) if to_on else None
