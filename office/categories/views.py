"""分类: which kinds of doors and of issues there are, and who usually settles them."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadres.requests import CadreRequest
from office.categories import actions, queries
from office.categories.desk import ISSUE, PLACE, Desk


@login_required
@require_safe
def categories(request: CadreRequest) -> HttpResponse:
    """Both lists."""
    return _page(request, Desk(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_kind(request: CadreRequest, pk: int | None = None) -> HttpResponse:
    """One category of places, or a new one."""
    desk = Desk(request, PLACE, pk)
    if request.method != "POST" or not desk.read(request.POST).is_valid():
        return _page(request, desk)
    assert desk.form is not None  # `read` made it
    told = {**desk.form.cleaned_data, "seen": request.POST.get("seen", "")}
    return _try(request, desk, lambda: actions.keep_category(category=desk.place, **told))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue_kind(request: CadreRequest, pk: int | None = None) -> HttpResponse:
    """One kind of issue, or a new one."""
    desk = Desk(request, ISSUE, pk)
    if request.method != "POST" or not desk.read(request.POST).is_valid():
        return _page(request, desk)
    assert desk.form is not None  # `read` made it
    told = {**desk.form.cleaned_data, "seen": request.POST.get("seen", "")}
    return _try(request, desk, lambda: actions.keep_issue_kind(kind=desk.issue, **told))


@login_required
@require_POST
def remove_place_kind(request: CadreRequest, pk: int) -> HttpResponse:
    """Remove one that was never used."""
    desk = _keeping(Desk(request, PLACE, pk))
    category = desk.place
    assert category is not None  # found, or not here
    return _try(request, desk, lambda: actions.remove_category(category=category), _("Removed"))


@login_required
@require_POST
def remove_issue_kind(request: CadreRequest, pk: int) -> HttpResponse:
    """Remove one that was never used."""
    desk = _keeping(Desk(request, ISSUE, pk))
    kind = desk.issue
    assert kind is not None  # found, or not here
    return _try(request, desk, lambda: actions.remove_issue_kind(kind=kind), _("Removed"))


@login_required
@require_POST
def lead(request: CadreRequest, pk: int) -> HttpResponse:
    """Say which unit usually leads a kind in an area of one's own."""
    desk = Desk(request, ISSUE, pk)
    form, kind = desk.read_lead(request.POST), desk.issue
    if not form.is_valid() or kind is None:
        return _page(request, desk)
    told = form.cleaned_data
    try:
        actions.propose_lead(kind=kind, **told)
    except ValidationError as refusal:
        form.add_error("area", refusal)
        return _page(request, desk)
    messages.success(request, _("Kept"))
    return redirect("office:categories_issue", pk)


@login_required
@require_POST
def remove_lead(request: CadreRequest, pk: int, lead_pk: int) -> HttpResponse:
    """It usually goes nowhere there any more."""
    desk = Desk(request, ISSUE, pk)
    assert desk.issue is not None  # found, or not here
    found = queries.leads_of(desk.issue, desk.grants).filter(pk=lead_pk).first()
    if found is not None:
        actions.forget_lead(lead=found)
        messages.success(request, _("Removed"))
    elif queries.is_no_lead(lead_pk):
        messages.info(request, _("Somebody else has taken this away already"))
    else:
        raise Http404
    return redirect("office:categories_issue", pk)


def _keeping(desk: Desk) -> Desk:
    if not desk.may_keep:
        raise Http404
    return desk


def _try(
    request: CadreRequest, desk: Desk, act: Callable[[], object], told: str = ""
) -> HttpResponse:
    """Do it; or draw the page again with what was typed, and why not."""
    try:
        act()
    except ValidationError as refusal:
        if desk.form is None or not desk.form.is_bound:
            desk.refusal = refusal.messages[0]
            return render(request, "office/categories.html", desk.context(), status=409)
        desk.form.add_error(None, refusal)
        return _page(request, desk)
    messages.success(request, told or _("Kept"))
    return redirect("office:categories")


def _page(request: CadreRequest, desk: Desk) -> HttpResponse:
    refused = any(form.is_bound and form.errors for form in (desk.form, desk.lead_form) if form)
    return render(request, "office/categories.html", desk.context(), status=422 if refused else 200)
