"""The list as an Excel workbook: all rows, as the filters narrow them."""

from collections.abc import Iterator
from io import BytesIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.sheets import Cell, write_sheet
from dashboards import words
from dashboards.exclusions import rows
from dashboards.exclusions.page import TABS, ExclusionsPage
from households.models import Exclusion, FoundHousehold


def written(page: ExclusionsPage) -> tuple[BytesIO, str]:
    """The workbook and its name."""
    file, name = BytesIO(), str(TABS[page.asked.kind])
    if page.is_found:
        write_sheet(file, title=name, head=_found_head(), rows=map(_found_row, page.found))
    else:
        write_sheet(file, title=name, head=_head(), rows=_exclusion_rows(page.found))
    return file, name


def _head() -> list[str]:
    return [
        _("Door"), _("Name"), _("Where"), _("Reason"), _("In words"), _("Asked by"),
        _("Asked at"), _("Out since"), _("Approved by"), _("Last visit"), _("Outcome"),
    ]  # fmt: skip


def _exclusion_rows(found: QuerySet[Exclusion]) -> Iterator[list[Cell]]:
    told = list(found.select_related("approved_by"))
    visits = rows.latest_visits([row.place_id for row in told])
    for row in told:
        last = next(iter(visits.get(row.place_id, ())), None)
        yield [
            row.place.plate,
            row.place.name,
            words.where(row.place),
            str(row.get_reason_display()),
            row.note,
            row.asked_by.name if row.asked_by else _("a roster"),
            row.asked_at,
            row.approved_on,
            row.approved_by.name if row.approved_by else "",
            last.visited_on if last else None,
            str(last.get_outcome_display()) if last else "",
        ]


def _found_head() -> list[str]:
    return [
        _("Name"),
        _("Where"),
        _("Kind"),
        pgettext("number of persons", "People"),
        _("In words"),
        _("Found by"),
        _("Found at"),
    ]


def _found_row(row: FoundHousehold) -> list[Cell]:
    return [
        row.name,
        words.place_in(row.area, row.address),
        str(row.get_kind_display()),
        row.people,
        row.note,
        row.found_by.name,
        row.found_at,
    ]
