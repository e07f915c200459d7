"""Units with their posts and holders: looking, inviting, ending a tenure."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.actions import people as accounts
from cadres.actions import tenures
from cadres.requests import CadreRequest
from office.people import queries
from office.people.board import Board
from office.people.forms import InviteForm
from office.people.undoing import note_of, read_note


@login_required
@require_safe
def people(request: CadreRequest) -> HttpResponse:
    """One unit's posts, or what was searched for; beside them the tenure that is to end."""
    board = Board(request)
    if board.unit is None and "unit" in request.GET:
        raise Http404
    return _page(request, board)


@login_required
@require_POST
def invite(request: CadreRequest, unit: int) -> HttpResponse:
    """A new colleague with an account and a link."""
    board = Board(request)
    board.unit = get_object_or_404(queries.units_of(board.grants), pk=unit)
    form = board.invite = InviteForm(request.POST, posts=board.free_posts, today=board.today)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in form.fields}
        try:
            cadre = accounts.add(**told, by=request.user, at=board.now)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Made. Hand the link to %(name)s") % {"name": cadre})
            return redirect(board.url(person=cadre.pk) + "#link")
    return _page(request, board)


@login_required
@require_POST
def end(request: CadreRequest, pk: int) -> HttpResponse:
    """A person leaves a post; somebody follows or it stays vacant."""
    board = Board(request)
    tenure = get_object_or_404(queries.tenures_of(board.grants, on=board.today), pk=pk)
    board.unit = next((unit for unit in board.units if unit.pk == tenure.post.unit_id), None)
    form = board.end(tenure, request.POST).form
    if form.is_valid():
        try:
            changes = tenures.end(
                tenure=tenure,
                last_on=form.cleaned_data["last_on"],
                successor=form.person,
                by=request.user,
                on=board.today,
                seen=request.POST.get("seen", ""),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            note = note_of(changes, by=request.user, back=board.url())
            told = _("%(name)s leaves %(post)s") % {"name": tenure.cadre, "post": tenure.post}
            messages.success(request, told, extra_tags=reverse("office:people_undo", args=[note]))
            return redirect(board.url())
    return _page(request, board)


@login_required
@require_POST
def undo(request: CadreRequest, note: str) -> HttpResponse:
    """Take back who was to leave or begin, as long as it stands as the note left it."""
    today = timezone.localdate()
    posts = queries.posts_of(queries.grants(request.user, on=today))
    try:
        changes, back = read_note(note, by=request.user)
    except BadSignature:
        raise Http404 from None
    wanted = {change.post_id for change in changes}
    if posts.filter(pk__in=wanted).count() != len(wanted):
        raise Http404
    try:
        tenures.take_back(changes=changes, on=today)
    except ValidationError as refusal:
        told = {"refusal": refusal.messages[0], "back": back}
        return render(request, "office/people_refused.html", told, status=409)
    messages.success(request, _("Taken back"))
    return redirect(back)


def _page(request: CadreRequest, board: Board) -> HttpResponse:
    ending = board.ending
    refused = (board.invite and board.invite.errors) or (ending and ending.form.errors)
    status = 422 if refused else 200
    return render(request, "office/people.html", board.context(), status=status)
