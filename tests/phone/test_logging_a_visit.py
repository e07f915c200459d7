from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Area, Cadre
from households.models import Place, PlaceOpening
from issues.models import Issue, IssueCategory
from phone import actions
from photos.models import Photo
from tests import cast
from visits.models import Visit

Fill = Callable[..., dict[str, Any]]


def post(client: Client, place: Place, answers: dict[str, Any]) -> Any:
    return client.post(reverse("phone:visit", args=[place.pk]), answers)


def test_a_visit_is_logged_and_the_place_is_no_longer_due(
    phone: Client, lin: Cadre, old_couple: Place, answers: Fill
) -> None:
    answer = post(phone, old_couple, answers(help=["explained", "goods"], note="讲了医保"))

    assert answer["Location"] == reverse("phone:today")
    visit = Visit.objects.get()
    assert (visit.outcome, visit.help, visit.note) == ("met", ["explained", "goods"], "讲了医保")
    assert [(v.cadre, v.role) for v in visit.visitors.all()] == [(lin, "main")]
    old_couple.refresh_from_db()
    assert old_couple.covered_until == cast.today() + timedelta(days=365)


def test_a_double_tap_or_a_reload_makes_one_visit(
    phone: Client, old_couple: Place, answers: Fill, photo: Any
) -> None:
    category = IssueCategory.objects.get(code="roads_water").pk
    told = answers(issue_text="水渠塌了", issue_category=category)

    for _ in range(2):
        assert post(phone, old_couple, {**told, "photos": [photo()]}).status_code == 302

    assert (Visit.objects.count(), Issue.objects.count(), Photo.objects.count()) == (1, 1, 1)


