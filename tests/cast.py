"""The cast: the people and places that every test knows, and plain functions that make more.

One story: in 梅李镇 Lin visits (a grid of 瞿巷村 and, under another post, one of 天和社区), Wu
visits the next grid, Gao supervises the county, Fang administers the town, Luo leads it, He
handles issues for its water station, He Wei in 海虞镇; Gu supervises 海虞镇 and visits in 瞿巷村.
Zhou belongs to another county; Shen's tenure ended yesterday, Ding's account is switched off.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cadres.models import Area, Assignment, Cadre, Duty, Front, Post, Role, Tenure, Unit
from cadres.models.area import front_of_code, path_of_code
from cadres.workdays import SHANGHAI
from households.initials import initials
from households.models import (
    Category,
    CategorySpell,
    Enterprise,
    Household,
    Place,
    PlaceStay,
    ResidenceSpell,
    Resident,
)
from households.placement import places_changed
from households.walking import plate, walk_key
from visits import actions
from visits.content import VisitorLine
from visits.models import Mode, Outcome, Visit, VisitorRole

PASSWORD = "door-plate-18-blue"  # of whoever was made with `can_log_in`

NAMES = {
    "32": "江苏省",
    "3205": "苏州市",
    "320581": "常熟市",
    "320581101": "梅李镇",
    "320581102": "海虞镇",
    "320581101220": "瞿巷村",
    "320581101006": "天和社区",
    "320581101212": "新丰村",
    "320581102201": "福山村",
    "320583": "昆山市",
    "320583100": "玉山镇",
    "320583100200": "新生村",
}


def today() -> date:
    """Today in Shanghai."""
    return timezone.localdate()


def days_ago(days: int) -> date:
    """So many days before today; a negative number lies ahead."""
    return today() - timedelta(days=days)


def at(day: date, clock: str = "10:00") -> datetime:
    """That clock time in Shanghai."""
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)


def make_area(code: str, name: str = "", front: str = "") -> Area:
    """The area of an official code (2, 4, 6, 9, 12 digits; a grid: 15), its ancestors with it."""
    level = Area.CODE_LENGTHS[len(code)]
    parent = None if len(code) == 2 else make_area(code[: _parent_length(len(code))])
    if len(code) >= 12:
        front = front or (parent.front if parent and parent.front else front_of_code(code))
    if not name:
        name = NAMES.get(code) or f"{parent or ''}{int(code[-3:])}"
        name += "网格" if len(code) == 15 else ""
    area, _ = Area.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "level": level,
            "parent": parent,
            "path": path_of_code(code),
            "front": front,
        },
    )
    return area


def _parent_length(length: int) -> int:
    lengths = list(Area.CODE_LENGTHS)
    return lengths[lengths.index(length) - 1]


def make_unit(area: Area, name: str = "镇政府", parent: Unit | None = None) -> Unit:
    """The unit of that name in an area, made where it is missing."""
    unit, _ = Unit.objects.get_or_create(
        area=area, name=name, defaults={"short_name": name, "parent": parent}
    )
    return unit


def make_post(
    area: Area,
    role: str = Role.CADRE,
    name: str = "",
    unit: Unit | None = None,
    is_leading: bool = False,
) -> Post:
    """A post of that role; its unit is the town's government unless another is named."""
    town = Area.objects.filter(code=area.code[:9]).first() or area
    unit = unit or make_unit(town)
    name = name or f"{Role(role).value}{unit.posts.count() + 1}"
    return Post.objects.create(unit=unit, name=name, role=role, area=area, is_leading=is_leading)


def make_cadre(
    username: str, name: str = "", *posts: Post, can_log_in: bool = False, **fields: Any
) -> Cadre:
    """A person who has held `posts` for years."""
    password = PASSWORD if can_log_in else None
    cadre = Cadre.objects.create_user(username, password, name=name or username, **fields)
    for post in posts:
        make_tenure(cadre, post)
    return cadre


