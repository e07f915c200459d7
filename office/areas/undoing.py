"""A signed note of what was added or removed, so that the undo bar needs no memory here."""

from collections.abc import Sequence
from typing import Any

from django.core import signing

from cadres.models import Area, Cadre

_SALT = "office.areas"


def added_note(areas: Sequence[Area], *, by: Cadre) -> str:
    """What `by` added, all below one parent."""
    assert areas[0].parent is not None
    told = {"by": by.pk, "parent": areas[0].parent.code, "added": [area.code for area in areas]}
    return signing.dumps(told, salt=_SALT, compress=True)


def removed_note(area: Area, *, by: Cadre) -> str:
    """The grid that `by` removed."""
    assert area.parent is not None
    told = {"by": by.pk, "parent": area.parent.code, "removed": area.code, "name": area.name}
    return signing.dumps(told, salt=_SALT, compress=True)


def read_note(note: str, *, by: Cadre) -> dict[str, Any]:
    """What it says. Raises BadSignature for anybody else's note or a made-up one."""
    told: dict[str, Any] = signing.loads(note, salt=_SALT)
    if told["by"] != by.pk:
        raise signing.BadSignature
    return told
