"""The links that are not used yet, as rows of a page and of a workbook; the empty table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from households.rosters.columns import COLUMNS, Kind
from office.people.board import Link


@dataclass(frozen=True)
class LinkRow:
    """One person with the link, and the posts it leads to."""

    link: Link
    posts: str


def link_rows(links: Iterable[Link], *, on: date) -> list[LinkRow]:
    """With the posts that each person holds or is to hold."""
    return [
        LinkRow(
            link,
            "、".join(
                str(tenure.post)
                for tenure in link.cadre.tenures.all()
                if tenure.to_on is None or tenure.to_on > on
            ),
        )
        for link in links
    ]


def link_table(rows: Iterable[LinkRow]) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of the workbook that is handed out."""
    head = [
        pgettext("of a person", "Name"),
        _("Post"),
        _("Account name"),
        _("Link"),
        _("Good until"),
    ]
    told = [
        [
            row.link.cadre.name,
            row.posts,
            row.link.cadre.username,
            row.link.url,
            timezone.localtime(row.link.until),
        ]
        for row in rows
        if not row.link.is_late
    ]
    return head, told


def empty_table(*, on: date) -> tuple[list[str], list[list[Any]]]:
    """The columns that are read; one row shows how each is written."""
    head = [column.name for column in COLUMNS[Kind.PEOPLE]]
    shown = ["张三", "13800000000", "某某镇农村工作办公室", "包片岗", "走访干部", "", on]
    return head, [shown]
