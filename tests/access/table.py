"""The table: route × who × inside or outside → status. A route that is missing here fails the walk.

A stranger and a switched-off account are sent to the log-in. A post that does not open the page at
all gets 403, in words. Whoever may come but asks for a thing that is not theirs gets 404, as for a
thing that does not exist.
"""

from typing import Any

from households.models import Place
from tests.access.api_rows import API_OPEN, API_ROWS
from tests.access.office_rows import OFFICE_ROWS
from tests.access.row import (
    ADMINISTERING,
    APPROVING,
    ASSIGNED,
    GOES_ON,
    OVERSEEING,
    SUPERVISING,
    VISITING,
    Row,
    town,
)
from tests.access.world import Things


def place(things: Things) -> list[Any]:
    return [things.place.pk]


def in_a_block(things: Things) -> list[Any]:
    """The door, as if it were a flat."""
    Place.objects.filter(pk=things.place.pk).update(address="3幢1单元101室")
    return place(things)


def roster(things: Things) -> list[Any]:
    return [things.roster.pk]


DOOR = {
    "inside": "lin desk gao gu admin leader",
    "outside": "zhou visitor_elsewhere admin_elsewhere",
    "args": place,
}
VISITED = {"inside": "lin desk gao gu leader", "outside": "zhou visitor_elsewhere", "args": place}
FLAT = VISITED | {"args": in_a_block}
OWN_VISIT = {
    "inside": "lin",
    "outside": "visitor_elsewhere",
    "args": lambda things: [things.visit.pk],
}
a_phone = lambda things: [things.phone.pk]  # noqa: E731
PROMISED = VISITED | {"args": lambda things: [things.promise.pk]}
ROSTER = {"who": ADMINISTERING, "inside": "admin", "outside": "admin_elsewhere", "args": roster}
OVERSEEN = {
    "who": OVERSEEING,
    "inside": "gao admin leader",  # Gu supervises elsewhere and only visits here
    "outside": "zhou admin_elsewhere",
}
ISSUE = {
    "inside": "lin desk gao gu admin leader dispatcher handler",
    "outside": "zhou visitor_elsewhere admin_elsewhere",
    "args": lambda things: [things.handed.pk],
}
STATION = ISSUE | {"inside": "handler", "outside": ""}
SORTED = ISSUE | {"inside": "gao dispatcher", "outside": "zhou"}
HANDLING = "handler handler_elsewhere"
SEEING_ALL = "gao gu admin leader dispatcher zhou admin_elsewhere"

DISPATCHING = "dispatcher gao gu zhou"
AT_DESK = {"who": "desk", "inside": "desk", "outside": "", "args": lambda t: [t.handed.pk]}

HELD = {
    "who": SUPERVISING,
    "inside": "gao",  # Gu supervises elsewhere
    "outside": "zhou",
    "args": lambda things: [things.held.pk],
}


