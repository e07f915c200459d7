"""Telling a visit anew, and taking one back with a reason."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cadres.models import Cadre
from phone.forms.choices import AT_A_COMPANY, LATER, NOW, OTHERS_LIVE_HERE, TIMINGS
from phone.forms.telling import TellingForm
from visits.content import Location, VisitorLine
from visits.models import Outcome, Topic, Visit, Visitor


class CorrectForm(TellingForm):
    """The visit form filled with what stands; asks why once the author's 72 hours are over."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why you correct it"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say why you correct it")},
    )

    def __init__(
        self,
        *args: Any,
        visit: Visit,
        cadre: Cadre,
        went: Sequence[Visitor],
        others: Sequence[VisitorLine],
        policies: Sequence[Topic],
        is_free: bool,
        seen: int,
    ) -> None:
        """`went` is the party as it stands, `others` who may have come along as well."""
        self.visit = visit
        own = next((row for row in went if row.cadre_id == cadre.pk), None)
        there = {_key(row): _line(row) for row in went if row is not own}
        known = {row.cadre_id for row in went} | {cadre.pk}
        offered = there | {_key(one): one for one in others if one.cadre.pk not in known}
        super().__init__(
            *args,
            place=visit.place,
            cadre=cadre,
            under=own.post if own else visit.logged_under,
            offered=offered,
            policies=policies,
            at=visit.happened_at,
            initial=_standing(visit) | {"seen": seen, "companions": list(there)},
        )
        self._offer("timing", [(NOW, _("Told at once")), (LATER, dict(TIMINGS)[LATER])])
        if own is None:
            del self.fields["role"]
            self.fields["companions"].label = _("Who went")
        else:
            self.fields["role"].initial = own.role
        if is_free:
            del self.fields["why"]
        if self.is_company and visit.outcome == Outcome.POSTPONED:
            agreed = (visit.outcome, visit.get_outcome_display())
            self._offer("outcome", [*AT_A_COMPANY, agreed])

    def clean(self) -> dict[str, Any]:
        """Somebody went, or nobody did and then it was no visit."""
        told = super().clean()
        if "role" not in self.fields and not told.get("companions"):
            self._ask("companions")
        return told

    def show_again(self, refusal: ValidationError, *, seen: int) -> None:
        """After somebody else's correction: say it, keep what was typed, and let it go next."""
        self.refuse(refusal)
        self.data = _seen_again(self.data, seen)

    def location(self) -> Location | None:
        """A correction changes no location."""
        if self.visit.latitude is None or self.visit.longitude is None:
            return None
        return Location(
            latitude=self.visit.latitude,
            longitude=self.visit.longitude,
            accuracy_m=self.visit.accuracy_m,
        )


class WithdrawForm(forms.Form):
    """Taking a visit back needs its reason (DOMAIN 4.5)."""

    why = forms.CharField(
        label=_("Why you take it back"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say why you take it back")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def show_again(self, refusal: ValidationError, *, seen: int) -> None:
        """Say what was refused, keep the reason, and let it go next."""
        self.add_error(None, refusal)
        self.data = _seen_again(self.data, seen)


def _seen_again(data: Any, seen: int) -> Any:
    """What was posted, with the version that the page now shows."""
    told = copy(data)  # a QueryDict keeps several values of a name
    told["seen"] = str(seen)
    return told


def _key(one: Visitor | VisitorLine) -> str:
    return f"{one.cadre.pk}.{one.post.pk}"


def _line(row: Visitor) -> VisitorLine:
    return VisitorLine(cadre=row.cadre, post=row.post, role=row.role)


def _standing(visit: Visit) -> dict[str, Any]:
    """What stands, as the form asks it."""
    asked = ("help", "cash_yuan", "policies", "note", "again_on", "mode", "part_of_day")
    company = ("spoke_with", "spoke_with_as", "demands")
    told: dict[str, Any] = {name: getattr(visit, name) for name in (*asked, *company)}
    told["outcome"] = OTHERS_LIVE_HERE if visit.others_live_here else visit.outcome
    told["timing"] = LATER if visit.entered_later else NOW
    told["entered_for"] = visit.visited_on
    return told
