"""The page of one issue, and the steps that are taken on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.access import grants_of
from cadres.models import Post
from cadres.requests import CadreRequest
from issues import actions, reading, turns
from issues.actions.telling import Upload, report, report_done
from issues.forms.handling import DeclineForm, RecategoriseForm, ReportForm, ResolveForm
from issues.models import Issue
from issues.page import IssuePage


@login_required
@require_safe
def issue(request: CadreRequest, pk: UUID) -> HttpResponse:
    """One issue: clock, what was done, steps, and what its reader may do."""
    page = IssuePage(
        _found(request, pk),
        cadre=request.user,
        at=timezone.now(),
        opens=request.GET.get("do", ""),
    )
    return render(request, "issues/issue.html", {"page": page})


@login_required
@require_POST
def accept(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Our unit takes it on."""
    found = _found(request, pk)
    return _step(
        request,
        found,
        "accept",
        Form(request.POST),
        lambda told, **who: actions.accept(issue=found, **who),
        _("Taken on. The limit is as it was"),
    )


@login_required
@require_POST
def decline(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Not ours: back to town dispatch with a reason; from then on it is out of our sight."""
    found = _found(request, pk)
    return _step(
        request,
        found,
        "decline",
        DeclineForm(request.POST, auto_id="decline-%s"),
        lambda told, **who: actions.decline(issue=found, why=told["why"], **who),
        _("Given back to town dispatch"),
        goes_on=reverse("issues:queue"),
    )


@login_required
@require_POST
def comment(request: CadreRequest, pk: UUID) -> HttpResponse:
    """How it goes, with pictures and documents."""
    found = _found(request, pk)
    return _step(
        request,
        found,
        "comment",
        ReportForm(request.POST, request.FILES, auto_id="comment-%s"),
        lambda told, **who: report(issue=found, text=told["text"], uploads=_uploads(told), **who),
        _("Put with the steps"),
    )


@login_required
@require_POST
def resolve(request: CadreRequest, pk: UUID) -> HttpResponse:
    """What was done, and how it ended; may be taken back until the people were asked."""
    found = _found(request, pk)
    return _step(
        request,
        found,
        "resolve",
        ResolveForm(request.POST, request.FILES, auto_id="resolve-%s"),
        lambda told, **who: report_done(
            issue=found, done=told["done"], result=told["result"], uploads=_uploads(told), **who
        ),
        _("Said to be done; the people are asked next"),
        undo=reverse("issues:take_back_resolving", args=[pk]),
    )


@login_required
@require_POST
def take_back_resolving(request: CadreRequest, pk: UUID) -> HttpResponse:
    """It is not done after all."""
    found = _found(request, pk)
    return _step(
        request,
        found,
        "take_back_resolving",
        Form(request.POST),
        lambda told, **who: actions.take_back_resolving(issue=found, **who),
        _("Taken back; it is being done"),
    )


@login_required
@require_POST
def recategorise(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Say anew what it is about and how urgent."""
    found = _found(request, pk)
    return _step(
        request,
        found,
        "recategorise",
        RecategoriseForm(request.POST, issue=found, auto_id="recategorise-%s"),
        lambda told, **who: actions.recategorise(issue=found, **told, **who),
        _("Sorted anew. The limit goes by it, counted from the day it was raised"),
    )


def _found(request: CadreRequest, pk: UUID) -> Issue:
    found = reading.issue_for(request.user, pk)
    if found is None:
        raise Http404
    return found


def _step(
    request: CadreRequest,
    found: Issue,
    verb: str,
    form: Form,
    act: Callable[..., Any],
    done: str,
    *,
    goes_on: str = "",
    undo: str = "",
) -> HttpResponse:
    """Take a step, or show the page again with the refusal and everything that was typed."""
    at, under = timezone.now(), _post(request, found, verb)
    if form.is_valid():
        try:
            act(form.cleaned_data, by=request.user, under=under, at=at)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done, extra_tags=undo)
            return redirect(goes_on or reverse("issues:issue", args=[found.pk]))
    found = _found(request, found.pk)  # as it stands now
    if isinstance(form, RecategoriseForm):
        form.show_anew(found)
    page = IssuePage(found, cadre=request.user, at=at, typed=(verb, form))
    return render(request, "issues/issue.html", {"page": page}, status=422)


def _post(request: CadreRequest, found: Issue, verb: str) -> Post:
    """The post of the person that this step belongs to, whether or not it is time for it."""
    for grant in grants_of(request.user, on=timezone.localdate()):
        if turns.is_for(found, verb, turns.Seat.of_grant(grant)):
            return reading.post(grant.post_id)
    raise Http404


def _uploads(told: dict[str, Any]) -> list[Upload]:
    return [Upload(file.name or "", file) for file in told["uploads"]]
