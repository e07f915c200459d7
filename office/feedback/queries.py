from django.db.models import Q, QuerySet
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
    inside = Q(under__area__in=areas_within(grants))
    # Who holds no post has no administrator of their own: every one reads it.
    rows = Feedback.objects.filter(inside | Q(under__isnull=True))
    rows = rows.select_related("by", "under__unit", "answered_by")
    return rows.order_by("answered_at", "-at") if grants else rows.none()


def post_of(cadre: Cadre) -> Post | None:
    """The post under which somebody speaks: the first of today's."""
    held = grants_of(cadre, on=timezone.localdate())
    return Post.objects.filter(pk=held[0].post_id).first() if held else None
