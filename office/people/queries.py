"""What an administrator of people may see and change: units, posts and persons of the own area."""

from collections.abc import Iterable, Sequence
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cadres.access import Grant, grants_for
from cadres.models import Area, Cadre, Post, Tenure, Unit
from cadres.queries import areas_above, areas_within
from households.initials import initials

NEAR = 8  # persons offered by name; others by their account
FOUND = 50
OFFERED = 400
OFFICES = ("村委会", "委会", "居委会", "村民委员会", "居民委员会")  # after a name as one says it


def grants(cadre: Cadre, *, on: date) -> list[Grant]:
    """The grants under which the cadre keeps people."""
    return grants_for(cadre, "keep_people", on=on)


def areas_of(grants: Iterable[Grant]) -> QuerySet[Area]:
    """Where units and posts may be: the own area and everything below."""
    return areas_within(grants).order_by("path")


def units_of(grants: Iterable[Grant]) -> QuerySet[Unit]:
    """Units of the own area, in the order of their area, each with `post_count`."""
    units = Unit.objects.filter(area__in=areas_within(grants)).select_related("area", "parent")
    return units.annotate(post_count=Count("posts")).order_by("area__path", "pk")


def units_above(unit: Unit | None, grants: Iterable[Grant]) -> QuerySet[Unit]:
    """What may stand above a unit: those of the own area, and the one that stands there now."""
    inside = Q(area__in=areas_within(grants))
    if unit is not None and unit.parent_id:
        inside |= Q(pk=unit.parent_id)
    units = Unit.objects.filter(inside).order_by("area__path", "pk")
    return units.exclude(pk=unit.pk) if unit else units


def offered_areas(grants: Iterable[Grant]) -> list[Area]:
    """Areas that a field offers while one types; grids are written by their code."""
    return list(areas_of(grants).exclude(level=Area.Level.GRID)[:OFFERED])


def posts_of(grants: Iterable[Grant]) -> QuerySet[Post]:
    """Posts that the grants may give: unit and area inside, so nobody is let in further out."""
    within = areas_within(grants)
    posts = Post.objects.filter(area__in=within, unit__area__in=within)
    return posts.select_related("unit", "area").order_by("unit__area__path", "unit", "pk")


def posts_in(unit: Unit | None) -> QuerySet[Post]:
    """All posts of a unit, the leading one first."""
    posts = Post.objects.filter(unit=unit).select_related("unit", "area")
    return posts.order_by("-is_leading", "pk")


def free_posts(unit: Unit | None, grants: Iterable[Grant]) -> QuerySet[Post]:
    """Posts of a unit that the grants may give and that nobody holds for good."""
    for_good = Tenure.objects.filter(post=OuterRef("pk"), to_on__isnull=True)
    return posts_of(grants).filter(~Exists(for_good), unit=unit)


def people_of(grants: Iterable[Grant], *, on: date) -> QuerySet[Cadre]:
    """Persons whose account the grants keep: every post they hold or are to hold lies inside.

    Whoever also holds a post further out is looked after there: a link to that account would
    open what the administrator's own area does not. Of those who hold none, where they were.
    """
    inside = posts_of(grants).order_by().values("pk")
    tenures = Tenure.objects.filter(cadre=OuterRef("pk"))
    ahead = tenures.filter(_ahead(on))
    return Cadre.objects.filter(
        Exists(tenures.filter(post__in=inside)), ~Exists(ahead.exclude(post__in=inside))
    ).order_by("pk")


def tenures_of(grants: Iterable[Grant], *, on: date) -> QuerySet[Tenure]:
    """Tenures that run or are planned, of the posts that the grants may give."""
    held = Tenure.objects.filter(_ahead(on), post__in=posts_of(grants).order_by())
    return held.select_related("cadre", "post__unit", "post__area")


def fresh(tenure: Tenure) -> Tenure:
    """A tenure as it stands now; as it was where it is gone."""
    return Tenure.objects.filter(pk=tenure.pk).first() or tenure


def running(cadre: Cadre, *, on: date) -> list[Tenure]:
    """What a person holds or is to hold, the earliest first."""
    held = cadre.tenures.filter(_ahead(on)).select_related("post__unit", "post__area")
    return list(held.order_by("from_on"))


def ahead(posts: Iterable[Post], *, on: date) -> list[Tenure]:
    """Who holds these posts today and who is to, the earliest first."""
    held = Tenure.objects.filter(_ahead(on), post__in=[post.pk for post in posts])
    return list(held.select_related("cadre").order_by("from_on"))


def history(post: Post) -> list[Tenure]:
    """Everybody who held or is to hold a post, the latest first."""
    return list(post.tenures.select_related("cadre").order_by("-from_on"))


