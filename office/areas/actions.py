"""Every change of the area tree by hand; official files come in through `cadres.divisions`."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from cadres.editing import check_unchanged
from cadres.models import Area
from cadres.models.area import front_of_code, spoken_name
from households import placement
from households.copying import copy_in, end_spells
from households.models import Place, PlaceStay

MOST_GRIDS = 999  # three digits below a village
# What an area may be divided into by hand, with how many digits of the code are its own.
BELOW: dict[str, tuple[str, int]] = {
    Area.Level.PROVINCE: (Area.Level.CITY, 2),
    Area.Level.CITY: (Area.Level.COUNTY, 2),
    Area.Level.COUNTY: (Area.Level.TOWN, 3),
    Area.Level.TOWN: (Area.Level.VILLAGE, 3),
    Area.Level.VILLAGE: (Area.Level.GRID, 3),
}


@transaction.atomic
def add_grids(*, village: Area, count: int, there: int, name: str = "") -> list[Area]:
    """Divide a village into `count` more grids, numbered on from the last; return them.

    `there` is how many the page showed. A single one may have a name. Raises ValidationError:
    "no_village", "name" for one name over several grids, "too_many" beyond 999, "changed" where
    somebody else added or removed some meanwhile.
    """
    village = Area.objects.select_for_update().get(pk=village.pk)
    if village.level != Area.Level.VILLAGE:
        raise ValidationError(_("Grids lie in a village or community."), code="no_village")
    if name and count > 1:
        raise ValidationError(
            _("Several grids are numbered. A name is for a single one."), code="name"
        )
    codes = list(Area.objects.filter(parent=village).values_list("code", flat=True))
    if len(codes) != there:
        raise ValidationError(
            _(
                "Somebody else has just changed the grids here: there are %(count)d now. "
                "Look again."
            ),
            code="changed",
            params={"count": len(codes)},
        )
    last = max((int(code[-3:]) for code in codes), default=0)
    if last + count > MOST_GRIDS:
        raise ValidationError(
            _("A village has at most %(most)d grids."),
            code="too_many",
            params={"most": MOST_GRIDS},
        )
    stem = spoken_name(village.name)
    numbers = range(last + 1, last + count + 1)
    return [
        _child(village, f"{number:03}", name or f"{stem}{number}网格", village.front)
        for number in numbers
    ]


@transaction.atomic
def add(*, parent: Area, code: str, name: str, front: str = "") -> Area:
    """Add one official division by hand, under its official code: a town, a village.

    A village's front is proposed by its code unless told. The same again changes nothing. Raises
    ValidationError: "code" for one that does not belong here, "taken" for one known by another
    name.
    """
    parent = Area.objects.select_for_update().get(pk=parent.pk)
    level, digits = BELOW[parent.level]
    own = code.removeprefix(parent.code) if len(code) > digits else code
    if len(own) != digits or not (own.isascii() and own.isdigit()):
        raise ValidationError(
            _("The code of an area here is %(parent)s and %(digits)d more digits."),
            code="code",
            params={"parent": parent.code, "digits": digits},
        )
    there = Area.objects.filter(code=parent.code + own).first()
    if there and there.name != name:
        raise ValidationError(
            _("The code %(code)s is already that of %(name)s."),
            code="taken",
            params={"code": there.code, "name": there.name},
        )
    if there:
        return there
    if level == Area.Level.VILLAGE:
        front = front or front_of_code(parent.code + own)
    else:  # a grid lies on the front of its village, a town on none
        front = parent.front
    return _child(parent, own, name, front)


def _child(parent: Area, own: str, name: str, front: str) -> Area:
    try:
        with transaction.atomic():
            return Area.objects.create(
                code=parent.code + own,
                name=name,
                level=Area.CODE_LENGTHS[len(parent.code + own)],
                parent=parent,
                path=f"{parent.path}{own}.",
                front=front,
            )
    except IntegrityError as taken:  # a roster or an official file was quicker
        raise ValidationError(
            _("Somebody else has just added an area here. Look again."), code="changed"
        ) from taken


@transaction.atomic
def change(*, area: Area, name: str, front: str, seen: str, on: date) -> Area:
    """Rename an area, and put a village with its grids and households on another front from today.

    Figures of past days stay on the front of that day (DOMAIN 4.12). Raises ValidationError,
    code "changed", where somebody else was quicker.
    """
    area = Area.objects.select_for_update().get(pk=area.pk)
    check_unchanged(area, seen)
    old = area.front
    area.name = name
    if area.level == Area.Level.VILLAGE and front:
        area.front = front
    area.save(update_fields=["name", "front"])
    if area.front != old:
        Area.objects.filter(parent=area, level=Area.Level.GRID).update(front=area.front)
        _move_households(area, on)
    return area


def _move_households(village: Area, on: date) -> None:
    places = Place.objects.below(village.path).filter(kind=Place.Kind.HOUSEHOLD)
    stays = list(
        PlaceStay.objects.filter(place__in=places, to_on=None)
        .exclude(front=village.front)
        .values_list("place_id", "area_id", "area_path", "is_active")
    )
    ids = [stay[0] for stay in stays]
    end_spells(PlaceStay, ["place_id"], [(pk,) for pk in ids], on=on)
    copy_in(
        PlaceStay,
        ("place_id", "area_id", "area_path", "is_active", "front", "from_on"),
        ((*stay, village.front, on) for stay in stays),
    )
    places.update(front=village.front)
    placement.places_changed(ids, on=on)


@transaction.atomic
def remove(*, area: Area) -> None:
    """Take a grid out of the tree that nothing hangs on; a second time changes nothing.

    Raises ValidationError: "official" for a division with an official code, "used" where places,
    posts, units, assignments or records hang on it.
    """
    if area.level != Area.Level.GRID:
        raise ValidationError(
            _("%(area)s is an official division and stays."),
            code="official",
            params={"area": area},
        )
    _drop([area])


@transaction.atomic
def take_back(*, areas: Sequence[Area]) -> None:
    """Take out areas that were just added; all or none. Raises ValidationError, code "used"."""
    _drop(areas)


def _drop(areas: Sequence[Area]) -> None:
    rows = Area.objects.filter(pk__in=[area.pk for area in areas])
    for area in rows.select_for_update().order_by("pk"):
        try:
            area.delete()  # whatever hangs on it protects it
        except ProtectedError as hangs:
            raise _used(area) from hangs


def _used(area: Area) -> ValidationError:
    return ValidationError(
        _("Something hangs on %(area)s already: a place, a post, an assignment. It stays."),
        code="used",
        params={"area": area},
    )
