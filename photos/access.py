"""Who may look at a photo: whoever may see what it hangs on.

Visits and issues stand above photos; each tells here, when Django starts, how its own kind is
asked. A photo may arrive before its visit: until then only the one who took it sees it.
"""

from collections.abc import Callable
from uuid import UUID

from cadres.models import Cadre
from photos.models import Photo

# True or False: may or may not see it; None: there is no such thing yet.
Opener = Callable[[Cadre, UUID], bool | None]
_openers: dict[str, Opener] = {}


def hang_on(kind: str, opener: Opener) -> None:
    """Register how a kind of subject answers whether a cadre may see one of it."""
    _openers[kind] = opener


def photo_for(cadre: Cadre, photo_id: UUID) -> Photo | None:
    """The photo, when the cadre may see it; the same nothing for "not there" and "not yours"."""
    photo = Photo.objects.filter(pk=photo_id).first()
    return photo if photo and may_see(cadre, photo) else None


def may_see(cadre: Cadre, photo: Photo) -> bool:
    """Ask what the photo hangs on; unknown kinds are closed."""
    opener = _openers.get(photo.subject_kind)
    if opener is None:
        return False
    answer = opener(cadre, photo.subject_id)
    return photo.taken_by_id == cadre.pk if answer is None else answer
