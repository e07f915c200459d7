"""Categories of places, kinds of issues, and which unit usually leads them.

A code is made once and never changes; what is used is never removed (DOMAIN 4.9).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from cadres.editing import check_unchanged
from cadres.models import Area, Unit
from households.models import Category, CategorySpell
from issues.models import IssueCategory, ProposedLead
from visits.models import StandardVersion

OF_PLACE = ("name",)  # the fields that a page shows for editing
OF_ISSUE = ("name", "limit_days", "urgent_limit_days")


@transaction.atomic
def keep_category(
    *, category: Category | None, name: str, after: Category | None, seen: str = ""
) -> Category:
    """Add a category of places, or rename one and put it behind another (behind none: first).

    Raises ValidationError: code "name" for a name that is empty or taken, "changed" where somebody
    else changed it since `seen`.
    """
    if category is not None:
        category = Category.objects.select_for_update().get(pk=category.pk)
        check_unchanged(category, seen)
    taken = Category.objects.exclude(pk=category.pk if category else 0)
    row = category or Category(code=_next_code(Category.objects.all()))
    row.name = _name(name, taken.values_list("name", flat=True))
    row.save()
    _put_behind(row, after, list(Category.objects.select_for_update().order_by("order", "pk")))
    return row


@transaction.atomic
def remove_category(*, category: Category) -> None:
    """Remove a category of places that was never used.

    Raises ValidationError, code "used", where a place ever had it or a standard ever named it.
    """
    category = Category.objects.select_for_update().get(pk=category.pk)
    if CategorySpell.objects.filter(category=category).exists():
        raise ValidationError(_("Doors have this category, or had it. It stays."), code="used")
    if StandardVersion.objects.filter(categories__contains=[category.pk]).exists():
        raise ValidationError(_("A visit standard names this category. It stays."), code="used")
    category.delete()


@transaction.atomic
def keep_issue_kind(
    *,
    kind: IssueCategory | None,
    name: str,
    limit_days: int,
    urgent_limit_days: int,
    parent: IssueCategory | None = None,
    after: IssueCategory | None = None,
    seen: str = "",
) -> IssueCategory:
    """Add a kind of issue, below another or not, or change one; where it belongs stays.

    Raises ValidationError: code "name" as for places, "limit" where an urgent one would have more
    time, "changed" where somebody else changed it since `seen`.
    """
    if kind is not None:
        kind = IssueCategory.objects.select_for_update().get(pk=kind.pk)
        check_unchanged(kind, seen)
    row = kind or IssueCategory(code=_next_code(IssueCategory.objects.all()), parent=parent)
    if urgent_limit_days > limit_days:
        raise ValidationError(
            _("An urgent one has at most as many days as an ordinary one."), code="limit"
        )
    siblings = IssueCategory.objects.filter(parent=row.parent)
    others = siblings.exclude(pk=row.pk)
    row.name = _name(name, others.values_list("name", flat=True))
    row.limit_days, row.urgent_limit_days = limit_days, urgent_limit_days
    row.save()
    _put_behind(row, after, list(siblings.select_for_update().order_by("order", "pk")))
    return row


@transaction.atomic
def remove_issue_kind(*, kind: IssueCategory) -> None:
    """Remove a kind of issue that was never used, with what was said of its lead.

    Raises ValidationError, code "used", for one with issues or with kinds below it.
    """
    kind = IssueCategory.objects.select_for_update().get(pk=kind.pk)
    if kind.issues.exists():
        raise ValidationError(_("Issues of this kind were raised. It stays."), code="used")
    if kind.children.exists():
        raise ValidationError(_("Other kinds belong to this one. It stays."), code="used")
    kind.delete()


@transaction.atomic
def propose_lead(*, kind: IssueCategory, area: Area, unit: Unit) -> ProposedLead:
    """Say which unit usually leads issues of a kind in an area. Twice changes nothing.

    Raises ValidationError, code "taken", where another unit stands there.
    """
    row, _made = ProposedLead.objects.get_or_create(
        category=kind, area=area, defaults={"unit": unit}
    )
    if row.unit != unit:
        raise ValidationError(
            _("In %(area)s it goes to %(unit)s already. Take that away first.")
            % {"area": area.spoken, "unit": row.unit},
            code="taken",
        )
    return row


@transaction.atomic
def forget_lead(*, lead: ProposedLead) -> None:
    """Nobody is proposed for that kind there any more; an area above may still be.

    A second time changes nothing.
    """
    ProposedLead.objects.filter(pk=lead.pk).delete()


def _next_code(rows: QuerySet[Any]) -> str:
    """A code that no row has: `own-` and a number."""
    return f"own-{(rows.aggregate(last=Max('pk'))['last'] or 0) + 1}"


def _name(name: str, taken: Iterable[str]) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise ValidationError(_("Give it a name."), code="name")
    if name in set(taken):
        raise ValidationError(_("There is one of this name already."), code="name")
    return name


def _put_behind(row: Any, after: Any, rows: Sequence[Any]) -> None:
    """Number the rows anew, with `row` right behind `after`."""
    rest = [one for one in rows if one.pk != row.pk]
    spot = next((n for n, one in enumerate(rest, 1) if after and one.pk == after.pk), 0)
    for order, one in enumerate([*rest[:spot], row, *rest[spot:]]):
        if one.order != order:
            one.order = order
            one.save(update_fields=["order"])
