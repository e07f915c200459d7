"""Reads of issues."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from cadres.models import Area, Post, Role, Tenure, Unit
from cadres.spans import lineage
from households.models import Place
from issues.models import Issue, IssueCategory, ProposedLead


def open_of(place: Place) -> list[Issue]:
    """What is not settled at a place, nearest limit first."""
    return list(Issue.objects.open().filter(place=place).order_by("due_at", "pk"))


def categories() -> list[IssueCategory]:
    """What an issue can be about, in the administrator's order."""
    return list(IssueCategory.objects.all())


class Proposals:
    """Which unit usually leads issues of a kind in an area; two queries for any number.

    The nearest area wins; a kind without a word of its own goes by the one that it belongs to.
    """

    def __init__(self) -> None:
        self._parents = dict(IssueCategory.objects.values_list("pk", "parent_id"))
        rows = ProposedLead.objects.select_related("unit", "area")
        self._leads = {(row.category_id, row.area.path): row.unit for row in rows}

    def of(self, category_id: int, area_path: str) -> Unit | None:
        """The unit proposed for a kind there."""
        kind: int | None = category_id
        while kind is not None:
            for path in lineage(area_path):
                if unit := self._leads.get((kind, path)):
                    return unit
            kind = self._parents.get(kind)
        return None


def proposed_lead(category: IssueCategory, area_path: str) -> Unit | None:
    """The unit that usually leads such an issue there (DOMAIN 6)."""
    return Proposals().of(category.pk, area_path)


def village_posts(path: str, *, on: date) -> QuerySet[Post]:
    """Posts of a village that somebody holds, with `holder_name`, in the order of their unit."""
    holder = Tenure.objects.on(on).filter(post=OuterRef("pk")).values("cadre__name")[:1]
    posts = Post.objects.filter(area__path__startswith=path).exclude(role=Role.ADMINISTRATOR)
    posts = posts.annotate(holder_name=Subquery(holder)).filter(holder_name__isnull=False)
    return posts.select_related("unit", "area").order_by("unit__area__path", "unit_id", "name")


def handling_units(paths: Collection[str], *, on: date) -> list[Unit]:
    """Units that can lead: a handler's post is held; inside the areas or above them.

    Each has `path` of its area.
    """
    inside = Q(area__path__in={above for path in paths for above in lineage(path)})
    for path in paths:
        inside |= Q(area__path__startswith=path)
    held = Tenure.objects.on(on).filter(post__role=Role.HANDLER, cadre__is_active=True)
    units = Unit.objects.filter(inside, pk__in=held.values("post__unit"))
    return list(units.select_related("area").order_by("area__path", "pk"))


def loads(units: Iterable[Unit], *, at: datetime) -> dict[int, tuple[int, int]]:
    """By unit: how many issues it has and has not done, and how many of them are overdue."""
    pushed = Issue.objects.filter(lead_unit__in=[unit.pk for unit in units])
    units_of = pushed.exclude(status__in=_AFTER).values("lead_unit")
    counted = units_of.annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lte=at)))
    return {row["lead_unit"]: (row["open"], row["overdue"]) for row in counted.order_by()}


def spoken_areas(paths: Iterable[str]) -> dict[str, str]:
    """Areas by path, as one says them."""
    areas = Area.objects.filter(path__in=set(paths))
    return {area.path: area.spoken for area in areas}


_AFTER = (Issue.Status.CLAIMED_RESOLVED, Issue.Status.VERIFYING, Issue.Status.CLOSED)
