"""`moved` asks that the door counts no more; others living there are found by it (DOMAIN 5)."""

from django.urls import reverse

from households.actions import exclusions
from households.models import Exclusion, FoundHousehold
from tests import cast


def log(phone, place, told):
    return phone.post(reverse("phone:visit", args=[place.pk]), told)


def test_moved_asks_for_the_exclusion_by_itself(phone, lin, old_couple, answers):
    told = answers(outcome="moved", note="搬到县城了")

    for _ in range(2):
        assert log(phone, old_couple, told).status_code == 302

    asked = Exclusion.objects.get()
    assert (asked.place, asked.reason, asked.asked_by) == (old_couple, "moved_out", lin)
    assert asked.note == "搬到县城了"
    assert asked.approved_on is None


def test_others_at_the_door_are_a_found_household(phone, lin, old_couple, answers):
    log(phone, old_couple, answers(outcome="others_live_here", lives_there="陈家兴"))

    found = FoundHousehold.objects.get()
    assert (found.kind, found.at_place, found.name) == ("others_live_here", old_couple, "陈家兴")
    assert (found.address, found.found_by) == (old_couple.address, lin)


def test_a_visit_taken_back_asks_for_nothing(phone, old_couple, answers):
    told = answers(outcome="others_live_here")
    log(phone, old_couple, told)

    phone.post(reverse("phone:take_back", args=[told["client_id"]]))

    assert not Exclusion.objects.pending().exists()
    assert not FoundHousehold.objects.pending().exists()


def test_what_another_asked_for_stays_asked(phone, wu, old_couple, answers):
    exclusions.ask(place=old_couple, reason="empty", by=wu, at=cast.at(cast.today(), "00:01"))
    told = answers(outcome="moved")
    log(phone, old_couple, told)

    phone.post(reverse("phone:take_back", args=[told["client_id"]]))

    assert Exclusion.objects.pending().get().asked_by == wu


def test_nobody_home_asks_for_nothing(phone, old_couple, answers):
    log(phone, old_couple, answers(outcome="nobody_home"))

    assert not Exclusion.objects.exists()


def test_a_correction_to_moved_asks_as_well(phone, lin, old_couple):
    visit = cast.make_visit(old_couple, lin)
    url = reverse("phone:correct", args=[visit.pk])
    form = phone.get(url).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    phone.post(url, {**told, "outcome": "moved"})

    assert Exclusion.objects.get().place == old_couple
