from django.db.models import QuerySet
from django.utils import timezone

from cadres.access import grants_of
from cadres.models import Cadre, Post
from cadres.queries import areas_within
from office.models import Feedback


def said_by(cadre: Cadre) -> QuerySet[Feedback]:
    """What one person said, the latest first."""
    return Feedback.objects.filter(by=cadre).order_by("-at")


def feedback_for(cadre: Cadre) -> QuerySet[Feedback]:
    """What is said by the posts that an administrator looks after; unanswered first."""
    grants = [
        grant for grant in grants_of(cadre, on=timezone.localdate()) if grant.may("read_feedback")
    ]
    rows = Feedback.objects.filter(under__area__in=areas_within(grants))
    rows = rows.select_related("by", "under__unit", "answered_by")
    return rows.order_by("answered_at", "-at") if grants else rows.none()


def post_of(cadre: Cadre) -> Post | None:
    """The post under which somebody speaks: the first of today's."""
    held = grants_of(cadre, on=timezone.localdate())
    return Post.objects.filter(pk=held[0].post_id).first() if held else None
