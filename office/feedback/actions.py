"""What people say of this app, and the answer to it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cadres.models import Cadre, Post
from office.models import Feedback


@transaction.atomic
def say(*, by: Cadre, under: Post | None, text: str, page: str, at: datetime) -> Feedback:
    """Keep what somebody says of this app. Raises ValidationError, code "no_text", for nothing."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError(_("Write in one sentence what is wrong."), code="no_text")
    return Feedback.objects.create(by=by, under=under, text=text[:1000], page=page[:200], at=at)


@transaction.atomic
def answer(*, feedback: Feedback, by: Cadre, text: str, at: datetime) -> Feedback:
    """Answer it; whoever said it reads the answer on the same page.

    Raises ValidationError: "no_text" for nothing, "changed" where somebody else answered first.
    """
    feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError(_("Write in one sentence what becomes of it."), code="no_text")
    if feedback.answered_by is not None and feedback.answer != text:
        raise ValidationError(
            _("%(name)s has answered it already: %(answer)s")
            % {"name": feedback.answered_by, "answer": feedback.answer},
            code="changed",
        )
    if feedback.answered_by is None:
        feedback.answer, feedback.answered_by, feedback.answered_at = text[:1000], by, at
        feedback.save(update_fields=["answer", "answered_by", "answered_at"])
    return feedback