ROWS = [
    Row("home", status=GOES_ON),
    Row("reminders:inbox"),
    Row("reminders:preferences"),
    Row("reminders:preferences", "post", status=422),
    Row("reminders:snooze", "post", status=422),
    Row("reminders:wake", "post", args=lambda _: [1], status=GOES_ON),  # nobody else's goes
    Row("operation", who=ADMINISTERING),
    Row(
        "send_again",
        "post",
        who=ADMINISTERING,
        inside="admin",
        outside="admin_elsewhere",
        args=lambda t: [t.delivery.pk],
        status=GOES_ON,
    ),
    Row("again", args=lambda _: ["nothing"], status=404),
    Row("office:tell"),
    Row("office:tell", "post", status=422),
    Row("office:feedback", who=ADMINISTERING),
    Row(
        "office:feedback_answer",
        "post",
        who=ADMINISTERING,
        inside="admin",
        outside="admin_elsewhere",
        args=lambda t: [t.feedback.pk],
        data=lambda _: {"answer": "下周改"},
        status=GOES_ON,
    ),
    Row("phone:me"),
    Row("phone:today", who=VISITING),
    Row("phone:search", who=VISITING, query=lambda _: {"q": "1"}),
    Row("phone:place", **DOOR),
    Row("phone:visits", **DOOR),
    Row("phone:call", **DOOR, query=lambda t: {"resident": t.resident.pk}, status=GOES_ON),
    Row("phone:visit", **VISITED),
    Row("phone:visit", "post", **VISITED, data=lambda _: {"outcome": ""}, status=422),
    Row(
        "phone:take_back",
        "post",
        inside="lin",
        outside="visitor_elsewhere",
        args=lambda t: [t.visit.pk],
        status=GOES_ON,
    ),
    Row("phone:places", who=VISITING),
    Row("phone:outbox"),
    Row("phone:mine"),
    Row("phone:mine_sheet"),
    Row("phone:phones"),
    *(
        Row(f"phone:phone_{said}", "post", **OWN_VISIT | {"args": a_phone}, status=GOES_ON)
        for said in ("lost", "found")
    ),
    Row("phone:promises"),
    Row("phone:raised", who=VISITING),
    Row("phone:raise_issue", **VISITED),
    Row("phone:raise_issue", "post", **VISITED, status=422),
    Row("phone:versions", **DOOR | {"args": lambda t: [t.visit.pk]}),
    Row("phone:correct", **OWN_VISIT),
    Row("phone:correct", "post", **OWN_VISIT, data=lambda _: {"outcome": ""}, status=422),
    Row("phone:withdraw", **OWN_VISIT),
    Row("phone:withdraw", "post", **OWN_VISIT, data=lambda _: {"seen": "0"}, status=422),
    *(
        Row(
            f"phone:{done}_promise",
            "post",
            **PROMISED,
            data=lambda _: {"why": "县里管"},
            status=GOES_ON,
        )
        for done in ("keep", "drop", "reopen")
    ),
    Row("issues:desk", who="desk"),
    Row("issues:desk_answer", "post", **AT_DESK, status=422),
    Row("issues:desk_take_back", "post", **AT_DESK, status=409),
    Row("issues:dispatch", who=DISPATCHING),
    Row("issues:dispatch", "post", who=DISPATCHING, status=422),
    Row("issues:dispatch_sketch", "post", who=DISPATCHING),
    Row(
        "issues:dispatch_take_back",
        "post",
        who=DISPATCHING,
        args=lambda _: ["made-up"],
        status=404,
    ),
    Row("issues:queue", who=HANDLING),
    Row("issues:issues", who=SEEING_ALL),
    Row("issues:export", who=SEEING_ALL),
    Row("issues:issue", **ISSUE),
    Row("issues:reply", **ISSUE),
    Row("issues:slip", **ISSUE | {"args": lambda _: []}, query=lambda t: {"ids": t.handed.pk}),
    Row("issues:file", **ISSUE | {"args": lambda t: [t.handed.files.get().pk]}),
    Row("issues:accept", "post", **STATION, status=GOES_ON),
    Row("issues:decline", "post", **STATION, data=lambda _: {"why": "渠"}, status=GOES_ON),
    Row("issues:comment", "post", **ISSUE, data=lambda _: {"text": "去看了"}, status=GOES_ON),
    Row("issues:resolve", "post", **STATION, status=422),
    Row("issues:take_back_resolving", "post", **STATION, status=422),
    Row("issues:recategorise", "post", **SORTED, status=422),
    Row("phone:buildings", who=VISITING),
    Row("phone:building", **FLAT),
    Row("phone:building", "post", **FLAT, status=422),
    Row("phone:building_take_back", "post", args=lambda _: [1, "nothing"], status=404),
    Row("phone:evening", who=VISITING),
    Row("phone:evening", "post", who=VISITING, status=422),
    Row("phone:evening_take_back", "post", args=lambda _: ["nothing"], status=404),
    Row("phone:evening_workbook", who=VISITING),
    Row("phone:evening_workbook", "post", who=VISITING, status=422),
    Row("phone:evening_table", who=VISITING),
    Row("phone:found", who=VISITING),
    Row("phone:found", "post", who=VISITING, status=422),
    Row(
        "phone:found_withdraw",
        "post",
        inside="lin",
        outside="visitor_elsewhere",
        args=lambda t: [t.found.pk],
        status=GOES_ON,
    ),
    Row("phone:leader", who="leader"),
    # Nobody wrote this one down for the leader.
    Row("phone:leader_answer", "post", who="leader", args=lambda t: [t.visit.pk], status=404),
    Row("dashboards:exclusions", who=APPROVING),
    Row("dashboards:exclusions", "post", who=APPROVING, status=422),
    Row("dashboards:exclusions_sheet", who=APPROVING),
    Row(
        "dashboards:exclusions_take_back",
        "post",
        who=APPROVING,
        args=lambda _: ["nothing"],
        status=GOES_ON,
    ),
    Row("photos:photo", **DOOR | {"args": lambda t: [t.photo.pk]}),
    Row("households:rosters", who=ADMINISTERING),
    Row("households:rosters", "post", who=ADMINISTERING),
    Row("households:preview", **ROSTER),
    Row("households:progress", **ROSTER),
    Row("households:faults", **ROSTER),
    Row("households:mend", **ROSTER, status=GOES_ON),
    Row("households:mend", "post", **ROSTER, status=400),
    Row("households:confirm", "post", **ROSTER, status=GOES_ON),
    Row("households:discard", "post", **ROSTER, status=GOES_ON),
    Row("dashboards:rule", who=OVERSEEING),
    Row("dashboards:coverage", who=OVERSEEING),
    Row("dashboards:coverage", **OVERSEEN, args=town),
    Row("dashboards:coverage_export", **OVERSEEN, args=town),
    Row("dashboards:uncovered_export", who=OVERSEEING),
    Row("dashboards:uncovered_export", **OVERSEEN, query=lambda t: {"area": t.town.code}),
    Row("dashboards:uncovered", who=OVERSEEING),
    Row("dashboards:uncovered", **OVERSEEN, query=lambda t: {"area": t.town.code}),
    Row(
        "dashboards:give",
        "post",
        **OVERSEEN | {"who": ADMINISTERING, "inside": "admin", "outside": "admin_elsewhere"},
        query=lambda t: {"area": t.town.code},
        status=422,  # nothing is ticked
    ),
    Row(
        "dashboards:give_take_back",
        "post",
        **ASSIGNED | {"args": lambda t: [t.given_note]},
        status=GOES_ON,
    ),
    Row("households:blank", who=ADMINISTERING, args=lambda _: ["households"]),
    Row("office:start", who=ADMINISTERING),
    Row("office:start", "post", who=ADMINISTERING, status=GOES_ON),
    Row("office:calendar", who=ADMINISTERING),
    Row("office:areas", who=ADMINISTERING, status=GOES_ON),
    Row("office:areas", **ASSIGNED),
    Row("office:areas_change", "post", **ASSIGNED, status=422),
    Row("office:areas_add", "post", **ASSIGNED, status=422),
    Row("office:areas_load", **ASSIGNED),
    Row("office:areas_load", "post", **ASSIGNED, status=422),
    Row(
        "office:areas_remove",
        "post",
        **ASSIGNED | {"args": lambda t: [t.planned.area.code]},
        status=409,  # somebody is to answer for it
    ),
    Row(
        "office:areas_take_back",
        "post",
        **ASSIGNED | {"args": lambda t: [t.area_note]},
        status=GOES_ON,
    ),
    Row("phone:held", who=SUPERVISING),
    Row("phone:held_settle", "post", **HELD, data=lambda _: {"why": "错"}, status=GOES_ON),
    Row("phone:held_again", "post", **HELD, status=GOES_ON),
    *OFFICE_ROWS,
    *API_ROWS,
]

# No post is needed: how a stranger and a cadre are answered.
OPEN = {
    "healthz": (200, 200),
    "readyz": (503, 503),  # no worker and no beat in a test
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_change_password": (302, 200),
    "account_reauthenticate": (302, 200),
    "usersessions_list": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_index": (302, 200),
    "mfa_activate_totp": (302, 302),  # shows first that it is you
    "mfa_deactivate_totp": (302, 404),  # it is not on
    "mfa_reauthenticate": (302, 302),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "account_signup": (404, 404),
    "account_set_password": (404, 404),
    "set_language": (302, 302),
    "office:join": (410, 410),  # a link that opens nothing
    **API_OPEN,
    "phone:service_worker": (200, 200),
    "phone:manifest": (200, 200),
    "phone:offline": (200, 200),
}
OPEN_ARGS = {"office:join": ["1-GONE"]}
