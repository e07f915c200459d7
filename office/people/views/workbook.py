"""People from the office's table, and the links of all who have not come in yet."""

import tempfile
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadres.requests import CadreRequest
from cadres.sheets import sheet_response, write_sheet
from office.people import queries, workbook
from office.people.board import A_PAGE, link_of
from office.people.links import LinkRow, empty_table, link_rows, link_table

PAGE = "office/people_workbook.html"


class UploadForm(forms.Form):
    """The table, as a file."""

    file = forms.FileField(
        label=gettext_lazy("Excel workbook"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et"}),
        error_messages={"required": gettext_lazy("Choose the file first.")},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: CadreRequest) -> HttpResponse:
    """Choose a table, then look through what it would do; nothing is brought in yet."""
    today = timezone.localdate()
    grants = queries.grants(request.user, on=today)
    if request.method != "POST":
        return render(request, PAGE, {"form": UploadForm()})
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            told = workbook.read(form.cleaned_data["file"], on=today)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            seen = workbook.preview(told, grants=grants, on=today)
            rows = workbook.sealed(told, by=request.user)
            return render(request, PAGE, {"preview": seen, "rows": rows})
    return render(request, PAGE, {"form": form}, status=422)


@login_required
@require_POST
def bring_in(request: CadreRequest) -> HttpResponse:
    """Bring in the good rows of a table that was looked through."""
    now, today = timezone.now(), timezone.localdate()
    grants = queries.grants(request.user, on=today)
    try:
        told = workbook.unsealed(request.POST.get("rows", ""), by=request.user)
    except ValidationError as refusal:
        form = UploadForm(request.POST, request.FILES)
        form.add_error("file", refusal)
        return render(request, PAGE, {"form": form}, status=422)
    seen = workbook.bring_in(told, grants=grants, by=request.user, at=now, on=today)
    count = len(seen.good)
    done = ngettext("%(count)d person brought in", "%(count)d people brought in", count)
    messages.success(request, done % {"count": count})
    if seen.faulty:
        return render(request, PAGE, {"preview": seen, "is_done": True})
    return redirect("office:people_links")


@login_required
@require_safe
def empty(request: CadreRequest) -> FileResponse:
    """A table to fill in, with one row that shows how."""
    queries.grants(request.user, on=timezone.localdate())
    return _sheet(pgettext("name of a sheet", "People"), *empty_table(on=timezone.localdate()))


@login_required
@require_safe
def links(request: CadreRequest) -> HttpResponse:
    """The links that are not used yet, to be handed out."""
    rows, page = _links(request, request.GET.get("page"))
    return render(request, "office/people_links.html", {"rows": rows, "page": page})


@login_required
@require_safe
def links_file(request: CadreRequest) -> FileResponse:
    """The same as a workbook, all of them."""
    rows, _page = _links(request, None)
    return _sheet(_("Links"), *link_table(rows))


def _links(request: CadreRequest, number: str | None) -> tuple[list[LinkRow], Any]:
    now, today = timezone.now(), timezone.localdate()
    grants = queries.grants(request.user, on=today)
    people = queries.open_invitations(grants, on=today)
    page = Paginator(people, A_PAGE).get_page(number) if number or _is_page(request) else None
    shown = [link_of(cadre, request, at=now) for cadre in (page or people)]
    return link_rows([link for link in shown if link], on=today), page


def _is_page(request: CadreRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "people_links"


def _sheet(title: str, head: list[str], rows: list[list[Any]]) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_sheet(file, title=title, head=head, rows=rows)
    return sheet_response(file, title)
