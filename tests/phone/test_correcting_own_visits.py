"""Own visits: seen by day, changed for 72 hours, corrected with a reason afterwards."""

from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cadres.models import Cadre
from phone import versions
from tests import cast
from visits import actions
from visits.content import VisitorLine
from visits.models import Visit

MINE = reverse("phone:mine")


@pytest.fixture
def fresh(lin, old_couple) -> Visit:
    return cast.make_visit(old_couple, lin, note="讲了医保")


@pytest.fixture
def old(lin, old_couple) -> Visit:
    return cast.make_visit(old_couple, lin, cast.days_ago(10), note="讲了医保")


def form_of(client, visit: Visit) -> dict[str, Any]:
    """What the page of the correction posts when nothing is changed."""
    form = client.get(reverse("phone:correct", args=[visit.pk])).context["form"]
    told = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in told.items() if value is not None}


def correct(client, visit: Visit, **changed) -> Any:
    told = form_of(client, visit) | changed
    return client.post(reverse("phone:correct", args=[visit.pk]), told)


def test_own_visits_stand_by_day_the_latest_first(phone, fresh, old):
    page = phone.get(MINE)

    assert [day.on for day in page.context["days"]] == [fresh.visited_on, old.visited_on]
    assert [own.is_free for day in page.context["days"] for own in day.visits] == [True, False]


def test_a_fresh_visit_is_changed_without_a_reason(phone, fresh):
    assert "why" not in form_of(phone, fresh)

    assert correct(phone, fresh, outcome="nobody_home", note="门锁着").status_code == 302

    fresh.refresh_from_db()
    assert (fresh.outcome, fresh.note) == ("nobody_home", "门锁着")


def test_nothing_changed_corrects_nothing(phone, fresh):
    correct(phone, fresh)

    fresh.refresh_from_db()
    assert fresh.corrected_at is None


def test_an_older_visit_asks_why(phone, old):
    answer = correct(phone, old, outcome="refused", note="写了很久")
    assert answer.status_code == 422
    assert "写了很久" in answer.text

    correct(phone, old, outcome="refused", why="记错了人家")

    old.refresh_from_db()
    assert (old.outcome, old.corrected_why) == ("refused", "记错了人家")


def test_whoever_went_may_correct_what_another_wrote_with_a_reason(phone, lin, wu, old_couple):
    party = [VisitorLine(cadre=lin, post=cast.post_of(lin))]
    moment = cast.at(cast.today(), "00:01")
    visit = actions.record(
        id=None, place=old_couple, by=wu, under=cast.post_of(wu), visitors=party,
        outcome="met", phone_at=moment, at=moment,
    )  # fmt: skip

    assert correct(phone, visit, outcome="moved").status_code == 422
    assert correct(phone, visit, outcome="refused", why="没见着").status_code == 302


def test_the_party_keeps_its_roles(phone, lin, wu, leader, old_couple):
    party = [
        VisitorLine(cadre=lin, post=cast.post_of(lin)),
        VisitorLine(cadre=leader, post=cast.post_of(leader), role="leader"),
    ]
    moment = cast.at(cast.today(), "00:01")
    visit = actions.record(
        id=None, place=old_couple, by=lin, under=cast.post_of(lin), visitors=party,
        outcome="met", phone_at=moment, at=moment,
    )  # fmt: skip

    correct(phone, visit, note="又想起一句", role="proxy")

    went = {(one.cadre, one.role) for one in visit.visitors.all()}
    assert went == {(lin, "proxy"), (leader, "leader")}


def test_a_visit_entered_later_keeps_its_day(phone, lin, old_couple):
    moment = cast.at(cast.today(), "00:01")
    visit = cast.make_visit(
        old_couple, lin, entered_for=(cast.days_ago(3), "morning"), outcome="met"
    )
    correct(phone, visit, note="补一句")

    visit.refresh_from_db()
    assert (visit.visited_on, visit.part_of_day) == (cast.days_ago(3), "morning")
    assert visit.phone_at == moment


