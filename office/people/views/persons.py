"""One person's account: name and phone, the link, sessions, switched off and on."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cadres.actions import people as accounts
from cadres.editing import seen_of
from cadres.models import Cadre
from cadres.requests import CadreRequest
from office.people import queries
from office.people.board import link_of
from office.people.forms import PersonForm
from visits import devices

PHONES_SHOWN = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: CadreRequest, pk: int) -> HttpResponse:
    """Who it is, what the person holds, how the person gets in."""
    cadre = _cadre(request, pk)
    form = PersonForm(request.POST if request.method == "POST" else None, cadre=cadre)
    if form.is_valid():
        try:
            accounts.change(
                cadre=cadre,
                seen=request.POST.get("seen", ""),
                name=form.cleaned_data["name"],
                username=form.cleaned_data["username"],
                phone=form.told_phone,
                by=request.user,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            cadre.refresh_from_db()
        else:
            messages.success(request, _("Kept"))
            return redirect(_url(cadre))
    return _page(request, cadre, form)


@login_required
@require_POST
def link(request: CadreRequest, pk: int) -> HttpResponse:
    """A new link; the old one, the password and the sessions are dead."""
    return _done(
        request,
        pk,
        lambda cadre: accounts.invite(cadre=cadre, by=request.user, at=timezone.now()),
        _("A new link is there. Hand it to %(name)s"),
    )


@login_required
@require_POST
def withdraw(request: CadreRequest, pk: int) -> HttpResponse:
    """The link opens nothing any more."""
    return _done(
        request,
        pk,
        lambda cadre: accounts.withdraw_invitation(cadre=cadre, by=request.user),
        _("The link of %(name)s opens nothing any more"),
    )


@login_required
@require_POST
def end_sessions(request: CadreRequest, pk: int) -> HttpResponse:
    """Logged out everywhere."""
    return _done(
        request,
        pk,
        lambda cadre: accounts.end_sessions(cadre=cadre, by=request.user),
        _("%(name)s is logged out everywhere"),
    )


@login_required
@require_POST
def drop_second_step(request: CadreRequest, pk: int) -> HttpResponse:
    """The phone with the numbers is lost."""
    return _done(
        request,
        pk,
        lambda cadre: accounts.drop_second_step(cadre=cadre, by=request.user),
        _("%(name)s logs in by the password alone"),
    )


@login_required
@require_POST
def switch_off(request: CadreRequest, pk: int) -> HttpResponse:
    """The account opens nothing; what it held stands."""
    return _done(
        request,
        pk,
        lambda cadre: accounts.deactivate(cadre=cadre, by=request.user, on=timezone.localdate()),
        _("The account of %(name)s is switched off"),
        undo="office:people_on",
    )


@login_required
@require_POST
def switch_on(request: CadreRequest, pk: int) -> HttpResponse:
    """The account opens again."""
    return _done(
        request,
        pk,
        lambda cadre: accounts.reactivate(cadre=cadre, by=request.user),
        _("The account of %(name)s is switched on"),
    )


def _done(
    request: CadreRequest,
    pk: int,
    act: Callable[[Cadre], Cadre],
    told: str,
    undo: str = "",
) -> HttpResponse:
    cadre = _cadre(request, pk)
    try:
        act(cadre)
    except ValidationError as refusal:
        form = PersonForm(cadre=cadre)
        return _page(request, cadre, form, refusal=refusal.messages[0])
    back = reverse(undo, args=[pk]) if undo else ""
    messages.success(request, told % {"name": cadre}, extra_tags=back)
    return redirect(_url(cadre))


def _cadre(request: CadreRequest, pk: int) -> Cadre:
    today = timezone.localdate()
    grants = queries.grants(request.user, on=today)
    return get_object_or_404(queries.people_of(grants, on=today), pk=pk)


def _page(request: CadreRequest, cadre: Cadre, form: PersonForm, refusal: str = "") -> HttpResponse:
    today = timezone.localdate()
    tenures = queries.tenures_by(cadre)
    context = {
        "cadre": cadre,
        "form": form,
        "seen": seen_of(cadre, accounts.PERSON_FIELDS),
        "tenures": tenures,
        "running": [one for one in tenures if one.to_on is None or one.to_on > today],
        "link": link_of(cadre, request, at=timezone.now()),
        "is_own": cadre.pk == request.user.pk,
        "has_second_step": queries.has_second_step(cadre),
        "has_password": cadre.has_usable_password(),
        "phones": devices.phones_of(cadre)[:PHONES_SHOWN],
        "refusal": refusal,
        "today": today,
    }
    status = 422 if form.errors or refusal else 200
    return render(request, "office/people_person.html", context, status=status)


def _url(cadre: Cadre) -> str:
    return reverse("office:people_person", args=[cadre.pk])
