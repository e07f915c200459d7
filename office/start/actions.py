"""The first administrator of a house: an account with a link, then the area it is for."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cadres.access import ROLE_MAY
from cadres.actions import tenures
from cadres.actions.units import add_post, add_unit
from cadres.editing import seen_of
from cadres.models import Area, Cadre, Post, Role, Tenure
from office.areas import actions as areas
from office.start.provinces import PROVINCES

KEEPERS = ROLE_MAY["keep_people"]


@transaction.atomic
def invite_first(*, name: str, username: str, at: datetime, on: date) -> Cadre:
    """Give a fresh link to whoever shall administer a house that nobody administers today.

    In a house without any administrator's post the account opens the first page, which asks for
    the area; where all of them stand vacant, it gets the uppermost one. Raises ValidationError,
    code "held", as soon as somebody administers.
    """
    _one_at_a_time()
    held = Tenure.objects.on(on).filter(post__role__in=KEEPERS, cadre__is_active=True)
    keeper = held.select_related("cadre").first()
    if keeper is not None:
        raise ValidationError(
            _("%(cadre)s administers this house. Ask there for a link."),
            code="held",
            params={"cadre": keeper.cadre},
        )
    cadre, _made = Cadre.objects.get_or_create(username=username, defaults={"name": name})
    cadre.is_active, cadre.invited_at = True, at
    cadre.session_epoch += 1
    cadre.set_unusable_password()
    cadre.save()
    vacant = Post.objects.filter(role__in=KEEPERS).order_by("area__path", "pk").first()
    if vacant is not None:
        _take_over(vacant, cadre, on)
    return cadre


def _take_over(post: Post, cadre: Cadre, on: date) -> None:
    held = Tenure.objects.on(on).filter(post=post).first()  # by an account that is switched off
    if held is None:
        tenures.begin(post=post, cadre=cadre, from_on=on)
    elif held.cadre_id != cadre.pk:
        tenures.end(
            tenure=held,
            last_on=on - timedelta(days=1),
            successor=cadre,
            by=cadre,
            on=on,
            seen=seen_of(held, tenures.TENURE_FIELDS),
        )


def awaits_first(*, on: date) -> bool:
    """Whether nobody administers the house and no account of it opens anything yet."""
    held = Tenure.objects.on(on).filter(post__role__in=KEEPERS, cadre__is_active=True)
    return not held.exists() and not Cadre.objects.exclude(password__startswith="!").exists()


def is_unfounded() -> bool:
    """Whether the house has no administrator's post yet, so that its area is still to be told."""
    return not Post.objects.filter(role__in=KEEPERS).exists()


@transaction.atomic
def found(*, by: Cadre, code: str, names: Sequence[str], unit: str, on: date) -> Post:
    """Say which area the house is for, and let `by` administer it from today.

    `names` are those of the city, county and town that the code names, from the top down; the
    province's is known. Raises ValidationError: "founded" once somebody did, "code" for one that
    is no official code of a town or above.
    """
    _one_at_a_time()
    if not is_unfounded():
        raise ValidationError(_("This house has its area already."), code="founded")
    area = _area(code, names)
    post = add_post(
        unit=add_unit(name=unit, short_name=unit[:30], area=area),
        name=_("Administrator"),
        role=Role.ADMINISTRATOR,
        area=area,
    )
    tenures.begin(post=post, cadre=by, from_on=on)
    return post


def _area(code: str, names: Sequence[str]) -> Area:
    level = Area.CODE_LENGTHS.get(len(code))
    if code[:2] not in PROVINCES or level in (None, Area.Level.VILLAGE, Area.Level.GRID):
        raise ValidationError(
            _("An official code has 2, 4, 6 or 9 digits and begins with that of a province."),
            code="code",
        )
    province = PROVINCES[code[:2]]
    area, _made = Area.objects.get_or_create(
        code=code[:2],
        defaults={"name": province, "level": Area.Level.PROVINCE, "path": f"{code[:2]}."},
    )
    lengths = [length for length in Area.CODE_LENGTHS if 2 < length <= len(code)]
    for length, name in zip(lengths, names, strict=True):
        there = Area.objects.filter(code=code[:length]).first()
        area = there or areas.add(parent=area, code=code[:length], name=name)
    return area


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:  # two first administrators at once: the second is told
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('doorstep first administrator'))")
