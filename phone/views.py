"""The cadre's pages. Each works without script; htmx swaps a part where one changes."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadres.requests import CadreRequest
from households.actions import openings
from households.models import Place, PlaceOpening, Resident
from phone import actions, cards, queries
from phone.forms import VisitForm

VISITS_A_PAGE = 30


class Dial(HttpResponseRedirect):
    """Off to the phone's own dialler."""

    allowed_schemes = ["tel"]


@login_required
@require_safe
def today(request: CadreRequest) -> HttpResponse:
    """Today's doors: promises, overdue, due soon; what was walked, folded."""
    day = queries.today(request.user, on=timezone.localdate())
    context = {"day": day, "groups": day.groups(whole=request.GET.get("whole", ""))}
    return render(request, "phone/today.html", context)


@login_required
@require_safe
def search(request: CadreRequest) -> HttpResponse:
    """Doors by name, number or initials; the empty question shows today's list again."""
    text = request.GET.get("q", "").strip()[:40]
    if not text:
        return today(request)
    doors = queries.search(request.user, text, on=timezone.localdate())
    context = {"text": text, "doors": doors[: queries.FOUND], "is_cut": len(doors) > queries.FOUND}
    return render(request, "phone/search.html", context)


@login_required
@require_safe
def place(request: CadreRequest, pk: int) -> HttpResponse:
    """The place card; every opening of it is noted (DOMAIN 10)."""
    found = queries.place_for(request.user, pk)
    if found is None:
        return _not_yours(request, pk)
    _note_opening(request, found)
    card = cards.card_of(found.place, on=timezone.localdate())
    return render(request, "phone/place.html", {"card": card, "may_visit": found.may_visit})


@login_required
@require_safe
def visits(request: CadreRequest, pk: int) -> HttpResponse:
    """All visits of a place, by post, with their photos."""
    found = queries.place_for(request.user, pk)
    if found is None:
        return _not_yours(request, pk)
    _note_opening(request, found)
    pages = Paginator(cards.all_visits(found.place), VISITS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"place": found.place, "page": page, "earlier": cards.told(page.object_list)}
    return render(request, "phone/visits.html", context)


@login_required
@require_safe
def call(request: CadreRequest, pk: int) -> HttpResponse:
    """Dial without showing the number, and note it (DOMAIN 10).

    A link and no form: after a form, `form-action` of the policy would stop the way to the dialler.
    """
    found = queries.place_for(request.user, pk)
    if found is None:
        return _not_yours(request, pk)
    line = cards.line_of(found.place, request.GET.get("resident", ""))
    if line is None:
        raise Http404
    _note_opening(request, found, PlaceOpening.Kind.CALLED, line.resident)
    return Dial(f"tel:{line.number}")


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: CadreRequest, pk: int) -> HttpResponse:
    """Log a visit; what was typed and taken survives every refusal."""
    now = timezone.now()
    found = queries.place_for(request.user, pk, verb="visit")
    if found is None:
        return _not_yours(request, pk)
    door, under = found.place, found.under
    on = timezone.localdate(now)
    form = VisitForm(
        request.POST or None,
        cadre=request.user,
        under=under,
        companions=cards.companions_of(request.user, under.unit_id, on=on),
        at=now,
    )
    if request.method == "GET":
        _note_opening(request, found)  # it shows who lives there, whichever way one came
    elif _log(request, form, door):
        return _go_on(request, form, door)
    day = queries.today(request.user, on=on)
    context = {
        "form": form,
        "place": door,
        "where": queries.where_of(door),
        "people": len(cards.members_of(door, on=on)),
        "next": queries.next_door(day, door),
        "photos": form.kept_photos(),
        "now": now,
    }
    return render(request, "phone/visit.html", context, status=422 if form.errors else 200)


def _log(request: CadreRequest, form: VisitForm, door: Place) -> bool:
    """Keep the photos in any case, the visit if nothing is refused."""
    form.take_photos(request.FILES.getlist("photos"), dropped=request.POST.getlist("drop_photo"))
    if not form.is_valid():
        return False
    try:
        logged = actions.log_visit(
            id=form.cleaned_data["client_id"],
            place=door,
            by=form.cadre,
            under=form.under,
            visitors=form.visitors,
            phone_at=form.cleaned_data["phone_at"],
            at=form.at,
            raised=form.raised,
            **form.told,
        )
    except ValidationError as refusal:
        form.refuse(refusal)
        return False
    if logged.withdrawn_at:  # the form was still there, after the undo
        form.add_error(None, _("This visit was taken back. Open the door again and log it anew."))
    return not logged.withdrawn_at


def _go_on(request: CadreRequest, form: VisitForm, door: Place) -> HttpResponse:
    """To the next door, or back to the list; eight seconds to take it back."""
    undo = reverse("phone:take_back", args=[form.cleaned_data["client_id"]])
    messages.success(request, _("Saved, %(name)s") % {"name": door.name}, extra_tags=undo)
    follows = request.POST.get("next", "")
    if follows.isascii() and follows.isdecimal():
        return redirect("phone:place", pk=follows[:18])
    return redirect("phone:today")


@login_required
@require_POST
def take_back(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Undo a save, and go back to where it was made."""
    logged = queries.own_visit(request.user, pk)
    if logged is None:
        raise Http404
    try:
        actions.take_back(visit=logged, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, _take_back_words(logged.issues.count(), logged.place.name))
    return redirect("phone:place", pk=logged.place_id)


def _take_back_words(issue_count: int, name: str) -> str:
    if issue_count:
        return _("Taken back, %(name)s. The issue was passed on and stands") % {"name": name}
    return _("Taken back, %(name)s") % {"name": name}


@login_required
@require_safe
def me(request: CadreRequest) -> HttpResponse:
    """Who I am here, which posts I hold, language and log-out."""
    posts: Sequence[object] = queries.posts_of(request.user, on=timezone.localdate())
    return render(request, "phone/me.html", {"posts": posts})


def _note_opening(
    request: CadreRequest,
    opened: queries.Opened,
    kind: str = PlaceOpening.Kind.OPENED,
    resident: Resident | None = None,
) -> None:
    openings.note_opening(
        place=opened.place,
        cadre=request.user,
        under=opened.under,
        kind=kind,
        resident=resident,
        at=timezone.now(),
    )


def _not_yours(request: CadreRequest, place_id: int) -> HttpResponse:
    """Whom to ask, without a word about who lives there; the same page where nobody does."""
    context = {"post": queries.answers(place_id, on=timezone.localdate())}
    return render(request, "phone/not_yours.html", context, status=404)
