"""Town dispatch: what the villages sent up, handed to who does it, many at once."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cadres.access import grants_for
from cadres.requests import CadreRequest
from issues import actions, reading
from issues.actions import HandedOver
from issues.dispatch_board import DispatchBoard
from issues.forms.dispatch import GIVE_BACK, HandOverForm
from issues.models import Issue

_SALT = "issues.dispatch"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: CadreRequest) -> HttpResponse:
    """The list in groups beside the panel; POST hands the ticked ones over or gives them back."""
    board = _board(request)
    if request.method != "POST":
        return _page(request, board, HandOverForm(board=board))
    form = HandOverForm(request.POST, board=board)
    gives_back = request.POST.get("do") == GIVE_BACK
    if form.is_valid() and not gives_back:
        form.must_be_ready()
    if form.is_valid():
        try:
            outcome = _give_back(request, form) if gives_back else _hand_over(request, form)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            return _told(request, outcome, form, gives_back=gives_back)
    return _page(request, board, form, status=422)


@login_required
@require_POST
def sketch(request: CadreRequest) -> HttpResponse:
    """What would follow from the ticks; htmx takes the panel."""
    board = _board(request)
    form = HandOverForm(request.POST, board=board)
    form.errors.clear()
    context = {"board": board, "form": form}
    template = "issues/_dispatch_act.html" if request.htmx else "issues/dispatch.html"
    return render(request, template, context)


@login_required
@require_POST
def take_back(request: CadreRequest, note: str) -> HttpResponse:
    """Undo of handing over, for what nobody has taken on yet."""
    board = _board(request)
    try:
        told = signing.loads(note, salt=_SALT)
    except signing.BadSignature:
        raise Http404 from None
    issues = board.find(told["issues"])
    under = board.under(issues)
    if told["by"] != request.user.pk or not issues or under is None:
        raise Http404
    outcome = actions.take_back_hand_over(
        issues=issues, by=request.user, under=reading.post(under), at=timezone.now()
    )
    if outcome.done:
        messages.success(request, _said(len(outcome.done), "taken_back"))
    if outcome.refused:
        board = _board(request)
        return _page(request, board, HandOverForm(board=board), refused=outcome.refused)
    return redirect("issues:dispatch")


def _hand_over(request: CadreRequest, form: HandOverForm) -> HandedOver:
    issues = _ticked(request, form.board)
    return actions.hand_over(
        issues=issues,
        lead=form.chosen_lead,
        helping=form.helpers,
        with_villages=form.cleaned_data["with_villages"],
        word=form.cleaned_data["word"],
        by=request.user,
        under=reading.post(_under(form.board, issues)),
        at=timezone.now(),
    )


def _give_back(request: CadreRequest, form: HandOverForm) -> HandedOver:
    issues = _ticked(request, form.board)
    return actions.give_back(
        issues=issues,
        why=form.cleaned_data["why"],
        by=request.user,
        under=reading.post(_under(form.board, issues)),
        at=timezone.now(),
    )


def _told(
    request: CadreRequest, outcome: HandedOver, form: HandOverForm, *, gives_back: bool
) -> HttpResponse:
    """Back to the list with the undo bar; what somebody else did meanwhile is told on top."""
    done = [str(issue.pk) for issue in outcome.done]
    back = ""
    if done and not gives_back:
        note = signing.dumps({"by": request.user.pk, "issues": done}, salt=_SALT, compress=True)
        back = reverse("issues:dispatch_take_back", args=[note])
    if done:
        told = (GIVE_BACK, "") if gives_back else ("", form.chosen_lead)
        sentence = _said(len(done), *told)
        messages.success(request, sentence, extra_tags=back)
    if outcome.refused:
        board = _board(request)
        again = HandOverForm(request.POST, board=board)  # what was typed stays
        again.errors.clear()
        return _page(request, board, again, refused=outcome.refused, done=done, status=409)
    handed = "" if gives_back else "&handed=" + ",".join(done)
    return redirect(f"{reverse('issues:dispatch')}?by={form.board.by}{handed}")


def _said(count: int, what: str, unit: object = "") -> str:
    if what == "taken_back":
        told = ngettext("%(n)s issue taken back", "%(n)s issues taken back", count)
    elif what == GIVE_BACK:
        told = ngettext(
            "%(n)s issue given back to the village",
            "%(n)s issues given back to the villages",
            count,
        )
    else:
        told = ngettext("%(n)s issue handed to %(unit)s", "%(n)s issues handed to %(unit)s", count)
    return told % {"n": count, "unit": unit}


def _board(request: CadreRequest) -> DispatchBoard:
    grants = grants_for(request.user, "dispatch_issues", on=timezone.localdate())
    return DispatchBoard(
        grants,
        by=request.GET.get("by", ""),
        ticked=request.POST.getlist("ids"),
        at=timezone.now(),
    )


def _ticked(request: CadreRequest, board: DispatchBoard) -> list[Issue]:
    """The ticked ones that are the person's, whatever became of them since."""
    return board.find(_keys(request.POST.getlist("ids")))


def _under(board: DispatchBoard, issues: list[Issue]) -> int:
    under = board.under(issues)
    if under is None:
        raise ValidationError(_("Choose issues of one of your areas at a time."), code="areas")
    return under


def _keys(told: list[str]) -> list[str]:
    keys = []
    for key in told:
        try:
            keys.append(str(UUID(key)))
        except ValueError:
            continue
    return keys


def _page(
    request: CadreRequest,
    board: DispatchBoard,
    form: HandOverForm,
    *,
    refused: list[str] | None = None,
    done: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    handed = done or _keys(request.GET.get("handed", "").split(","))
    context = {"board": board, "form": form, "refused": refused or [], "handed": handed}
    context["wrote"] = form.data.get("why") or form.data.get("word")
    return render(request, "issues/dispatch.html", context, status=status)
