"""How many issues wait for a person: the numbers beside the entries of the navigation (FACE)."""

from collections.abc import Iterable

from django.db.models import Count, Q

from cadres.access import ROLE_MAY
from cadres.models import Role, Tenure
from issues.models import Issue

_Status = Issue.Status
HERE = (_Status.ASSIGNED, _Status.ACCEPTED, _Status.IN_PROGRESS)  # of a lead unit, its own turn
# Which verb's number counts what, and whether by area or by unit.
_WAITING = {
    "receive_issues": Q(status=_Status.RAISED, sent_up_at__isnull=True),
    "dispatch_issues": Q(status=_Status.RAISED, sent_up_at__isnull=False),
    "oversee_issues": ~Q(status=_Status.CLOSED),
    "handle_issues": Q(status__in=HERE),
}


def waiting(tenures: Iterable[Tenure]) -> dict[str, int]:
    """By verb, how many issues wait for posts that may it. One query; none for other posts."""
    held = [(Role(one.post.role), one.post) for one in tenures]
    counts = {}
    for verb, what in _WAITING.items():
        posts = [post for role, post in held if role in ROLE_MAY[verb]]
        if not posts:
            continue
        where = Q(lead_unit__in={post.unit_id for post in posts})
        if verb != "handle_issues":
            where = Q(pk__in=())
            for post in posts:
                where |= Q(area_path__startswith=post.area.path)
        counts[verb] = Count("pk", filter=what & where)
    return Issue.objects.exclude(status=_Status.CLOSED).aggregate(**counts) if counts else {}
