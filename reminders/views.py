"""The inbox, putting off, and how one wants to be told."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cadres.editing import seen_of
from cadres.requests import CadreRequest
from reminders import actions, queries
from reminders.forms import PreferenceForm, SnoozeForm

SEEN = ("seen", "seen_person")


@login_required
@require_safe
def inbox(request: CadreRequest) -> HttpResponse:
    """What waits for me, one digest a day, grouped by what to do."""
    return _inbox(request)


def _inbox(request: CadreRequest, refused: SnoozeForm | None = None) -> HttpResponse:
    now = timezone.now()
    sections = queries.inbox(request.user, at=now)
    digest = queries.last_digest(request.user)
    actions.mark_read(recipient=request.user, at=now)
    begins, ends = settings.REMINDER_HOURS
    context = {
        "groups": queries.groups_of(sections),
        "unread": sum(section.total for section in sections if section.is_unread),
        "digest": digest,
        "wish": queries.preference_of(request.user),
        "begins": begins,
        "ends": ends,
        "refused": refused,
        **_days(timezone.localdate(now)),
    }
    return render(request, "reminders/inbox.html", context, status=422 if refused else 200)


def _days(today: date) -> dict[str, Any]:
    """The days that a button puts off to."""
    return {
        "tomorrow": today + timedelta(days=1),
        "monday": today + timedelta(days=7 - today.weekday()),
        "farthest": today + timedelta(days=actions.SNOOZED_FOR),
    }


@login_required
@require_POST
def snooze(request: CadreRequest) -> HttpResponse:
    """Put one row, or all of a reason, off to a day."""
    form = SnoozeForm(request.POST)
    if form.is_valid():
        now, told = timezone.now(), form.cleaned_data
        today = timezone.localdate(now)
        picked = queries.picked(
            request.user, reason=told["reason"], reminder=told["reminder"], at=now
        )
        try:
            put_off = actions.snooze(
                recipient=request.user, reminders=picked, until=told["until"], on=today
            )
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            day = date_format(put_off.until, "MONTH_DAY_FORMAT")
            said = _("Put off to %(day)s") % {"day": day}
            back = reverse("reminders:wake", args=[put_off.pk])
            messages.success(request, said, extra_tags=back)
            return redirect("reminders:inbox")
    return _inbox(request, refused=form)


@login_required
@require_POST
def wake(request: CadreRequest, pk: int) -> HttpResponse:
    """Take the putting-off back."""
    if actions.wake(recipient=request.user, snooze_id=pk):
        messages.success(request, _("Taken back"))
    return redirect("reminders:inbox")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: CadreRequest) -> HttpResponse:
    """When and how I want to be told."""
    is_sent = request.method == "POST"
    form = PreferenceForm(request.POST if is_sent else None, initial=_told(request))
    if is_sent and form.is_valid():
        try:
            actions.choose(recipient=request.user, **form.cleaned_data)
        except ValidationError as problem:
            _refuse(form, problem, request)
        else:
            messages.success(request, _("Saved"))
            return _in_language(redirect("reminders:preferences"), form.cleaned_data["language"])
    begins, ends = settings.REMINDER_HOURS
    context = {"form": form, "begins": begins, "ends": ends}
    status = 422 if form.errors else 200
    return render(request, "reminders/preferences.html", context, status=status)


def _told(request: CadreRequest) -> dict[str, Any]:
    wish = queries.preference_of(request.user)
    return {
        **PreferenceForm.told(request.user, wish),
        "seen": seen_of(wish, ["hour", "by_email"]),
        "seen_person": seen_of(request.user, ["email", "language"]),
    }


def _refuse(form: PreferenceForm, problem: ValidationError, request: CadreRequest) -> None:
    """Say it beside its field; once told of another's change, the next try overwrites."""
    form.add_error({"hour": "hour", "email": "email"}.get(problem.code or ""), problem)
    if problem.code == "changed":
        fresh = _told(request)
        form.data = {**request.POST.dict(), **{name: fresh[name] for name in SEEN}}


def _in_language(response: HttpResponse, language: str) -> HttpResponse:
    """This device speaks it too: its own earlier choice would win otherwise."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
