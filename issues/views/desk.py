"""The village desk: what was raised today, and the village's two answers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cadres.access import grants_for
from cadres.requests import CadreRequest
from issues import actions, reading
from issues.forms.village import SETTLE, AnswerForm
from issues.models import Issue
from issues.turns import turns_of
from issues.village_desk import HAND, NEW, UP, WORDS_FOR_NOTHING, VillageDesk


@login_required
@require_safe
def desk(request: CadreRequest) -> HttpResponse:
    """New, in hand, sent up; each new one with its two answers."""
    return _page(request, _desk(request))


@login_required
@require_POST
def answer(request: CadreRequest, pk: UUID) -> HttpResponse:
    """The village does it, or sends it up."""
    desk = _desk(request)
    issue = _issue(desk, pk)
    today = timezone.localdate()
    form = AnswerForm(request.POST, issue=issue, posts=desk.posts(on=today), on=today)
    if form.is_valid():
        try:
            return _answered(request, desk, form)
        except ValidationError as refusal:
            form.refuse(refusal)
    return _page(request, desk, refused=form)


def _answered(request: CadreRequest, desk: VillageDesk, form: AnswerForm) -> HttpResponse:
    issue, told = form.issue, form.cleaned_data
    step = {
        "issue": issue,
        "seen": told["seen"],
        "by": request.user,
        "under": reading.post(desk.post_id_of(issue)),
        "at": timezone.now(),
    }
    if form.settles:
        actions.settle_in_village(assignee=form.chosen, by_day=told["by_day"], **step)
        sentence = _("The village does it: %(title)s")
    else:
        actions.send_up(why=told["why"], **step)
        sentence = _("Sent up: %(title)s")
    back = f"{reverse('issues:desk_take_back', args=[issue.pk])}?tab={desk.tab}"
    messages.success(request, sentence % {"title": issue.title}, extra_tags=back)
    return redirect(_tab(desk.tab))


@login_required
@require_POST
def take_back(request: CadreRequest, pk: UUID) -> HttpResponse:
    """Undo an answer, as long as it has not gone on."""
    desk = _desk(request)
    issue = _issue(desk, pk)
    try:
        actions.take_back_at_desk(
            issue=issue,
            by=request.user,
            under=reading.post(desk.post_id_of(issue)),
            at=timezone.now(),
        )
    except ValidationError as refusal:
        return _page(request, desk, refusal=refusal.messages[0])
    messages.success(request, _("Taken back: %(title)s") % {"title": issue.title})
    return redirect(_tab(NEW))


def _desk(request: CadreRequest) -> VillageDesk:
    grants = grants_for(request.user, "receive_issues", on=timezone.localdate())
    asked = request.GET
    return VillageDesk(
        grants, tab=asked.get("tab", NEW), page=asked.get("page", "1"), at=timezone.now()
    )


def _issue(desk: VillageDesk, pk: UUID) -> Issue:
    if issue := desk.find(pk):
        return issue
    raise Http404


def _tab(tab: str) -> str:
    return reverse("issues:desk") + (f"?tab={tab}" if tab in (HAND, UP) else "")


def _page(
    request: CadreRequest,
    desk: VillageDesk,
    *,
    refused: AnswerForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The desk; a refused answer stands on top where its card is not on the page any more."""
    today = timezone.localdate()
    cards, posts = desk.cards, desk.posts(on=today) if desk.tab != UP or refused else []
    if refused and refused.issue.pk not in {card.issue.pk for card in cards}:
        cards = [*desk.cards_of([refused.issue]), *cards]
    for card in cards:
        card.turns = turns_of(card.issue, desk.grants)
        if refused and card.issue.pk == refused.issue.pk:
            card.form = refused
        elif "settle" in card.turns:
            card.form = AnswerForm(issue=card.issue, posts=posts, on=today)
    heading, sentence = WORDS_FOR_NOTHING[desk.tab]
    context = {
        "desk": desk,
        "cards": cards,
        "today": today,
        "settle": SETTLE,
        "refusal": refusal,
        "heading": heading,
        "sentence": sentence,
    }
    status = 422 if refused else 409 if refusal else 200
    return render(request, "issues/desk.html", context, status=status)
