"""The administrator's half of the access table."""

from typing import Any

from households.models import Category
from issues.models import IssueCategory, ProposedLead
from tests import cast
from tests.access.row import ADMINISTERING, ASSIGNED, GOES_ON, KEPT, Row
from tests.access.world import Things
from visits.models import Topic

IN_UNIT = KEPT | {"args": lambda t: [t.planned.post.unit_id]}
OF_POST = KEPT | {"args": lambda t: [t.planned.post_id]}
OF_PERSON = KEPT | {"args": lambda t: [t.visit.logged_by_id]}
STANDARD = {
    "who": ADMINISTERING,
    "inside": "admin",
    "outside": "admin_elsewhere",
    "args": lambda t: [t.standard.pk],
}


def a_category(_things: Things) -> list[Any]:
    """One that no door has."""
    return [Category.objects.get(code="veteran").pk]


def a_kind(_things: Things) -> list[Any]:
    """One without issues."""
    return [IssueCategory.objects.get(code="work").pk]


def a_lead(things: Things) -> list[Any]:
    """Which unit of the town usually leads a kind."""
    [kind_pk] = a_kind(things)
    unit = things.planned.post.unit
    lead = ProposedLead.objects.create(category_id=kind_pk, area=things.town, unit=unit)
    return [kind_pk, lead.pk]


def a_topic(_things: Things) -> list[Any]:
    """A policy that fits every door."""
    told = {"kind": "policy", "name": "医保缴费", "words": "年底前缴", "from_on": cast.today()}
    return [Topic.objects.get_or_create(name="医保缴费", defaults=told)[0].pk]


OFFICE_ROWS = [
    Row("office:assign", who=ADMINISTERING, status=GOES_ON),
    Row("office:assign", **ASSIGNED),
    Row("office:assign", "post", **ASSIGNED, status=422),
    Row("office:assign_preview", "post", **ASSIGNED),
    Row("office:assign_end", "post", **ASSIGNED, status=422),
    Row(
        "office:assign_drop",
        "post",
        **ASSIGNED,
        data=lambda t: {"drop": t.planned.pk},
        status=GOES_ON,
    ),
    Row(
        "office:assign_take_back",
        "post",
        **ASSIGNED | {"args": lambda t: [t.note]},
        status=GOES_ON,
    ),
    Row("office:standards", who=ADMINISTERING),
    Row("office:standard", **STANDARD),
    Row("office:standard", "post", **STANDARD, status=422),
    Row("office:standard_preview", "post", **STANDARD),
    Row("office:standard_end", "post", **STANDARD, status=422),
    Row(
        "office:standard_drop",
        "post",
        **STANDARD,
        data=lambda t: {"version": t.standard.versions.get().pk},
        status=GOES_ON,
    ),
    Row(
        "office:standards_put_back",
        "post",
        **STANDARD | {"args": lambda t: [t.standard_note]},
        status=GOES_ON,
    ),
    Row("office:standard_add", who=ADMINISTERING),
    Row("office:standard_add", "post", who=ADMINISTERING, status=422),
    Row("office:standard_add_preview", "post", who=ADMINISTERING),
    Row("office:categories", who=ADMINISTERING),
    Row("office:categories_place_add", who=ADMINISTERING),
    Row("office:categories_place_add", "post", who=ADMINISTERING, status=422),
    Row("office:categories_place", who=ADMINISTERING, args=a_category),
    Row("office:categories_place", "post", who=ADMINISTERING, args=a_category, status=422),
    Row(
        "office:categories_place_remove", "post", who=ADMINISTERING, args=a_category, status=GOES_ON
    ),
    Row("office:categories_issue_add", who=ADMINISTERING),
    Row("office:categories_issue_add", "post", who=ADMINISTERING, status=422),
    Row("office:categories_issue", who=ADMINISTERING, args=a_kind),
    Row("office:categories_issue", "post", who=ADMINISTERING, args=a_kind, status=422),
    Row("office:categories_issue_remove", "post", who=ADMINISTERING, args=a_kind, status=GOES_ON),
    Row("office:categories_lead", "post", who=ADMINISTERING, args=a_kind, status=422),
    Row(
        "office:categories_lead_remove",
        "post",
        **STANDARD | {"args": a_lead},
        status=GOES_ON,
    ),
    Row("office:topics", who=ADMINISTERING),
    Row("office:topics_add", who=ADMINISTERING),
    Row("office:topics_add", "post", who=ADMINISTERING, status=422),
    Row("office:topics_change", who=ADMINISTERING, args=a_topic),
    Row("office:topics_change", "post", who=ADMINISTERING, args=a_topic, status=422),
    Row("office:people", who=ADMINISTERING),
    Row("office:people", **KEPT, query=lambda t: {"unit": t.planned.post.unit_id}),
    Row("office:people_undo", "post", **KEPT | {"args": lambda t: [t.people_note]}, status=GOES_ON),
    Row("office:people_workbook", who=ADMINISTERING),
    Row("office:people_workbook", "post", who=ADMINISTERING, status=422),
    Row("office:people_workbook_in", "post", who=ADMINISTERING, status=422),
    Row("office:people_workbook_empty", who=ADMINISTERING),
    Row("office:people_links", who=ADMINISTERING),
    Row("office:people_links_file", who=ADMINISTERING),
    Row("office:people_unit_new", who=ADMINISTERING),
    Row("office:people_unit_new", "post", who=ADMINISTERING, status=422),
    Row("office:people_unit", **IN_UNIT),
    Row("office:people_unit", "post", **IN_UNIT, status=422),
    Row("office:people_unit_remove", "post", **IN_UNIT, status=409),
    Row("office:people_invite", "post", **IN_UNIT, status=422),
    Row("office:people_post_new", **IN_UNIT),
    Row("office:people_post_new", "post", **IN_UNIT, status=422),
    Row("office:people_post", **OF_POST),
    Row("office:people_post", "post", **OF_POST, status=422),
    Row("office:people_begin", "post", **OF_POST, status=422),
    Row("office:people_post_remove", "post", **OF_POST, status=409),
    Row("office:people_quota", "post", **OF_POST, status=422),
    Row(
        "office:people_quota_undo",
        "post",
        **KEPT | {"args": lambda t: [t.quota_note]},
        status=GOES_ON,
    ),
    Row(
        "office:people_end",
        "post",
        **KEPT | {"args": lambda t: [t.planned.post.tenures.get().pk]},
        status=422,
    ),
    Row("office:people_person", **OF_PERSON),
    Row("office:people_person", "post", **OF_PERSON, status=422),
    Row("office:people_link", "post", **OF_PERSON, status=GOES_ON),
    Row("office:people_withdraw", "post", **OF_PERSON, status=GOES_ON),
    Row("office:people_log_out", "post", **OF_PERSON, status=GOES_ON),
    Row("office:people_one_step", "post", **OF_PERSON, status=GOES_ON),
    Row("office:people_off", "post", **OF_PERSON, status=GOES_ON),
    Row("office:people_on", "post", **OF_PERSON, status=GOES_ON),
    *(
        Row(
            f"office:people_phone_{said}",
            "post",
            **KEPT | {"args": lambda t: [t.phone.cadre_id, t.phone.pk]},
            status=GOES_ON,
        )
        for said in ("lost", "found")
    ),
]
