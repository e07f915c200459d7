"""多久走一次: what is asked of visits, from when, and what a change would do."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cadres.requests import CadreRequest
from office.standards import queries
from office.standards.desk import Desk
from office.standards.undoing import note_of, read_note
from visits import standards as actions
from visits.standards import Replaced
from visits.words import said_day


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def standards(request: CadreRequest, pk: int | None = None) -> HttpResponse:
    """The table with one of them beside it; POST sets that one anew from a day on."""
    desk = Desk(request, pk)
    if request.method != "POST":
        return _page(request, desk)
    form = desk.read(request.POST)
    if not form.is_valid():
        return _page(request, desk)
    standard = desk.chosen
    assert standard is not None  # `read` refuses where nothing is chosen
    version = form.version()
    return _try(
        request,
        desk,
        lambda: actions.set_standard(
            standard=standard,
            version=version,
            at=timezone.now(),
            by=request.user,
            name=form.cleaned_data["name"],
            seen=request.POST.get("seen", ""),
        ),
        _("Holds from %(day)s on") % {"day": said_day(version.from_on)},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: CadreRequest) -> HttpResponse:
    """One standard more."""
    desk = Desk(request, is_new=True)
    if request.method != "POST" or not desk.read(request.POST).is_valid():
        return _page(request, desk)
    version = desk.form.version()
    return _try(
        request,
        desk,
        lambda: actions.add_standard(
            name=desk.form.cleaned_data["name"],
            version=version,
            at=timezone.now(),
            by=request.user,
        ),
        _("Holds from %(day)s on") % {"day": said_day(version.from_on)},
    )


@login_required
@require_POST
def preview(request: CadreRequest, pk: int | None = None) -> HttpResponse:
    """What would change; htmx takes the part, without script the page is drawn again."""
    desk = Desk(request, pk, is_new=pk is None)
    desk.read(request.POST)
    if request.htmx:
        return render(request, "office/_standard_effect.html", desk.context())
    return render(request, "office/standards.html", desk.context())


@login_required
@require_POST
def end(request: CadreRequest, pk: int) -> HttpResponse:
    """From the day in the form on it asks for nothing any more."""
    desk = Desk(request, pk)
    form = desk.read(request.POST)
    form.is_valid()
    day, standard = form.cleaned_data.get("from_on"), desk.chosen
    if day is None or standard is None:
        return _page(request, desk)
    return _try(
        request,
        desk,
        lambda: actions.end_standard(
            standard=standard, from_on=day, at=timezone.now(), seen=request.POST.get("seen", "")
        ),
        _("Ends; from %(day)s on it asks for nothing") % {"day": said_day(day)},
    )


@login_required
@require_POST
def drop(request: CadreRequest, pk: int) -> HttpResponse:
    """What is planned does not come."""
    desk = Desk(request, pk)
    number = request.POST.get("version", "")
    told = desk.versions[pk] if desk.may_change else []
    found = [one for one in told if str(one.pk) == number]
    if not found:
        raise Http404
    return _try(
        request,
        desk,
        lambda: actions.drop_version(version=found[0], at=timezone.now()),
        _("Taken back"),
    )


@login_required
@require_POST
def put_back(request: CadreRequest, note: str) -> HttpResponse:
    """Undo what the note tells, as long as it stands as the note left it."""
    desk = Desk(request)
    try:
        replaced = read_note(note, by=request.user)
    except BadSignature:
        raise Http404 from None
    if not all(queries.covered(row["area_path"], desk.grants) for row in replaced.rows):
        raise Http404
    back = reverse("office:standards")
    try:
        actions.put_back(replaced=replaced, at=timezone.now())
    except ValidationError as refusal:
        told = {"refusal": refusal.messages[0], "back": back}
        return render(request, "office/standard_refused.html", told, status=409)
    messages.success(request, _("Taken back"))
    return redirect(back)


def _try(request: CadreRequest, desk: Desk, act: Callable[[], Replaced], told: str) -> HttpResponse:
    """Do it and offer to take it back; or draw the page again with what was typed."""
    try:
        replaced = act()
    except ValidationError as refusal:
        if not desk.form.is_bound:
            desk.read(request.POST)
        desk.form.add_error(None, refusal.messages)
        return _page(request, desk)
    undo = reverse("office:standards_put_back", args=[note_of(replaced, by=request.user)])
    messages.success(request, told, extra_tags=undo)
    return redirect("office:standard", replaced.standard_id)


def _page(request: CadreRequest, desk: Desk) -> HttpResponse:
    refused = desk.form.is_bound and bool(desk.form.errors)
    return render(request, "office/standards.html", desk.context(), status=422 if refused else 200)
