"""Reads for the page of categories."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from cadres.access import Grant
from cadres.models import Area, Role, Tenure
from cadres.queries import areas_within
from cadres.spans import lineage
from households.models import Category, CategorySpell
from issues.models import IssueCategory, ProposedLead


def categories() -> QuerySet[Category]:
    """Categories of places in their order."""
    return Category.objects.all()


def issue_kinds() -> QuerySet[IssueCategory]:
    """Kinds of issues in their order."""
    return IssueCategory.objects.select_related("parent")


def siblings_of(kind: IssueCategory | None, kinds: Sequence[IssueCategory]) -> list[IssueCategory]:
    """Those beside it in the tree; beside a new one those at the top."""
    parent_id = kind.parent_id if kind else None
    return [one for one in kinds if one.parent_id == parent_id and one != kind]


def tree(kinds: Iterable[IssueCategory]) -> list[tuple[IssueCategory, int]]:
    """Each with how deep it stands, those below one right behind it."""
    kinds = list(kinds)

    def below(parent_id: int | None, depth: int) -> list[tuple[IssueCategory, int]]:
        told = []
        for kind in kinds:
            if kind.parent_id == parent_id:
                told += [(kind, depth), *below(kind.pk, depth + 1)]
        return told

    return below(None, 0)


def doors_of(tops: Iterable[Area], *, on: date) -> Counter[int]:
    """By category: how many places in these areas have it today."""
    inside = Q(pk__in=())
    for top in tops:
        inside |= Q(place__area_path__startswith=top.path)
    spells = CategorySpell.objects.on(on).filter(inside, place__is_active=True).order_by()
    rows = spells.values_list("category").annotate(Count("place", distinct=True))
    return Counter(dict(rows))


def may_keep(tops: Sequence[Area], *, on: date) -> bool:
    """Whether nobody administers an area above: the categories are the same for all below."""
    above = {path for top in tops for path in lineage(top.path)[1:]}
    posts = Q(post__role=Role.ADMINISTRATOR, post__area__path__in=above, cadre__is_active=True)
    return not Tenure.objects.on(on).filter(posts).exists()


def is_no_lead(pk: int) -> bool:
    """Whether nobody is proposed under this number, anywhere: it was taken away."""
    return not ProposedLead.objects.filter(pk=pk).exists()


def leads_of(kind: IssueCategory, grants: Iterable[Grant]) -> QuerySet[ProposedLead]:
    """Which unit usually leads issues of a kind, in the areas of the grants."""
    leads = kind.proposed_leads.filter(area__in=areas_within(grants))
    return leads.select_related("area", "unit").order_by("area__path")
