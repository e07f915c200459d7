"""The signed note by which a change of who holds a post is taken back."""

from collections.abc import Sequence

from cadres import undoing
from cadres.actions.tenures import TenureChange
from cadres.models import Cadre

_SALT = "office.people"


def note_of(changes: Sequence[TenureChange], *, by: Cadre, back: str) -> str:
    """What `by` changed, and the page to go back to."""
    return undoing.note_of(changes, by=by, back=back, salt=_SALT)


def read_note(note: str, *, by: Cadre) -> tuple[list[TenureChange], str]:
    """The changes and the page. Raises BadSignature for anybody else's note or a made-up one."""
    return undoing.read_note(note, TenureChange, by=by, salt=_SALT)
