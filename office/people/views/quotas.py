"""A leader's quota, set beside the post."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cadres.models import Post
from cadres.requests import CadreRequest
from office.people import queries
from office.people.quotas import form_of, note_of, read_note
from office.people.views.units import post_page
from visits import quota_setting
from visits.quota_setting import QuotaChange


@login_required
@require_POST
def set_quota(request: CadreRequest, pk: int) -> HttpResponse:
    """How many doors the leader of a post sees from a day on."""
    today = timezone.localdate()
    grants = queries.grants(request.user, on=today)
    post = get_object_or_404(queries.posts_of(grants), pk=pk)
    form, seen = form_of(post, today=today, data=request.POST), request.POST.get("seen", "")
    if form.is_valid():
        try:
            change = quota_setting.set_quota(
                post=post, by=request.user, on=today, seen=seen, **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error("from_on" if refusal.code == "past" else None, refusal)
        else:
            _tell(request, post, change)
            return redirect(_back(post))
    return post_page(request, post, grants=grants, quota=form)


@login_required
@require_POST
def undo_quota(request: CadreRequest, note: str) -> HttpResponse:
    """Put the quota back as it was, while nobody has set another one."""
    grants = queries.grants(request.user, on=timezone.localdate())
    try:
        change = read_note(note, by=request.user)
    except BadSignature:
        raise Http404 from None
    post = get_object_or_404(queries.posts_of(grants), pk=change.post_id)
    try:
        quota_setting.take_back(change)
    except ValidationError as refusal:
        told = {"refusal": refusal.messages[0], "back": _back(post)}
        return render(request, "office/people_refused.html", told, status=409)
    messages.success(request, _("Taken back"))
    return redirect(_back(post))


def _tell(request: CadreRequest, post: Post, change: QuotaChange) -> None:
    if change.is_none:
        messages.success(request, _("It stays as it was"))
        return
    undo = reverse("office:people_quota_undo", args=[note_of(change, by=request.user)])
    told = _("Quota of %(post)s kept") % {"post": post}
    messages.success(request, told, extra_tags=undo)


def _back(post: Post) -> str:
    return reverse("office:people_post", args=[post.pk])
