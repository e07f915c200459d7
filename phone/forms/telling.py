"""What is told about one visit, whichever page asks it: logging it, or correcting it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadres.models import Cadre, Post
from households.models import Place
from phone.forms.asking import MISSING, WRONG
from phone.forms.choices import (
    AT_A_COMPANY,
    FOR_OTHERS,
    HELP,
    LATER,
    MODES,
    OTHERS_LIVE_HERE,
    OUTCOMES,
    ROLES,
    ROLES_OF_A_LOG,
    TIMINGS,
)
from visits.content import DAYS_BACK, Location, Told, VisitorLine
from visits.models import Demand, Help, Interlocutor, Outcome, PartOfDay, Topic, VisitorRole

ANOTHER_YEAR = timedelta(days=366)
WHO_HOW_WHEN = ("role", "mode", "timing", "entered_for", "part_of_day", "companions")

# Where a refusal of the action is to be read; the others stand above the form.
FIELD_OF = {
    "day": "entered_for",
    "part": "part_of_day",
    "cash": "cash_yuan",
    "again": "again_on",
    "outcome": "outcome",
    "spoke_with": "spoke_with_as",
    "demands": "demands",
    "policies": "policies",
}


class CompanionBoxes(forms.CheckboxSelectMultiple):
    """Boxes that also say who is behind each, under which post and as what."""

    offered: Mapping[str, VisitorLine] = {}

    def create_option(self, name: str, value: Any, *args: Any, **told: Any) -> dict[str, Any]:
        """One box; the phone writes its record from what it says."""
        option = super().create_option(name, value, *args, **told)
        line = self.offered[str(value)]
        option["attrs"] |= {
            "data-cadre": line.cadre.pk,
            "data-post": line.post.pk,
            "data-role": str(line.role),
        }
        return option


class TellingForm(forms.Form):
    """Outcome first, everything else may be left out. Names are those of the code."""

    outcome = forms.ChoiceField(
        label=_("Did you meet anybody"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": MISSING["outcome"]},
    )
    again_on = forms.DateField(
        label=_("To which day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    help = forms.MultipleChoiceField(
        label=_("What was done"),
        choices=HELP,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    cash_yuan = forms.DecimalField(
        label=_("How many yuan"),
        required=False,
        max_digits=9,
        decimal_places=2,
        min_value=1,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_digits", "max_whole_digits", "max_decimal_places"),
            WRONG["cash_yuan"],
        ),
    )
    policies = forms.TypedMultipleChoiceField(
        label=_("Which policies you explained"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": _(
                "One of these policies is not offered here. Choose again what you explained."
            )
        },
    )
    spoke_with = forms.CharField(label=_("With whom you spoke"), required=False, max_length=30)
    spoke_with_as = forms.ChoiceField(
        label=_("Their position"),
        choices=[("", _("not said")), *Interlocutor.choices],
        required=False,
    )
    demands = forms.MultipleChoiceField(
        label=_("What they asked about"),
        choices=Demand.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label=_("A sentence"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    role = forms.ChoiceField(label=_("As what"), choices=ROLES, widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("How"), choices=MODES, widget=forms.RadioSelect)
    timing = forms.ChoiceField(label=_("When"), choices=TIMINGS, widget=forms.RadioSelect)
    entered_for = forms.DateField(
        label=_("Which day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    part_of_day = forms.ChoiceField(
        label=_("Which part of the day"),
        choices=PartOfDay.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    companions = forms.MultipleChoiceField(
        label=_("Who came along"), widget=CompanionBoxes, required=False
    )

    def __init__(
        self,
        *args: Any,
        place: Place,
        cadre: Cadre,
        under: Post,
        offered: Mapping[str, VisitorLine],
        at: datetime,
        policies: Sequence[Topic] = (),
        **kwargs: Any,
    ) -> None:
        """`at` is the moment whose day the days of the form are counted from."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.place, self.cadre, self.under, self.at = place, cadre, under, at
        self.is_company = place.kind == Place.Kind.ENTERPRISE
        self.offered = offered
        if self.is_company:
            self._speak_of_a_company()
        else:
            for name in ("spoke_with", "spoke_with_as", "demands"):
                del self.fields[name]
        boxes = self.fields["companions"].widget
        assert isinstance(boxes, CompanionBoxes)
        boxes.offered = offered
        self._offer(
            "companions",
            [(key, f"{line.cadre.name} · {line.post.name}") for key, line in offered.items()],
        )
        self._offer("policies", [(str(topic.pk), topic.name) for topic in policies])
        today = timezone.localdate(at)
        self._bound_days("again_on", today, today + ANOTHER_YEAR)
        self._bound_days("entered_for", today - timedelta(days=DAYS_BACK), today)

    def _speak_of_a_company(self) -> None:
        """Whom one spoke to and about what, in place of what was done for a family."""
        for name in ("help", "cash_yuan", "again_on"):
            self.fields[name].disabled = True  # what stands stays; nothing posted counts
        self._offer("outcome", AT_A_COMPANY)
        self.fields["note"].label = _("What was said")

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)
        field.choices = choices

    def _bound_days(self, field: str, first: date, last: date) -> None:
        told = {"min": first.isoformat(), "max": last.isoformat()}
        self.fields[field].widget.attrs.update(told)

    def clean(self) -> dict[str, Any]:
        """What one answer asks of another."""
        told = super().clean() or self.cleaned_data
        if told.get("outcome") == Outcome.POSTPONED and not self.errors.get("again_on"):
            self._check_again_on(told.get("again_on"))
        if told.get("timing") == LATER:
            self._ask("entered_for")
            self._ask("part_of_day")
        if told.get("role") == FOR_OTHERS:
            self._ask("companions")
        return told

    def _check_again_on(self, day: date | None) -> None:
        today = timezone.localdate(self.at)
        if day is None:
            self.add_error("again_on", MISSING["again_on"])
        elif not today <= day <= today + ANOTHER_YEAR:
            self.add_error("again_on", WRONG["again_on"])

    def _ask(self, field: str) -> None:
        if not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, MISSING[field])

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal of the action beside the field that it is about."""
        for error in refusal.error_list:
            field = FIELD_OF.get(error.code or "")
            self.add_error(field if field in self.fields else None, error)

    @property
    def summary(self) -> dict[str, Any]:
        """Who, how and when, for the row above the button."""
        later = self["timing"].value() == LATER
        role = self["role"].value() if "role" in self.fields else ""
        return {
            "role": dict(ROLES_OF_A_LOG).get(role, ""),
            "mode": dict(MODES).get(self["mode"].value(), ""),
            "later": dict(TIMINGS)[LATER] if later else "",
            "is_open": any(field in self.errors for field in WHO_HOW_WHEN),
        }

    @property
    def told(self) -> Told:
        """The visit as it was told; of a cleaned form only."""
        given = self.cleaned_data
        others = given["outcome"] == OTHERS_LIVE_HERE
        is_later = given["timing"] == LATER
        return {
            # The family of the roster is not here, whoever opened the door.
            "outcome": Outcome.MOVED.value if others else given["outcome"],
            "others_live_here": others,
            "mode": given["mode"],
            "entered_for": (given["entered_for"], given["part_of_day"]) if is_later else None,
            "help": given["help"] or [],
            "cash_yuan": given["cash_yuan"] if Help.CASH in (given["help"] or []) else None,
            "policies": self._explained(given["help"] or []),
            "note": given["note"],
            "again_on": given["again_on"] if given["outcome"] == Outcome.POSTPONED else None,
            "location": self.location(),
            "spoke_with": given.get("spoke_with", ""),
            "spoke_with_as": given.get("spoke_with_as", ""),
            "demands": given.get("demands", []),
        }

    def _explained(self, help: Sequence[str]) -> list[int]:
        """Which policies; of a family only beside “explained a policy”, which asks for them."""
        named: list[int] = self.cleaned_data["policies"]
        return named if self.is_company or Help.EXPLAINED in help else []

    def location(self) -> Location | None:
        """Where the phone was; a page that does not ask says nothing."""
        return None

    @property
    def visitors(self) -> list[VisitorLine]:
        """Who was there: the cadre, and those who came along."""
        came = [self.offered[key] for key in self.cleaned_data["companions"]]
        if "role" not in self.fields:  # wrote it down for others
            return came
        if self.cleaned_data["role"] == FOR_OTHERS:
            return _led(came)
        own = VisitorLine(cadre=self.cadre, post=self.under, role=self.cleaned_data["role"])
        return [own, *came]

    @property
    def days_back(self) -> int:
        """As far back as a visit is entered later; the page counts it from the phone's day."""
        return DAYS_BACK

    @property
    def sentences(self) -> list[dict[str, Any]]:
        """What the page says when a field is left out or cannot be, with the field's name."""
        return [
            {"field": name, "code": code, "label": self.fields[name].label, "said": said}
            for code, told in (("missing", MISSING), ("wrong", WRONG))
            for name, said in told.items()
            if name in self.fields
        ]


def _led(came: Sequence[VisitorLine]) -> list[VisitorLine]:
    """Of those who went without the writer the first led it, unless a leader was there."""
    if not came or any(one.role == VisitorRole.LEADER for one in came):
        return list(came)
    return [replace(came[0], role=VisitorRole.MAIN), *came[1:]]