def make_tenure(
    cadre: Cadre, post: Post, from_on: date | None = None, to_on: date | None = None
) -> Tenure:
    """The cadre holds the post from-to."""
    return Tenure.objects.create(
        cadre=cadre, post=post, from_on=from_on or days_ago(1000), to_on=to_on
    )


def make_assignment(
    post: Post,
    area: Area,
    from_on: date | None = None,
    to_on: date | None = None,
    duty: str = Duty.RESPONSIBLE,
) -> Assignment:
    """The post answers for the area from-to."""
    return Assignment.objects.create(
        post=post, area=area, duty=duty, from_on=from_on or days_ago(1000), to_on=to_on
    )


def post_of(cadre: Cadre) -> Post:
    """The first post that the cadre was given."""
    return Post.objects.filter(tenures__cadre=cadre).order_by("pk")[0]


def make_place(
    area: Area,
    address: str = "3组18号",
    name: str = "王桂兰",
    *,
    kind: str = Place.Kind.HOUSEHOLD,
    joined_on: date | None = None,
    residence: str = "",
    categories: Sequence[str] = (),
    members: Sequence[str] = (),
    number: str = "",
    uscc: str | None = None,
    is_active: bool = True,
) -> Place:
    """A household with its head (and members), or an enterprise; known for 100 days.

    `categories` are codes. Its dates are told by whoever listens to `places_changed`.
    """
    joined_on = joined_on or days_ago(100)
    is_enterprise = kind == Place.Kind.ENTERPRISE
    front = Front.ENTERPRISE if is_enterprise else area.front
    place = Place.objects.create(
        kind=kind,
        front=front,
        area=area,
        area_path=area.path,
        name=name,
        initials=initials(name),
        address=address,
        plate=plate(address),
        walk_key=walk_key(address),
        joined_on=joined_on,
        is_active=is_active,
    )
    PlaceStay.objects.create(
        place=place,
        area=area,
        area_path=area.path,
        front=front,
        from_on=joined_on,
        is_active=is_active,
    )
    if is_enterprise:
        Enterprise.objects.create(place=place, uscc=uscc, contact="钱经理")
    else:
        _make_household(place, area, number or f"H{place.pk:06}", residence, members)
    for code in categories:
        category = Category.objects.get(code=code)
        CategorySpell.objects.create(place=place, category=category, from_on=joined_on)
    places_changed([place.pk], on=today())
    place.refresh_from_db()
    return place


def _make_household(
    place: Place, area: Area, number: str, residence: str, members: Sequence[str]
) -> None:
    village = area.parent if area.level == Area.Level.GRID else area
    household = Household.objects.create(
        place=place, village=village, number=number, residence=residence
    )
    Resident.objects.create(
        household=household, name=place.name, relation="户主", is_head=True, residence=residence
    )
    for member in members:
        Resident.objects.create(household=household, name=member, relation="家庭成员")
    if residence:
        ResidenceSpell.objects.create(
            household=household, residence=residence, from_on=place.joined_on
        )


def make_visit(
    place: Place,
    by: Cadre,
    day: date | None = None,
    *,
    outcome: str = Outcome.MET,
    mode: str = Mode.DOOR,
    role: str = VisitorRole.MAIN,
    under: Post | None = None,
    clock: str = "10:00",
    **told: Any,
) -> Visit:
    """A visit that arrived at once, on a day (today), through the action that keeps the dates.

    Today's stand at 00:01, so that they never lie ahead of the test.
    """
    day = day or today()
    moment = at(day, "00:01" if day == today() else clock)
    under = under or post_of(by)
    return actions.record(
        id=None,
        place=place,
        by=by,
        under=under,
        visitors=[VisitorLine(cadre=by, post=under, role=role)],
        outcome=outcome,
        mode=mode,
        phone_at=moment,
        at=moment,
        **told,
    )
