"""When and how to be told; to which day something is put off."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_time
from django.utils.translation import gettext_lazy as _

from cadres.models import Cadre
from reminders.models import Preference, Reason

HALF_AN_HOUR = timedelta(minutes=30)


def hours() -> Iterator[tuple[str, str]]:
    """Each half-hour in which something may be sent (DOMAIN 7)."""
    begins, ends = settings.REMINDER_HOURS
    moment = datetime.combine(date.min, begins)
    while moment.time() < ends and moment.date() == date.min:
        clock = f"{moment:%H:%M}"
        yield clock, clock
        moment += HALF_AN_HOUR


class PreferenceForm(forms.Form):
    """The hour, the e-mail, the language of what is sent."""

    hour = forms.TypedChoiceField(
        label=_("Once a day at"), choices=hours, coerce=parse_time, empty_value=None
    )
    by_email = forms.BooleanField(label=_("Send it by e-mail as well"), required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Doors are named by where they stand, never by who lives there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Cadre.Language.choices)
    seen = forms.CharField(widget=forms.HiddenInput)
    seen_person = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def told(cls, person: Cadre, wish: Preference) -> dict[str, Any]:
        """What holds now, as the form shows it."""
        return {
            "hour": _clock(wish.hour),
            "by_email": wish.by_email,
            "email": person.email,
            "language": person.language,
        }


def _clock(hour: time) -> str:
    """The hour as the list has it; one that is quiet by now counts as the first."""
    begins, ends = settings.REMINDER_HOURS
    return f"{hour if begins <= hour < ends else begins:%H:%M}"


class SnoozeForm(forms.Form):
    """What is put off, and to which day: a button names one, or a date is chosen."""

    reason = forms.ChoiceField(choices=Reason.choices)
    reminder = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    until = forms.DateField(required=False)
    day = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        """A button's day, else the one that was chosen."""
        told = super().clean() or {}
        told["until"] = told.get("until") or told.get("day")
        if not told["until"] and not self.errors:
            raise forms.ValidationError(_("Choose the day on which it shall come again."))
        return told