def test_the_second_is_told_what_changed(phone, fresh, lin):
    opened = form_of(phone, fresh)
    correct(phone, fresh, outcome="refused")

    url = reverse("phone:correct", args=[fresh.pk])
    answer = phone.post(url, {**opened, "note": "第二个人写的", "help": ["explained", "goods"]})

    assert answer.status_code == 422
    for told in ("见到人", "不愿见", "第二个人写的"):
        assert told in answer.text
    again = answer.context["form"]
    assert again["help"].value() == ["explained", "goods"]
    fresh.refresh_from_db()
    assert fresh.note == "讲了医保"
    sent = {**opened, "note": "第二个人写的", "seen": again["seen"].value()}
    assert phone.post(url, sent).status_code == 302


def test_a_visit_is_taken_back_with_its_reason(phone, old):
    url = reverse("phone:withdraw", args=[old.pk])
    seen = versions.latest(old)

    assert phone.post(url, {"why": " ", "seen": seen}).status_code == 422
    assert phone.post(url, {"why": "走错门了", "seen": seen}).status_code == 302

    old.refresh_from_db()
    assert old.withdrawn_why == "走错门了"
    assert reverse("phone:correct", args=[old.pk]) not in phone.get(MINE).text


def test_taking_back_what_was_just_corrected_is_told(phone, fresh):
    seen = versions.latest(fresh)
    correct(phone, fresh, outcome="refused")

    url = reverse("phone:withdraw", args=[fresh.pk])
    answer = phone.post(url, {"why": "走错门了", "seen": seen})

    assert answer.status_code == 422
    assert "不愿见" in answer.text
    assert "走错门了" in answer.text


def test_every_version_is_read_by_whoever_opens_the_door(phone, client, gao, old):
    correct(phone, old, outcome="refused", why="记错了")
    client.force_login(gao)

    page = client.get(reverse("phone:versions", args=[old.pk]))

    told, corrected = page.context["versions"]
    assert (told.kind, corrected.kind, corrected.why) == ("told", "corrected", "记错了")
    assert [str(change) for change in corrected.changes] == ["结果: 见到人 → 不愿见"] or [
        (change.before, change.after) for change in corrected.changes
    ] == [("见到人", "不愿见")]


def test_a_change_of_the_party_is_a_version_too(phone, wu, fresh):
    tenure = wu.tenures.get()
    correct(phone, fresh, companions=[f"{wu.pk}.{tenure.post_id}"])

    last = versions.versions_of(fresh)[-1]

    assert wu.name in last.changes[0].after
    assert wu.name not in last.changes[0].before


def test_what_others_answer_for_now_is_mine_no_more(phone, lin, old, fresh, gao):
    lin.tenures.all().delete()
    cast.make_tenure(lin, cast.make_post(cast.make_area("320581102")))

    pks = [own.visit.pk for day in phone.get(MINE).context["days"] for own in day.visits]

    assert pks == [fresh.pk]
    assert phone.get(reverse("phone:correct", args=[old.pk])).status_code == 404


def test_own_records_leave_as_a_workbook(phone, fresh, old):
    answer = phone.get(reverse("phone:mine_sheet"))

    sheet = load_workbook(BytesIO(b"".join(answer))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[1][2] == fresh.place.name
    assert rows[1][8] == "讲了医保"


def test_many_visits_cost_no_more_queries(
    phone, lin: Cadre, old_couple, django_assert_max_num_queries
):
    for number in range(50):
        cast.make_visit(old_couple, lin, cast.days_ago(number))

    with django_assert_max_num_queries(15):
        phone.get(MINE)
    with django_assert_max_num_queries(20):
        phone.get(reverse("phone:me"))


def test_none_yet_says_so(phone):
    assert 'id="no-visits"' in phone.get(MINE).text