def test_other_words_under_the_same_id_are_told_so(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    told = answers(note="第一次写的")
    post(phone, old_couple, told)

    answer = post(phone, old_couple, {**told, "note": "后来改的"})

    assert answer.status_code == 422
    assert "后来改的" in answer.content.decode()
    assert Visit.objects.get().note == "第一次写的"


def test_an_issue_is_raised_in_the_same_form(
    phone: Client, lin: Cadre, old_couple: Place, answers: Fill
) -> None:
    category = IssueCategory.objects.get(code="roads_water")
    text = "3组水渠塌了一段，稻田进水。请派人看看"
    post(
        phone,
        old_couple,
        answers(issue_text=text, issue_category=category.pk, issue_urgent="on"),
    )

    issue = Issue.objects.get()
    assert issue.title == "3组水渠塌了一段，稻田进水"
    assert (issue.visit, issue.category, issue.urgency) == (Visit.objects.get(), category, "urgent")
    page = phone.get(reverse("phone:place", args=[old_couple.pk])).content.decode()
    assert issue.title in page


def test_a_refused_visit_raises_no_issue(phone: Client, old_couple: Place, answers: Fill) -> None:
    answer = post(phone, old_couple, answers(outcome="", issue_text="水渠塌了", issue_category=1))

    assert answer.status_code == 422
    assert not Issue.objects.exists()


def test_another_day_asks_which(phone: Client, old_couple: Place, answers: Fill) -> None:
    told = answers(outcome="postponed")
    assert "选一下约好哪天" in post(phone, old_couple, told).content.decode()
    past = {**told, "again_on": cast.days_ago(1)}
    assert "选今天以后" in post(phone, old_couple, past).content.decode()

    post(phone, old_couple, {**told, "again_on": cast.days_ago(-3)})
    assert Visit.objects.get().again_on == cast.days_ago(-3)


def test_others_who_live_there_are_no_meeting(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    post(phone, old_couple, answers(outcome="others_live_here", again_on=cast.today()))

    visit = Visit.objects.get()
    assert (visit.outcome, visit.others_live_here, visit.again_on) == ("moved", True, None)


def test_an_amount_belongs_to_cash(phone: Client, old_couple: Place, answers: Fill) -> None:
    post(phone, old_couple, answers(help=["goods"], cash_yuan="200"))
    post(phone, old_couple, answers(help=["cash"], cash_yuan="500"))

    amounts = Visit.objects.order_by("pk").values_list("cash_yuan", flat=True)
    assert list(amounts) == [None, 500]


def test_a_visit_from_the_notebook_names_its_day(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    later = answers(timing="later")
    refused = post(phone, old_couple, later).content.decode()
    assert "选一下哪天" in refused
    assert "选一下上午、下午还是晚上" in refused
    far = {**later, "entered_for": cast.days_ago(15), "part_of_day": "evening"}
    assert post(phone, old_couple, far).status_code == 422

    post(phone, old_couple, {**far, "entered_for": cast.days_ago(14)})
    visit = Visit.objects.get()
    assert (visit.visited_on, visit.part_of_day) == (cast.days_ago(14), "evening")


def test_companions_of_the_unit_are_written_down(
    phone: Client, lin: Cadre, wu: Cadre, old_couple: Place, answers: Fill
) -> None:
    tenure = wu.tenures.get()
    post(phone, old_couple, answers(companions=[tenure.pk], role="proxy"))

    went = Visit.objects.get().visitors.order_by("pk")
    assert [(v.cadre, v.role) for v in went] == [(lin, "proxy"), (wu, "accompanying")]


def test_a_leader_is_proposed_as_leader(client: Client, leader: Cadre, old_couple: Place) -> None:
    client.force_login(leader)
    page = client.get(reverse("phone:visit", args=[old_couple.pk]))

    assert page.context["form"]["role"].value() == "leader"


def test_a_location_is_kept_whole_or_not_at_all(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    post(phone, old_couple, answers(latitude="31.6612345", longitude="120.75", accuracy_m="12"))
    post(phone, old_couple, answers(latitude="31.66"))

    kept = Visit.objects.order_by("pk").values_list("latitude", "accuracy_m")
    assert [(str(latitude), metres) for latitude, metres in kept] == [
        ("31.661234", 12),
        ("None", None),
    ]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_hour_that_cannot_be_is_now(
    phone: Client, old_couple: Place, answers: Fill, moment: str
) -> None:
    post(phone, old_couple, answers(phone_at=moment, next="9" * 30))

    assert Visit.objects.get().visited_on == cast.today()


def test_a_form_left_open_for_days_is_a_visit_of_now(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    post(phone, old_couple, answers(phone_at=cast.at(cast.days_ago(3)).isoformat()))

    assert Visit.objects.get().visited_on == cast.today()


def test_a_bad_photo_is_refused_by_name_and_nothing_is_lost(
    phone: Client, lin: Cadre, old_couple: Place, answers: Fill, photo: Any
) -> None:
    told = answers(note="讲了医保", photos=[photo(), photo("坏的.jpg", b"no picture")])
    answer = post(phone, old_couple, told)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "坏的.jpg：这张照片打不开" in page
    assert "讲了医保" in page
    kept = Photo.objects.get()
    assert reverse("photos:photo", args=[kept.pk]) in page
    assert not Visit.objects.exists()

    post(phone, old_couple, {**told, "photos": []})
    assert Photo.objects.get().subject_id == Visit.objects.get().pk


def test_a_kept_photo_can_be_left_out(
    phone: Client, old_couple: Place, answers: Fill, photo: Any
) -> None:
    told = answers(outcome="", photos=[photo()])
    post(phone, old_couple, told)
    unwanted = Photo.objects.get().pk

    post(phone, old_couple, {**told, "outcome": "met", "photos": [], "drop_photo": unwanted})

    assert Visit.objects.exists()
    assert not Photo.objects.exists()


def test_no_photo_is_hung_on_somebody_elses_visit(
    phone: Client, wu: Cadre, old_couple: Place, next_door: Place, answers: Fill, photo: Any
) -> None:
    theirs = cast.make_visit(next_door, wu)
    answer = post(phone, old_couple, answers(client_id=theirs.pk, photos=[photo()]))

    assert answer.status_code == 422
    assert not Photo.objects.exists()


def test_saving_leads_to_the_next_door(
    phone: Client, grid: Area, lin: Cadre, old_couple: Place, answers: Fill
) -> None:
    following = cast.make_place(grid, "3组21号", "沈文华", joined_on=cast.days_ago(370))
    page = phone.get(reverse("phone:visit", args=[old_couple.pk])).content.decode()
    assert "存好，下一户21号" in page

    answer = post(phone, old_couple, answers(next=following.pk))
    assert answer["Location"] == reverse("phone:place", args=[following.pk])


def test_a_save_can_be_taken_back(phone: Client, old_couple: Place, answers: Fill) -> None:
    told = answers()
    page = phone.get(post(phone, old_couple, told)["Location"]).content.decode()
    undo = reverse("phone:take_back", args=[told["client_id"]])
    assert "存好了，王桂兰" in page
    assert undo in page

    phone.post(undo)
    assert Visit.objects.get().withdrawn_at is not None
    old_couple.refresh_from_db()
    assert old_couple.last_met_on is None


def test_what_was_raised_stands_when_the_visit_is_taken_back(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    category = IssueCategory.objects.get(code="other").pk
    told = answers(issue_text="路灯坏了", issue_category=category)
    post(phone, old_couple, told)

    page = phone.post(reverse("phone:take_back", args=[told["client_id"]]), follow=True)
    assert "问题已经报上去" in page.content.decode()
    assert Issue.objects.open().exists()


def test_nobody_takes_back_what_another_logged(
    phone: Client, gao: Cadre, old_couple: Place
) -> None:
    theirs = cast.make_visit(old_couple, gao)

    address = reverse("phone:take_back", args=[theirs.pk])
    assert phone.post(address).status_code == 404
    assert phone.get(address).status_code == 405
    assert phone.post(reverse("phone:take_back", args=[uuid7()])).status_code == 404


def test_after_72_hours_a_save_is_not_taken_back(
    phone: Client, lin: Cadre, old_couple: Place
) -> None:
    visit = cast.make_visit(old_couple, lin, cast.days_ago(4))

    page = phone.post(reverse("phone:take_back", args=[visit.pk]), follow=True)
    assert "撤不回了" in page.content.decode()
    visit.refresh_from_db()
    assert visit.withdrawn_at is None


@pytest.mark.parametrize(
    "broken",
    [
        {"client_id": "x"},
        {"mode": "pigeon"},
        {"phone_at": "?"},
        {"note": "a\x00b"},
        {"companions": "9" * 30},
        {"timing": "later", "entered_for": "0001-01-01", "part_of_day": "morning"},
        {"help": "cash", "cash_yuan": "1e400"},
        {"issue_text": "x", "issue_category": "9" * 40},
    ],
)
def test_a_broken_form_is_refused_and_not_an_error(
    phone: Client, old_couple: Place, answers: Fill, broken: dict[str, str]
) -> None:
    assert post(phone, old_couple, answers(**broken)).status_code == 422
    assert not Visit.objects.exists()


@pytest.mark.parametrize("follows", ["9" * 5000, "²", "٣", "-1", "next"])
def test_an_odd_next_door_costs_no_visit(
    phone: Client, old_couple: Place, answers: Fill, follows: str
) -> None:
    assert post(phone, old_couple, answers(next=follows)).status_code == 302
    assert Visit.objects.count() == 1


def test_photos_are_changed_no_longer_than_the_visit_itself(
    phone: Client, lin: Cadre, old_couple: Place, answers: Fill, photo: Any
) -> None:
    told = answers(photos=[photo()])
    post(phone, old_couple, told)
    kept, late = Photo.objects.get(), timezone.now() + timedelta(hours=72)
    visit_id = told["client_id"]

    with pytest.raises(ValidationError, match="照片"):
        actions.drop_photos(visit_id=visit_id, photo_ids=[kept.pk], by=lin, at=late)
    with pytest.raises(ValidationError, match="照片"):
        actions.keep_photos(
            visit_id=visit_id, files=[photo(shade=9)], by=lin, at=late, keep_place=False
        )


def test_opening_the_form_is_noted_as_opening_the_household(
    phone: Client, old_couple: Place, lin: Cadre
) -> None:
    phone.get(reverse("phone:visit", args=[old_couple.pk]))

    assert PlaceOpening.objects.get().cadre == lin


def test_a_visit_that_was_taken_back_is_not_said_to_be_saved(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    told = answers(note="还在家")
    post(phone, old_couple, told)
    phone.post(reverse("phone:take_back", args=[told["client_id"]]))

    answer = post(phone, old_couple, told)

    assert answer.status_code == 422
    assert "撤回" in answer.content.decode()


def test_an_issue_told_otherwise_under_the_same_id_is_not_lost_in_silence(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    category = IssueCategory.objects.get(code="roads_water").pk
    told = answers(issue_text="水渠塌了", issue_category=category)
    post(phone, old_couple, told)

    answer = post(phone, old_couple, {**told, "issue_text": "水渠塌了两段"})

    assert answer.status_code == 422
    assert "水渠塌了两段" in answer.content.decode()


@pytest.mark.parametrize("odd", ["NaN", "abc", "-1", "9" * 30])
def test_an_odd_location_never_costs_the_visit(
    phone: Client, old_couple: Place, answers: Fill, odd: str
) -> None:
    told = answers(latitude=odd, longitude="120.7", accuracy_m=odd)

    assert post(phone, old_couple, told).status_code == 302
    assert Visit.objects.get().latitude in (None, -1)


def test_a_second_tap_on_a_form_opened_yesterday_is_the_same_visit(
    phone: Client, old_couple: Place, answers: Fill
) -> None:
    told = answers(phone_at=cast.at(cast.days_ago(1), "00:01").isoformat(), note="昨天开的表")

    for _ in range(2):
        assert post(phone, old_couple, told).status_code == 302

    assert Visit.objects.get().note == "昨天开的表"