def tenures_by(cadre: Cadre) -> list[Tenure]:
    """All posts a person held or is to hold, the latest first."""
    held = cadre.tenures.select_related("post__unit", "post__area")
    return list(held.order_by("-from_on"))


def near(unit: Unit, grants: Sequence[Grant], *, on: date, but: int = 0) -> list[Cadre]:
    """Whom one would ask first: persons of the unit, then those who hold no post now."""
    people = people_of(grants, on=on).filter(is_active=True).exclude(pk=but)
    own = Exists(Tenure.objects.filter(cadre=OuterRef("pk"), post__unit=unit))
    people = people.annotate(is_own=own).filter(Q(is_own=True) | ~Exists(_running(on)))
    return list(people.order_by("-is_own", "pk")[:NEAR])


def by_account(account: str, grants: Sequence[Grant], *, on: date) -> Cadre | None:
    """An active person of the own area by the account name."""
    people = people_of(grants, on=on).filter(is_active=True)
    return people.filter(username__iexact=account).first()


def found_posts(q: str, grants: Sequence[Grant], *, on: date) -> QuerySet[Post]:
    """Posts by their own name, their unit's, or who holds or is to hold them."""
    held = Tenure.objects.filter(_ahead(on), _called(q, "cadre__"), post=OuterRef("pk"))
    named = Q(name__icontains=q) | Q(unit__name__icontains=q) | Q(unit__short_name__icontains=q)
    return posts_of(grants).filter(named | Exists(held))


def without_post(grants: Sequence[Grant], *, on: date, q: str = "") -> QuerySet[Cadre]:
    """Persons who hold no post now nor are to, by name where one is asked for."""
    people = people_of(grants, on=on).exclude(Exists(_running(on)))
    return people.filter(_called(q, "")) if q else people


def free_account(name: str) -> str:
    """An account name for a person: the initials and the first number that is free.

    >>> free_account("周敏")  # doctest: +SKIP
    'zm1'
    """
    stem = (initials(name).split() or ["u"])[0][:20]
    taken = set(Cadre.objects.filter(username__istartswith=stem).values_list("username", flat=True))
    taken = {account.lower() for account in taken}
    return next(f"{stem}{n}" for n in range(1, len(taken) + 2) if f"{stem}{n}" not in taken)


def posts_named(unit_ids: Iterable[int], names: Iterable[str]) -> list[Post]:
    """Posts of these units by their names."""
    posts = Post.objects.filter(unit__in=list(unit_ids), name__in=list(names))
    return list(posts.select_related("unit", "area"))


def all_tenures(posts: Iterable[Post]) -> list[Tenure]:
    """Everybody who ever held these posts, the earliest first."""
    held = Tenure.objects.filter(post__in=[post.pk for post in posts])
    return list(held.select_related("cadre").order_by("from_on"))


def areas_called(words: Iterable[str], grants: Iterable[Grant]) -> dict[str, list[Area]]:
    """Areas of the own ground by code, full name or as one says it; two are no answer."""
    wanted = set(words)
    told = [*wanted, *(f"{word}{end}" for word in wanted for end in OFFICES)]
    found: dict[str, list[Area]] = {}
    for area in areas_of(grants).filter(Q(code__in=wanted) | Q(name__in=told)):
        for word in {area.code, area.name, area.spoken} & wanted:
            found.setdefault(word, []).append(area)
    return found


def people_called(
    names: Iterable[str], grants: Iterable[Grant], *, on: date
) -> dict[str, list[Cadre]]:
    """Persons of the own area by name, with all posts they held."""
    found: dict[str, list[Cadre]] = {}
    people = people_of(grants, on=on).filter(name__in=set(names))
    for cadre in people.prefetch_related("tenures__post"):
        found.setdefault(cadre.name, []).append(cadre)
    return found


def lineage_of(area: Area) -> list[Area]:
    """The area and what it lies in, from the top on; of a grid its village is the last."""
    chain = [*areas_above(area), area]
    return [one for one in chain if one.level != Area.Level.GRID]


def open_invitations(grants: Iterable[Grant], *, on: date) -> QuerySet[Cadre]:
    """Persons of the own area whose link is not used yet, by unit."""
    people = people_of(grants, on=on).filter(invited_at__isnull=False, is_active=True)
    return people.prefetch_related("tenures__post__unit")


def has_second_step(cadre: Cadre) -> bool:
    """Whether a log-in asks for more than the password."""
    return Authenticator.objects.filter(user=cadre).exists()


def _called(q: str, prefix: str) -> Q:
    return Q(**{f"{prefix}name__icontains": q}) | Q(**{f"{prefix}username__istartswith": q})


def _running(on: date) -> QuerySet[Tenure]:
    return Tenure.objects.filter(_ahead(on), cadre=OuterRef("pk"))


def _ahead(on: date) -> Q:
    return Q(to_on__isnull=True) | Q(to_on__gt=on)
