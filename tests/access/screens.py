"""The screens on which two people may be at one thing, and what each of them types.

`first` and `then` are typed into the form that the page shows before either is sent. `stands` reads
what the first one's words became. A screen on which both are right `adds`: nothing is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cadres.models import Assignment, Post, Unit
from households.actions import exclusions
from households.models import Category, PlaceAssignment
from issues.models import IssueCategory, ProposedLead
from tests import cast
from tests.access.world import Things
from visits.models import Topic

Read = Callable[[Things], Any]
ANOTHER = ""  # a choice: the second one's own, whatever its number
NEXT_WEEK, LATER = cast.days_ago(-7).isoformat(), cast.days_ago(-8).isoformat()


@dataclass(frozen=True)
class Screen:
    """Two people at one thing."""

    name: str
    who: str
    page: Read  # the address
    first: Read
    then: Read
    stands: Read
    to: Read | None = None  # where the form goes, where not to its own page
    then_to: Read | None = None  # the second one presses another button
    before: Read = lambda things: None  # how it comes about that both may
    words: str = "乙的话"  # which stands in the page again, what the second one typed
    same_person: bool = False  # on two devices
    adds: bool = False

    def __str__(self) -> str:
        return self.name


def at(route: str, args: Read = lambda things: [], **query: Any) -> Read:
    """An address."""
    return lambda things: reverse(
        route,
        args=args(things),
        query={name: value(things) for name, value in query.items()} or None,
    )


def typed(**words: Any) -> Read:
    """The same whatever it is about."""
    return lambda things: words


def fresh(row: Any) -> Any:
    row.refresh_from_db()
    return row


def a_category(_things: Things) -> Category:
    return Category.objects.get(code="veteran")


def a_topic(_things: Things) -> Topic:
    told = {"kind": "policy", "words": "年底前缴", "from_on": cast.today()}
    return Topic.objects.get_or_create(name="医保缴费", defaults=told)[0]


def a_kind(_things: Things) -> IssueCategory:
    return IssueCategory.objects.get(code="work")


def unit_of(things: Things) -> Unit:
    return things.planned.post.unit


def station(things: Things, name: str) -> Unit:
    unit = cast.make_unit(things.town, name)
    cast.make_cadre(name, name, cast.make_post(things.town, "handler", "承办岗", unit))
    return unit


def new_post(things: Things, name: str) -> int:
    return cast.make_post(things.place.area, name=name).pk


def taken_on(things: Things) -> None:
    things.handed.status = things.handed.Status.IN_PROGRESS
    things.handed.accepted_at = things.handed.assigned_at
    things.handed.save()


def at_dispatch(things: Things) -> None:
    issue = things.handed
    issue.status, issue.assigned_at = issue.Status.RAISED, None
    issue.lead_unit = unit_of(things)
    issue.save()


def at_the_desk(things: Things) -> None:
    at_dispatch(things)
    things.handed.sent_up_at = None
    things.handed.save()


def village_post(things: Things) -> int:
    return Post.objects.get(role="desk", name="村书记岗").pk


def leading(things: Things) -> Post:
    return Post.objects.get(name="镇长岗")


def should_not_count(things: Things) -> None:
    asked = {"reason": "empty", "by": things.visit.logged_by, "at": things.visit.received_at}
    exclusions.ask(place=things.place, **asked)


def tenure(things: Things) -> Any:
    return things.planned.post.tenures.get()


ISSUE = {"page": at("issues:issue", lambda t: [t.handed.pk]), "who": "handler"}
STEP = lambda name: at(f"issues:{name}", lambda t: [t.handed.pk])  # noqa: E731
STATUS: Read = lambda t: (fresh(t.handed).status, t.handed.done)  # noqa: E731
VISIT = {
    "who": "lin",
    "same_person": True,
    "page": at("phone:correct", lambda t: [t.visit.pk]),
    "stands": lambda t: (fresh(t.visit).note, t.visit.withdrawn_at),
}
PROMISE = {
    "who": "lin",
    "same_person": True,
    "page": at("phone:promises"),
    "stands": lambda t: (fresh(t.promise).kept_at, t.promise.dropped_why),
}
ASSIGNED: Read = lambda t: list(  # noqa: E731
    Assignment.objects.filter(area=t.place.area).order_by("pk").values_list("post", "to_on")
)

SCREENS = [
    Screen(
        "a unit",
        "admin",
        at("office:people_unit", lambda t: [unit_of(t).pk]),
        typed(name="甲的话", short_name="甲"),
        typed(name="乙的话", short_name="乙"),
        lambda t: fresh(unit_of(t)).name,
    ),
    Screen(
        "a post",
        "admin",
        at("office:people_post", lambda t: [t.planned.post_id]),
        typed(name="甲的话"),
        typed(name="乙的话"),
        lambda t: fresh(t.planned.post).name,
    ),
    Screen(
        "a person",
        "admin",
        at("office:people_person", lambda t: [t.visit.logged_by_id]),
        typed(name="甲的话"),
        typed(name="乙的话"),
        lambda t: fresh(t.visit.logged_by).name,
    ),
    Screen(
        "a tenure",
        "admin",
        at("office:people", unit=lambda t: unit_of(t).pk, end=lambda t: tenure(t).pk),
        typed(last_on=NEXT_WEEK, who="nobody"),
        typed(last_on=LATER, who="nobody"),
        lambda t: tenure(t).to_on,
        to=at("office:people_end", lambda t: [tenure(t).pk]),
        words=LATER,
    ),
    Screen(
        "an area",
        "admin",
        at("office:areas", lambda t: [t.place.area.code]),
        typed(**{"change-name": "甲的话"}),
        typed(**{"change-name": "乙的话"}),
        lambda t: fresh(t.place.area).name,
        to=at("office:areas_change", lambda t: [t.place.area.code]),
    ),
    Screen(
        "a category of places",
        "admin",
        at("office:categories_place", lambda t: [a_category(t).pk]),
        typed(name="甲的话"),
        typed(name="乙的话"),
        lambda t: a_category(t).name,
    ),
    Screen(
        "what is worth saying",
        "admin",
        at("office:topics_change", lambda t: [a_topic(t).pk]),
        typed(words="甲的话"),
        typed(words="乙的话"),
        lambda t: a_topic(t).words,
    ),
    Screen(
        "a kind of issue",
        "admin",
        at("office:categories_issue", lambda t: [a_kind(t).pk]),
        typed(name="甲的话"),
        typed(name="乙的话"),
        lambda t: a_kind(t).name,
    ),
    Screen(
        "the usual lead",
        "admin",
        at("office:categories_issue", lambda t: [a_kind(t).pk]),
        lambda t: {"lead-area": t.town.pk, "lead-unit": station(t, "甲站").pk},
        lambda t: {"lead-area": t.town.pk, "lead-unit": station(t, "乙站").pk},
        lambda t: list(ProposedLead.objects.values_list("unit", flat=True)),
        to=at("office:categories_lead", lambda t: [a_kind(t).pk]),
        words=ANOTHER,
    ),
    Screen(
        "a standard",
        "admin",
        at("office:standard", lambda t: [t.standard.pk]),
        typed(name="甲的话", from_on=LATER),
        typed(name="乙的话", from_on=LATER),
        lambda t: fresh(t.standard).name,
    ),
    Screen(
        "a standard that ends",
        "admin",
        at("office:standard", lambda t: [t.standard.pk]),
        typed(name="甲的话", from_on=LATER),
        typed(from_on=NEXT_WEEK),
        lambda t: [(one.from_on, one.to_on) for one in t.standard.versions.order_by("from_on")],
        then_to=at("office:standard_end", lambda t: [t.standard.pk]),
        words=NEXT_WEEK,
    ),
    Screen(
        "areas of a post",
        "admin",
        at("office:assign", lambda t: [t.place.area.parent.code]),
        lambda t: {"area": t.place.area.code, "post": new_post(t, "甲岗"), "from_on": NEXT_WEEK},
        lambda t: {"area": t.place.area.code, "post": new_post(t, "乙岗"), "from_on": LATER},
        ASSIGNED,
        words=LATER,
    ),
    Screen(
        "single doors",
        "admin",
        at("dashboards:uncovered", area=lambda t: t.town.code, list=lambda t: "scope"),
        lambda t: {"place": t.place.pk, "post": t.planned.post_id},
        lambda t: {"place": t.place.pk, "post": new_post(t, "乙岗")},
        lambda t: list(PlaceAssignment.objects.values_list("post", flat=True)),
        to=at("dashboards:give"),
        words=ANOTHER,
    ),
    Screen("a visit", first=typed(note="甲的话"), then=typed(note="乙的话"), **VISIT),
    Screen(
        "a visit that is withdrawn",
        first=typed(why="甲的话"),
        then=typed(note="乙的话"),
        to=at("phone:withdraw", lambda t: [t.visit.pk]),
        then_to=VISIT["page"],
        **VISIT,
    ),
    Screen(
        "an issue that is done",
        first=typed(done="甲的话", result="solved"),
        then=typed(done="乙的话", result="solved"),
        stands=STATUS,
        to=STEP("resolve"),
        before=taken_on,
        **ISSUE,
    ),
    Screen(
        "an issue that goes back",
        first=typed(),
        then=typed(why="乙的话"),
        stands=STATUS,
        to=STEP("accept"),
        then_to=STEP("decline"),
        **ISSUE,
    ),
    Screen(
        "an issue that is told of",
        first=typed(text="甲的话"),
        then=typed(text="乙的话"),
        stands=lambda t: t.handed.events.filter(kind="commented").count(),
        to=STEP("comment"),
        adds=True,
        **ISSUE,
    ),
    Screen(
        "what an issue is about",
        first=lambda t: {"category": "work", "urgency": "ordinary"},
        then=lambda t: {"category": "roads_water", "urgency": "urgent"},
        stands=lambda t: (fresh(t.handed).category.code, t.handed.urgency),
        to=STEP("recategorise"),
        words="urgent",
        **ISSUE | {"who": "dispatcher"},
    ),
    Screen(
        "who settles an issue",
        "desk",
        at("issues:desk"),
        lambda t: {"how": "settle", "assignee": village_post(t), "by_day": NEXT_WEEK},
        typed(how="up", why="乙的话"),
        STATUS,
        to=at("issues:desk_answer", lambda t: [t.handed.pk]),
        before=at_the_desk,
    ),
    Screen(
        "issues that are handed over",
        "dispatcher",
        at("issues:dispatch"),
        lambda t: {"ids": t.handed.pk, "lead": station(t, "甲站").pk, "do": "hand_over"},
        lambda t: {"ids": t.handed.pk, "why": "乙的话", "do": "give_back"},
        STATUS,
        before=at_dispatch,
    ),
    Screen(
        "a door that should not count",
        "gao",
        at("dashboards:exclusions", list=lambda t: "asked"),
        lambda t: {"row": t.place.exclusions.get().pk, "verb": "approve"},
        lambda t: {"row": t.place.exclusions.get().pk, "verb": "refuse", "why": "乙的话"},
        lambda t: t.place.exclusions.values_list("approved_by", "refused_on").get(),
        before=should_not_count,
        words=ANOTHER,
    ),
    Screen(
        "a household that was found",
        "gao",
        at("dashboards:exclusions", list=lambda t: "found"),
        lambda t: {"row": t.found.pk, "verb": "add", "residence": "lives_here"},
        lambda t: {"row": t.found.pk, "verb": "refuse", "why": "乙的话"},
        lambda t: (fresh(t.found).decided_by_id, t.found.place_id),
        words=ANOTHER,
    ),
    Screen(
        "what was said of the app",
        "admin",
        at("office:feedback"),
        typed(answer="甲的话"),
        typed(answer="乙的话"),
        lambda t: fresh(t.feedback).answer,
        to=at("office:feedback_answer", lambda t: [t.feedback.pk]),
    ),
    Screen(
        "own preferences",
        "lin",
        at("reminders:preferences"),
        typed(email="jia@example.com"),
        typed(email="yi@example.com"),
        lambda t: fresh(t.visit.logged_by).email,
        words="yi@example.com",
        same_person=True,
    ),
    Screen(
        "a leader's quota",
        "admin",
        at("office:people_post", lambda t: [leading(t).pk]),
        typed(households="3", enterprises="1", from_on=LATER),
        typed(households="77", enterprises="1", from_on=LATER),
        lambda t: list(leading(t).quotas.values_list("households", flat=True)),
        to=at("office:people_quota", lambda t: [leading(t).pk]),
        words="77",
    ),
    Screen(
        "a promise",
        first=typed(why="甲的话"),
        then=typed(why="乙的话"),
        to=at("phone:drop_promise", lambda t: [t.promise.pk]),
        **PROMISE,
    ),
    Screen(
        "a promise that was kept",
        first=typed(),
        then=typed(why="乙的话"),
        to=at("phone:keep_promise", lambda t: [t.promise.pk]),
        then_to=at("phone:drop_promise", lambda t: [t.promise.pk]),
        **PROMISE,
    ),
]
