"""Units and posts: added, changed, removed while nothing hangs on them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cadres.actions import tenures, units
from cadres.editing import seen_of
from cadres.models import Post, Unit
from cadres.requests import CadreRequest
from office.people import queries
from office.people.forms import BeginForm, PostForm, UnitForm
from office.people.quotas import QuotaForm, form_of
from office.people.undoing import note_of
from visits import quota_setting


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_unit(request: CadreRequest) -> HttpResponse:
    """A new unit."""
    grants = queries.grants(request.user, on=timezone.localdate())
    form = UnitForm(_sent(request), grants=grants)
    if form.is_valid():
        try:
            unit = units.add_unit(**form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("name", refusal)
        else:
            messages.success(request, _("%(row)s added") % {"row": unit.name})
            return redirect(_unit_url(unit))
    return _form(request, "office/people_unit.html", form, grants=grants)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_unit(request: CadreRequest, pk: int) -> HttpResponse:
    """Rename a unit, or let it work for another area."""
    grants = queries.grants(request.user, on=timezone.localdate())
    unit = get_object_or_404(queries.units_of(grants), pk=pk)
    form = UnitForm(_sent(request), grants=grants, unit=unit)
    if form.is_valid():
        try:
            units.change_unit(unit=unit, seen=request.POST.get("seen", ""), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            unit.refresh_from_db()
        else:
            messages.success(request, _("Kept"))
            return redirect(_unit_url(unit))
    seen = seen_of(unit, units.UNIT_FIELDS)
    return _form(request, "office/people_unit.html", form, grants=grants, unit=unit, seen=seen)


@login_required
@require_POST
def remove_unit(request: CadreRequest, pk: int) -> HttpResponse:
    """A unit that nothing hangs on."""
    grants = queries.grants(request.user, on=timezone.localdate())
    unit = get_object_or_404(queries.units_of(grants), pk=pk)
    try:
        units.remove_unit(unit=unit)
    except ValidationError as refusal:
        return _refused(request, refusal, _unit_url(unit))
    messages.success(request, _("%(row)s removed") % {"row": unit.name})
    return redirect("office:people")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_post(request: CadreRequest, unit: int) -> HttpResponse:
    """A new post in a unit."""
    grants = queries.grants(request.user, on=timezone.localdate())
    in_unit = get_object_or_404(queries.units_of(grants), pk=unit)
    form = PostForm(_sent(request), grants=grants, unit=in_unit)
    if form.is_valid():
        try:
            post = units.add_post(unit=in_unit, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(row)s added") % {"row": post})
            return redirect(_unit_url(in_unit) + "#invite")
    return _form(request, "office/people_post.html", form, grants=grants, unit=in_unit)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_post(request: CadreRequest, pk: int) -> HttpResponse:
    """Rename a post, change what it is there for; who held it; somebody known begins."""
    today = timezone.localdate()
    grants = queries.grants(request.user, on=today)
    post = get_object_or_404(queries.posts_of(grants), pk=pk)
    form = PostForm(_sent(request), grants=grants, unit=post.unit, post=post)
    if form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            units.change_post(post=post, seen=seen, by=request.user, on=today, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            post.refresh_from_db()
        else:
            messages.success(request, _("Kept"))
            return redirect(_unit_url(post.unit))
    return post_page(request, post, grants=grants, form=form)


@login_required
@require_POST
def begin(request: CadreRequest, pk: int) -> HttpResponse:
    """Somebody who is known begins in a post."""
    grants = queries.grants(request.user, on=timezone.localdate())
    post = get_object_or_404(queries.posts_of(grants), pk=pk)
    form = _begin_form(post, grants, request.POST)
    if form.is_valid() and form.person is not None:
        try:
            changes = tenures.begin(
                post=post, cadre=form.person, from_on=form.cleaned_data["from_on"]
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            note = note_of(changes, by=request.user, back=_unit_url(post.unit))
            told = _("%(name)s begins in %(post)s") % {"name": form.person, "post": post}
            messages.success(request, told, extra_tags=reverse("office:people_undo", args=[note]))
            return redirect(_unit_url(post.unit))
    return post_page(request, post, grants=grants, begin=form)


@login_required
@require_POST
def remove_post(request: CadreRequest, pk: int) -> HttpResponse:
    """A post that nobody ever held and nothing hangs on."""
    grants = queries.grants(request.user, on=timezone.localdate())
    post = get_object_or_404(queries.posts_of(grants), pk=pk)
    try:
        units.remove_post(post=post)
    except ValidationError as refusal:
        return _refused(request, refusal, reverse("office:people_post", args=[post.pk]))
    messages.success(request, _("%(row)s removed") % {"row": post})
    return redirect(_unit_url(post.unit))


def _begin_form(post: Post, grants: Any, data: Any = None) -> BeginForm:
    today = timezone.localdate()
    near = queries.near(post.unit, grants, on=today)
    return BeginForm(data, near=near, grants=grants, today=today, initial={"from_on": today})


def post_page(
    request: CadreRequest,
    post: Post,
    *,
    grants: Any,
    form: PostForm | None = None,
    begin: BeginForm | None = None,
    quota: QuotaForm | None = None,
) -> HttpResponse:
    """A post with its forms: whichever was sent and refused keeps what was typed."""
    today = timezone.localdate()
    held, now = queries.history(post), quota_setting.standing(post, on=today)
    context = {
        "post": post,
        "unit": post.unit,
        "begin": begin or _begin_form(post, grants),
        "quota": quota or form_of(post, today=today),
        "quota_now": now,
        "quota_seen": seen_of(now, quota_setting.QUOTA_FIELDS),
        "seen": seen_of(post, units.POST_FIELDS),
        "tenures": held,
        "is_free": all(tenure.to_on for tenure in held),
        "today": today,
    }
    form = form or PostForm(grants=grants, unit=post.unit, post=post)
    return _form(request, "office/people_post.html", form, grants=grants, **context)


def _form(
    request: CadreRequest, template: str, form: forms.Form, *, grants: Any, **more: Any
) -> HttpResponse:
    sent = (form, more.get("begin"), more.get("quota"))
    refused = any(one is not None and one.errors for one in sent)
    context = {"form": form, "areas": queries.offered_areas(grants), **more}
    return render(request, template, context, status=422 if refused else 200)


def _refused(request: CadreRequest, refusal: ValidationError, back: str) -> HttpResponse:
    told = {"refusal": refusal.messages[0], "back": back}
    return render(request, "office/people_refused.html", told, status=409)


def _sent(request: CadreRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _unit_url(unit: Unit) -> str:
    return f"{reverse('office:people')}?unit={unit.pk}"
