"""From an empty house to the first visit: one link, one question, six steps told by facts."""

import re
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from cadres.models import Area, Cadre, Post, Role, Tenure
from config import environment
from config.running import prepare
from office.start import actions
from tests import cast

START = reverse("office:start")


def link(**options) -> str:
    out = StringIO()
    call_command("first_administrator", stdout=out, link_only=True, **options)
    return out.getvalue().strip()


def founder(client):
    cadre = cast.make_cadre("admin", "管理员")
    client.force_login(cadre)
    return cadre


def told(code="320581101", **more):
    return {"code": code, "unit": "梅李镇政府", **more}


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_first_link_leads_to_a_password_and_on_to_the_first_question(client, db):
    address = re.sub(r"^http://[^/]+", "", link())
    secret = "door-plate-18-blue"

    client.post(address, {"password1": secret, "password2": secret})
    answer = client.get("/", follow=True)

    assert "先定下来：管哪一片" in words(answer)


def test_a_second_link_kills_the_first(db):
    assert link() != link()
    assert Cadre.objects.count() == 1


def test_there_is_no_link_once_somebody_administers(admin):
    with pytest.raises(CommandError, match="方洁"):
        link()


def test_where_the_only_administrator_is_switched_off_the_link_gives_the_post_on(admin):
    Cadre.objects.update(is_active=False)

    link(account="rescue", name="李远")

    [tenure] = Tenure.objects.on(cast.today())
    assert (tenure.cadre.username, tenure.post) == ("rescue", cast.post_of(admin))


def test_the_area_may_be_told_with_the_command(db):
    link(area="320581101")

    post = Post.objects.get()
    assert (post.area.name, post.role) == ("梅李镇", Role.ADMINISTRATOR)
    assert Tenure.objects.get().cadre.username == "admin"


def test_a_house_waits_for_its_first_until_a_password_is_set(db):
    assert actions.awaits_first(on=cast.today())
    link()
    assert actions.awaits_first(on=cast.today())

    cast.make_cadre("somebody", can_log_in=True)

    assert not actions.awaits_first(on=cast.today())


def test_the_first_page_makes_the_area_with_what_it_lies_in(client, db):
    cadre = founder(client)

    client.post(START, told())

    names = list(Area.objects.order_by("path").values_list("name", flat=True))
    assert names == ["江苏省", "苏州市", "常熟市", "梅李镇"]
    assert cast.post_of(cadre).unit.name == "梅李镇政府"


def test_a_name_that_the_house_does_not_know_is_asked_for(client, db):
    founder(client)

    asked = client.post(START, told("330106"))
    client.post(START, told("330106", city="杭州市", county="西湖区"))

    assert set(asked.context["form"].errors) == {"city", "county"}
    assert Area.objects.get(code="330106").name == "西湖区"


@pytest.mark.parametrize("code", ["99", "3205811", "", "abc"])
def test_a_code_that_is_none_is_refused_and_what_was_typed_stays(client, db, code):
    founder(client)

    answer = client.post(START, told(code))

    assert "code" in answer.context["form"].errors
    assert "梅李镇政府" in words(answer)
    assert not Area.objects.exists()


def test_only_one_says_which_area_the_house_is_for(admin, lin):
    with pytest.raises(ValidationError) as refusal:
        actions.found(by=lin, code="32", names=[], unit="别处", on=cast.today())

    assert refusal.value.code == "founded"


def test_a_cadre_does_not_see_the_steps(client, lin, admin):
    client.force_login(lin)

    assert client.get(START).status_code == 403


def steps(client) -> list[tuple[bool, bool]]:
    house = client.get(START).context["house"]
    return [(shown.step.is_done, shown.is_current) for shown in house.steps]


def test_the_steps_follow_the_facts(client, admin, village):
    client.force_login(admin)
    assert [done for done, _ in steps(client)] == [True, True, False, False, False, False]
    assert steps(client)[2] == (False, True)

    post = cast.make_post(village)
    place = cast.make_place(village)
    assert [done for done, _ in steps(client)] == [True, True, True, True, False, False]

    cast.make_assignment(post, village)
    cast.make_visit(place, cast.make_cadre("sun", "孙丽", post))
    assert all(done for done, _ in steps(client))


def test_an_administrator_begins_with_the_steps_until_somebody_was_at_a_door(
    client, admin, lin, old_couple
):
    client.force_login(admin)
    assert client.get("/").url == START

    cast.make_visit(old_couple, lin)

    assert client.get("/").url == reverse("dashboards:coverage")


def test_what_happens_elsewhere_is_no_step_of_ones_own(client, admin, far_away):
    client.force_login(admin)

    assert steps(client)[3] == (False, False)


def test_the_calendar_says_which_year_is_not_published(client, admin):
    client.force_login(admin)

    years = client.get(reverse("office:calendar")).context["years"]

    assert not years[0].is_provisional
    assert any(one.count >= 7 for one in years[0].off)


def test_the_page_asks_little_of_the_database(
    client, admin, village, django_assert_max_num_queries
):
    for number in range(50):
        cast.make_place(village, f"1组{number + 1}号")
    client.force_login(admin)

    with django_assert_max_num_queries(20):
        client.get(START)


def test_an_empty_start_keeps_a_link_for_its_first_and_none_afterwards(db, monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "DATA", tmp_path)
    file = tmp_path / "first-link"

    prepare.open_first_link()
    assert re.fullmatch(r"http://\S+/i/\S+/\n", file.read_text())
    assert file.stat().st_mode & 0o077 == 0

    cast.make_cadre("somebody", can_log_in=True)
    prepare.open_first_link()
    assert not file.exists()
