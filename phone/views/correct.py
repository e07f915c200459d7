"""Own visits told anew or taken back, and what they said before."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cadres.requests import CadreRequest
from phone import cards, correcting, own, queries, versions
from phone.forms.correct import CorrectForm, WithdrawForm
from visits import topics
from visits.models import Visit


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: CadreRequest, pk: UUID) -> HttpResponse:
    """The visit form filled with what stands; a reason once the author's 72 hours are over."""
    visit = _own(request, pk)
    if visit.withdrawn_at and request.method != "POST":  # what was typed meanwhile stays
        return redirect("phone:versions", pk=pk)
    form = _form(request, visit)
    if request.method == "POST" and _correct(form, visit):
        messages.success(request, _("Corrected, %(name)s") % {"name": visit.place.name})
        return redirect("phone:mine")
    context = {
        "form": form,
        "visit": visit,
        "place": visit.place,
        "where": queries.where_of(visit.place),
        "versions": versions.versions_of(visit),
        "now": timezone.localtime(visit.happened_at),
    }
    return render(request, "phone/correct.html", context, status=422 if form.errors else 200)


def _own(request: CadreRequest, pk: UUID) -> Visit:
    visit = own.own_visit(request.user, pk, at=timezone.now())
    if visit is None:
        raise Http404
    return visit


def _form(request: CadreRequest, visit: Visit) -> CorrectForm:
    now = timezone.now()
    unit_id = visit.logged_under.unit_id
    tenures = cards.companions_of(request.user, unit_id, on=timezone.localdate(now))
    return CorrectForm(
        request.POST if request.method == "POST" else None,
        visit=visit,
        cadre=request.user,
        went=list(visit.visitors.all()),
        others=list(own.offered(tenures).values()),
        policies=topics.policies_for(visit.place, on=visit.visited_on, told=visit.policies),
        is_free=correcting.is_free(visit, request.user, now),
        seen=versions.latest(visit),
    )


def _correct(form: CorrectForm, visit: Visit) -> bool:
    if not form.is_valid():
        return False
    try:
        correcting.correct_visit(
            visit=visit,
            by=form.cadre,
            under=form.under,
            visitors=form.visitors,
            seen=form.cleaned_data["seen"],
            why=form.cleaned_data.get("why", ""),
            at=timezone.now(),
            **form.told,
        )
    except ValidationError as refusal:
        form.show_again(refusal, seen=versions.latest(visit))
        return False
    return True


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Take a visit back for good, with its reason."""
    visit = _own(request, pk)
    if visit.withdrawn_at and request.method != "POST":  # a reason that was typed meanwhile stays
        return redirect("phone:versions", pk=pk)
    form = WithdrawForm(
        request.POST if request.method == "POST" else None, initial={"seen": versions.latest(visit)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            correcting.withdraw_visit(
                visit=visit, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.show_again(refusal, seen=versions.latest(visit))
        else:
            messages.success(request, _("Taken back, %(name)s") % {"name": visit.place.name})
            return redirect("phone:mine")
    context = {"form": form, "visit": visit, "place": visit.place}
    return render(request, "phone/withdraw.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def versions_page(request: CadreRequest, pk: UUID) -> HttpResponse:
    """What a visit said before: for its people, and for whoever opens the door (DOMAIN 4.5)."""
    visit = own.readable_visit(request.user, pk, at=timezone.now())
    if visit is None:
        raise Http404
    context = {"visit": visit, "place": visit.place, "versions": versions.versions_of(visit)}
    return render(request, "phone/versions.html", context)
