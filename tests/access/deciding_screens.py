"""More of `screens`: where two people decide one thing, or fill one gap, at once."""

from cadres.models import Cadre
from households.models import FoundHousehold
from tests import cast
from tests.access.screens import (
    ANOTHER,
    LATER,
    VISIT,
    Read,
    Screen,
    at,
    fresh,
    should_not_count,
    typed,
    unit_of,
)
from tests.access.world import Things
from visits import actions as visits
from visits.content import VisitorLine

VACANT = "缺人岗"


def vacant(things: Things) -> None:
    """A post of the unit that nobody holds."""
    cast.make_post(things.place.area, name=VACANT, unit=unit_of(things))


def the_vacant(things: Things) -> int:
    return unit_of(things).posts.get(name=VACANT).pk


def somebody(name: str) -> Read:
    """Somebody of the unit, who may begin."""

    def who(things: Things) -> dict[str, object]:
        post = cast.make_post(things.place.area, name=f"{name}岗", unit=unit_of(things))
        return {"account": cast.make_cadre(name, name, post).username, "from_on": LATER}

    return who


def new(name: str) -> Read:
    """A new colleague in the vacant post."""
    return lambda t: {"name": name, "post": the_vacant(t), "username": f"zz{ord(name[0])}"}


def holders(things: Things) -> list[str]:
    return list(
        unit_of(things).posts.get(name=VACANT).tenures.values_list("cadre__name", flat=True)
    )


def village_of(things: Things) -> str:
    return str(things.place.area.parent.code)


def for_the_leader(things: Things) -> None:
    """The visitor wrote a visit down as the leader's."""
    leader = Cadre.objects.get(tenures__post__name="镇长岗")
    visits.correct(
        visit=things.visit,
        by=things.visit.logged_by,
        visitors=[
            VisitorLine(cadre=things.visit.logged_by, post=things.visit.logged_under),
            VisitorLine(cadre=leader, post=cast.post_of(leader), role="leader"),
        ],
        why="跟着去的",
        outcome=things.visit.outcome,
        at=things.visit.received_at,
    )


FOUND = {
    "who": "gao",
    "page": at("dashboards:exclusions", list=lambda t: "found"),
    "stands": lambda t: FoundHousehold.objects.values_list(
        "refused_why", "place__household__residence"
    ).get(pk=t.found.pk),
}

DECIDING_SCREENS = [
    Screen(
        "who begins in a post",
        "admin",
        at("office:people_post", lambda t: [the_vacant(t)]),
        somebody("甲"),
        somebody("乙"),
        holders,
        to=at("office:people_begin", lambda t: [the_vacant(t)]),
        before=vacant,
        words=LATER,
    ),
    Screen(
        "who is invited to a post",
        "admin",
        at("office:people", unit=lambda t: unit_of(t).pk),
        new("甲的话"),
        new("乙的话"),
        holders,
        to=at("office:people_invite", lambda t: [unit_of(t).pk]),
        before=vacant,
    ),
    Screen(
        "grids of a village",
        "admin",
        at("office:areas", lambda t: [village_of(t)]),
        typed(**{"grids-count": "1", "grids-name": "甲的话"}),
        typed(**{"grids-count": "1", "grids-name": "乙的话"}),
        lambda t: list(t.place.area.parent.children.values_list("name", flat=True)),
        to=at("office:areas_add", lambda t: [village_of(t)]),
    ),
    Screen(
        "why a visit is withdrawn",
        first=typed(why="甲的话"),
        then=typed(why="乙的话"),
        **VISIT
        | {
            "page": at("phone:withdraw", lambda t: [t.visit.pk]),
            "stands": lambda t: type(t.visit).objects.get(pk=t.visit.pk).withdrawn_why,
        },
    ),
    Screen(
        "why a door counts",
        "gao",
        at("dashboards:exclusions", list=lambda t: "asked"),
        lambda t: {"row": t.place.exclusions.get().pk, "verb": "refuse", "why": "甲的话"},
        lambda t: {"row": t.place.exclusions.get().pk, "verb": "refuse", "why": "乙的话"},
        lambda t: t.place.exclusions.values_list("refused_why").get(),
        before=should_not_count,
        words=ANOTHER,
    ),
    Screen(
        "why a household is not added",
        first=lambda t: {"row": t.found.pk, "verb": "refuse", "why": "甲的话"},
        then=lambda t: {"row": t.found.pk, "verb": "refuse", "why": "乙的话"},
        words=ANOTHER,
        **FOUND,
    ),
    Screen(
        "how a household lives that is added",
        first=lambda t: {"row": t.found.pk, "verb": "add", "residence": "lives_here"},
        then=lambda t: {"row": t.found.pk, "verb": "add", "residence": "away"},
        words=ANOTHER,
        **FOUND,
    ),
    Screen(
        "a leader's yes",
        "leader",
        at("phone:leader"),
        typed(went="yes"),
        typed(went="no"),
        lambda t: list(t.visit.visitors.values_list("cadre", "confirmed_at")),
        to=at("phone:leader_answer", lambda t: [t.visit.pk]),
        before=for_the_leader,
        words=ANOTHER,
        same_person=True,
    ),
    Screen(
        "a leader's yes to what is told otherwise",
        "leader",
        at("phone:leader"),
        typed(went="no"),
        typed(went="yes"),
        lambda t: list(t.visit.visitors.values_list("cadre", "confirmed_at")),
        to=at("phone:leader_answer", lambda t: [t.visit.pk]),
        before=for_the_leader,
        words=ANOTHER,
        same_person=True,
    ),
    Screen(
        "what fits nowhere",
        "gao",
        at("phone:held"),
        typed(verb="leave_out", why="甲的话"),
        typed(verb="leave_out", why="乙的话"),
        lambda t: fresh(t.held).settled_why,
        to=at("phone:held_settle", lambda t: [t.held.pk]),
    ),
    Screen(
        "what fits nowhere, taken in by the second",
        "gao",
        at("phone:held"),
        typed(verb="leave_out", why="甲的话"),
        typed(verb="take_in", why="乙的话"),
        lambda t: fresh(t.held).decision,
        to=at("phone:held_settle", lambda t: [t.held.pk]),
    ),
]
