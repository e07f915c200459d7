"""A visit written down for those who went, an issue solved at the door (DOMAIN 5, 6)."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from cadres.models import Area, Cadre
from households.models import Place
from issues.models import Issue, IssueCategory
from tests import cast
from visits.models import Visit

Fill = Callable[..., dict[str, Any]]


def post(client: Client, place: Place, answers: dict[str, Any]) -> Any:
    return client.post(reverse("phone:visit", args=[place.pk]), answers)


def test_whoever_did_not_go_is_not_among_those_who_went(
    phone: Client, lin: Cadre, wu: Cadre, old_couple: Place, answers: Fill
) -> None:
    post(phone, old_couple, answers(role="for_others", companions=[wu.tenures.get().pk]))

    visit = Visit.objects.get()
    assert visit.logged_by == lin
    assert [(went.cadre, went.role) for went in visit.visitors.all()] == [(wu, "main")]


def test_a_leader_who_went_is_still_the_leader(
    phone: Client, town: Area, lin: Cadre, wu: Cadre, old_couple: Place, answers: Fill
) -> None:
    post_of_lin = cast.post_of(lin)
    seat = cast.make_post(town, "leader", unit=post_of_lin.unit)
    boss = cast.make_cadre("boss", "王书记", seat)
    came = [wu.tenures.get().pk, boss.tenures.get().pk]

    post(phone, old_couple, answers(role="for_others", companions=came))

    went = {visitor.cadre: visitor.role for visitor in Visit.objects.get().visitors.all()}
    assert went == {wu: "accompanying", boss: "leader"}


def test_somebody_has_to_have_gone(phone: Client, old_couple: Place, answers: Fill) -> None:
    answer = post(phone, old_couple, answers(role="for_others"))

    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_what_was_solved_at_the_door_is_claimed_and_still_asked_back(
    phone: Client, lin: Cadre, old_couple: Place, answers: Fill
) -> None:
    kind = IssueCategory.objects.get(code="other").pk
    told = {"issue_text": "灯泡坏了", "issue_category": kind, "issue_solved": "on"}

    for _ in range(2):
        post(phone, old_couple, answers(**told, client_id=ID, issue_id=OTHER, note="换了一个"))

    issue = Issue.objects.get()
    assert (issue.status, issue.result, issue.done) == ("claimed_resolved", "solved", "换了一个")
    assert issue.resolved_by == lin
    assert [event.kind for event in issue.events.order_by("pk")] == ["raised", "resolved"]


def test_solved_alone_asks_what_it_was(phone: Client, old_couple: Place, answers: Fill) -> None:
    answer = post(phone, old_couple, answers(issue_solved="on"))

    assert "issue_text" in answer.context["form"].errors


ID = "0198c7b2-0000-7000-8000-000000000001"
OTHER = "0198c7b2-0000-7000-8000-000000000002"
