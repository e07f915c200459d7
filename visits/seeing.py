"""Who may look at what hangs on a visit (for `photos.access`)."""

from uuid import UUID

from cadres.models import Cadre
from visits.models import Visit


def may_see(cadre: Cadre, visit_id: UUID) -> bool | None:
    """Whether a cadre sees a visit; None: there is none yet."""
    if Visit.objects.visible_to(cadre).filter(pk=visit_id).exists():
        return True
    return False if Visit.objects.filter(pk=visit_id).exists() else None
