"""Units and posts: made, renamed, moved, and removed while nothing hangs on them."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from cadres.access import ANSWERING
from cadres.actions.keepers import KEEPERS, check_kept, take_turns
from cadres.editing import check_unchanged
from cadres.models import Area, Assignment, Cadre, Post, Tenure, Unit

UNIT_FIELDS = ("name", "short_name", "parent", "area")
POST_FIELDS = ("name", "role", "area", "is_leading")


@transaction.atomic
def add_unit(*, name: str, short_name: str, area: Area, parent: Unit | None = None) -> Unit:
    """Make a unit. Raises ValidationError, code "name_taken"."""
    unit = Unit(name=name, short_name=short_name, area=area, parent=parent)
    _save(unit, _name_taken(unit))
    return unit


@transaction.atomic
def change_unit(
    *, unit: Unit, seen: str, name: str, short_name: str, area: Area, parent: Unit | None
) -> Unit:
    """Rename or move a unit.

    Raises ValidationError: "changed" (somebody else did meanwhile), "name_taken", "circle" where
    the unit above stands below.
    """
    # The whole tree, which is small: two that move at once must not end below each other.
    tree = {one.pk: one for one in Unit.objects.select_for_update(no_key=True).order_by("pk")}
    unit = tree[unit.pk]
    check_unchanged(unit, seen)
    above = tree[parent.pk] if parent else None
    while above is not None:
        if above.pk == unit.pk:
            raise ValidationError(
                _("%(unit)s stands below it; a unit is not its own superior.") % {"unit": parent},
                code="circle",
            )
        above = tree.get(above.parent_id) if above.parent_id else None
    unit.name, unit.short_name, unit.area, unit.parent = name, short_name, area, parent
    _save(unit, _name_taken(unit))
    return unit


@transaction.atomic
def remove_unit(*, unit: Unit) -> None:
    """Remove a unit that nothing hangs on. Raises ValidationError, code "in_use"."""
    _remove(
        unit,
        _("%(row)s is in use: it has posts, issues or units below. Rename it instead."),
    )


@transaction.atomic
def add_post(*, unit: Unit, name: str, role: str, area: Area, is_leading: bool = False) -> Post:
    """Make a post. Raises ValidationError: "name_taken", "leading_taken"."""
    post = Post(unit=unit, name=name, role=role, area=area, is_leading=is_leading)
    _check_leading(post)
    _save(post, _post_name_taken(post))
    return post


@transaction.atomic
def change_post(
    *,
    post: Post,
    seen: str,
    name: str,
    role: str,
    area: Area,
    is_leading: bool,
    by: Cadre,
    on: date,
) -> Post:
    """Rename a post, change what it is there for or where; access follows at once.

    Raises ValidationError: "changed", "name_taken", "leading_taken", "answers" where it answers
    for areas that the new role cannot, "own_post" where it is the administrator's own,
    "last_administrator" where nobody else is one there.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    check_unchanged(post, seen)
    before = Post(area=post.area, role=post.role)
    moved = role != post.role or area.pk != post.area_id
    own = Tenure.objects.on(on).filter(post=post, cadre=by)
    if moved and post.role in KEEPERS:
        take_turns()
    if moved and post.role in KEEPERS and own.exists():
        raise ValidationError(
            _("You hold this post yourself. Another administrator changes what it opens."),
            code="own_post",
        )
    if role not in ANSWERING and _answers(post, on):
        raise ValidationError(
            _("The post answers for areas. Give them to another post first."), code="answers"
        )
    post.name, post.role, post.area, post.is_leading = name, role, area, is_leading
    _check_leading(post)
    _save(post, _post_name_taken(post))
    if moved and before.role in KEEPERS:
        check_kept(before, on=on)
    return post


@transaction.atomic
def remove_post(*, post: Post) -> None:
    """Remove a post that nobody ever held and nothing hangs on. Code "in_use" otherwise."""
    _remove(
        post,
        _("%(row)s is in use: it was held, or areas or issues hang on it. Rename it instead."),
    )


def _answers(post: Post, on: date) -> bool:
    ahead = Q(to_on__isnull=True) | Q(to_on__gt=on)
    return Assignment.objects.filter(ahead, post=post).exists()


def _check_leading(post: Post) -> None:
    other = Post.objects.filter(unit=post.unit_id, is_leading=True).exclude(pk=post.pk).first()
    if post.is_leading and other is not None:
        raise ValidationError(
            _("%(post)s leads the unit already; one post does.") % {"post": other.name},
            code="leading_taken",
        )


def _name_taken(unit: Unit) -> str:
    return _("%(area)s already has a unit called %(name)s.") % {
        "area": unit.area,
        "name": unit.name,
    }


def _post_name_taken(post: Post) -> str:
    return _("%(unit)s already has a post called %(name)s.") % {
        "unit": post.unit,
        "name": post.name,
    }


def _save(row: models.Model, taken: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise ValidationError(taken, code="name_taken") from twice


def _remove(row: Any, refusal: str) -> None:
    refused = ValidationError(refusal % {"row": row}, code="in_use")
    # A many-to-many would go along without a word.
    for relation in row._meta.related_objects:
        if relation.many_to_many and relation.related_model._base_manager.filter(
            **{relation.field.name: row}
        ):
            raise refused
    try:
        row.delete()
    except ProtectedError as used:
        raise refused from used
