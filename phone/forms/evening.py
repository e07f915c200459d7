"""The forms of the evening list: the day once for all, and one row a door."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from uuid_utils.compat import uuid7

from phone.forms.asking import MISSING, WRONG
from phone.forms.choices import OTHERS_LIVE_HERE
from visits.content import DAYS_BACK, Told
from visits.models import Outcome, PartOfDay

OTHER = "other"
ANOTHER_YEAR = timedelta(days=366)
_SALT = "phone.evening.opened"

THREE = [
    (Outcome.MET.value, _("Met somebody")),
    (Outcome.NOBODY_HOME.value, pgettext_lazy("short", "Nobody")),
    (Outcome.REFUSED.value, _("Would not see us")),
]
BEHIND = [
    (Outcome.MOVED.value, _("Moved away")),
    (Outcome.POSTPONED.value, _("Another day")),
    (OTHERS_LIVE_HERE, _("Others live here")),
]
FIELD_OF = {"again": "again_on", "outcome": "outcome"}


class EveningForm(forms.Form):
    """The day and the part of it, for all doors of the list (DOMAIN 4.2, 4.20)."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    day = forms.ChoiceField(
        label=_("Which day was it"),
        widget=forms.RadioSelect,
        required=False,
    )
    other_day = forms.DateField(
        label=_("Which day"),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "form-control"}, "%Y-%m-%d"),
    )
    part = forms.ChoiceField(
        label=_("Which part of the day"),
        choices=PartOfDay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": MISSING["part_of_day"]},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        today = timezone.localdate(at)
        opened = signing.dumps(at.isoformat(timespec="seconds"), salt=_SALT)
        kwargs["initial"] = {"opened": opened, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.at, self.today = at, today
        self.first = today - timedelta(days=DAYS_BACK)
        days = [today.isoformat(), (today - timedelta(days=1)).isoformat()]
        names = [_("Today"), _("Yesterday")]
        field = self.fields["day"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*zip(days, names, strict=True), (OTHER, _("Another date"))]
        self.fields["other_day"].widget.attrs.update(
            {"min": self.first.isoformat(), "max": today.isoformat()}
        )

    @classmethod
    def initial_of(cls, day: str, part: str, *, at: datetime) -> dict[str, str]:
        """What an address says of the day; what it says amiss is not chosen."""
        told = {"part": part} if part in PartOfDay.values else {}
        try:
            chosen = date.fromisoformat(day)
        except ValueError:
            return told
        today = timezone.localdate(at)
        if chosen in (today, today - timedelta(days=1)):
            return {**told, "day": day}
        if today - timedelta(days=DAYS_BACK) <= chosen < today:
            return {**told, "day": OTHER, "other_day": day}
        return told

    def clean(self) -> dict[str, Any]:
        """One day, not further back than a notebook reaches."""
        told = super().clean() or self.cleaned_data
        if "day" in self.errors or "other_day" in self.errors:
            return told
        if told.get("day") in ("", None, OTHER):
            chosen = told.get("other_day")
            field = "other_day" if told.get("day") == OTHER else "day"
            if chosen is None:
                self.add_error(field, MISSING["entered_for"])
            elif not self.first <= chosen <= self.today:
                self.add_error("other_day", WRONG["entered_for"])
        return told

    @property
    def days_back(self) -> int:
        """As far back as a notebook reaches; the page counts it from the phone's day."""
        return DAYS_BACK

    @property
    def sentences(self) -> list[dict[str, Any]]:
        """What the page says of the day, and of a row, when it is left out or cannot be."""
        told = [
            ("day", "missing", self.fields["day"].label, MISSING["entered_for"]),
            ("other_day", "missing", self.fields["other_day"].label, MISSING["entered_for"]),
            ("other_day", "wrong", self.fields["other_day"].label, WRONG["entered_for"]),
            ("part", "missing", self.fields["part"].label, MISSING["part_of_day"]),
            ("outcome", "missing", "", MISSING["outcome"]),
            ("again_on", "missing", "", MISSING["again_on"]),
            ("again_on", "wrong", "", WRONG["again_on"]),
        ]
        return [dict(zip(("field", "code", "label", "said"), one, strict=True)) for one in told]

    @property
    def chosen_day(self) -> date:
        """The day that was chosen; of a cleaned form only."""
        told = self.cleaned_data
        if told["day"] in ("", OTHER):
            day: date = told["other_day"]
            return day
        return date.fromisoformat(told["day"])

    @property
    def entered_for(self) -> tuple[date, str]:
        """The day and its part, as a visit takes them."""
        return self.chosen_day, self.cleaned_data["part"]

    @property
    def opened_at(self) -> datetime:
        """When the page was opened, so that the same rows sent twice are the same visits.

        A page of an earlier day is one of now: its day is counted back from today (DOMAIN 4.20).
        """
        try:
            opened = datetime.fromisoformat(signing.loads(self.data.get("opened", ""), salt=_SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return self.at
        return opened if timezone.localdate(opened) == self.today else self.at


class DoorForm(forms.Form):
    """One door: an answer, and a sentence where somebody was met. Without an answer: nothing."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        choices=[*THREE, *BEHIND], widget=forms.RadioSelect, required=False, label=_("Result")
    )
    again_on = forms.DateField(
        label=_("To which day"),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "form-control"}, "%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("A sentence"),
        required=False,
        max_length=2000,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {"id": uuid7()}
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate(at)
        told = {"min": self.today.isoformat(), "max": (self.today + ANOTHER_YEAR).isoformat()}
        self.fields["again_on"].widget.attrs.update(told)

    @staticmethod
    def prefix_of(place_id: int) -> str:
        """How the fields of one door begin."""
        return f"d{place_id}"

    @property
    def is_told(self) -> bool:
        """Whether anything was answered; a sentence alone asks for an answer too."""
        given = (self["outcome"].value(), (self["note"].value() or "").strip())
        return self.is_bound and any(given)

    @property
    def is_behind(self) -> bool:
        """Whether one of the rarer answers was given."""
        return self["outcome"].value() in dict(BEHIND)

    def clean(self) -> dict[str, Any]:
        """What one answer asks of another."""
        told = super().clean() or self.cleaned_data
        if not told.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", MISSING["outcome"])
        if told.get("outcome") == Outcome.POSTPONED and "again_on" not in self.errors:
            day = told.get("again_on")
            if day is None:
                self.add_error("again_on", MISSING["again_on"])
            elif not self.today <= day <= self.today + ANOTHER_YEAR:
                self.add_error("again_on", WRONG["again_on"])
        return told

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal of the action in this row."""
        for error in refusal.error_list:
            self.add_error(FIELD_OF.get(error.code or ""), error)

    @property
    def told(self) -> Told:
        """The visit as it was told; of a cleaned form only."""
        given = self.cleaned_data
        others = given["outcome"] == OTHERS_LIVE_HERE
        return {
            "outcome": Outcome.MOVED.value if others else given["outcome"],
            "others_live_here": others,
            "note": given["note"],
            "again_on": given["again_on"] if given["outcome"] == Outcome.POSTPONED else None,
        }
