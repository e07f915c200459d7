"""The form of a leader's quota, and the signed note that takes a change of it back."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadres.models import Cadre, Post
from office.people.forms import DayInput
from visits import quota_setting
from visits.models import LeaderQuota, Period
from visits.quota_setting import QuotaChange

MOST = 2000  # doors that one person could see in a year
NUMBERS = {
    "invalid": gettext_lazy("Write a whole number; 0 for none."),
    "required": gettext_lazy("Write a whole number; 0 for none."),
    "min_value": gettext_lazy("Write a whole number; 0 for none."),
    "max_value": gettext_lazy("Write a smaller number."),
}
_SALT = "office.people.quotas"


class QuotaForm(forms.Form):
    """How many doors a leader sees in person, in which period, from which day on."""

    households = forms.IntegerField(
        label=gettext_lazy("Households"), min_value=0, max_value=MOST, error_messages=NUMBERS
    )
    enterprises = forms.IntegerField(
        label=gettext_lazy("Companies and shops"),
        min_value=0,
        max_value=MOST,
        error_messages=NUMBERS,
    )
    period = forms.ChoiceField(
        label=gettext_lazy("In each"),
        choices=[
            (Period.MONTH, pgettext_lazy("in each", "month")),
            (Period.QUARTER, pgettext_lazy("in each", "quarter")),
            (Period.HALF_YEAR, pgettext_lazy("in each", "half-year")),
            (Period.YEAR, pgettext_lazy("in each", "year")),
        ],
    )
    from_on = forms.DateField(
        label=gettext_lazy("From which day"),
        widget=DayInput,
        help_text=gettext_lazy("0 and 0 ends the quota from that day on"),
    )

    def __init__(self, data: Any = None, *, now: LeaderQuota, today: date):
        told = {"period": now.period, "from_on": today}
        if now.pk:
            told |= {"households": now.households, "enterprises": now.enterprises}
        super().__init__(data, initial=told, auto_id="quota_%s")


def form_of(post: Post, *, today: date, data: Any = None) -> QuotaForm:
    """The form with what holds now, or with what was typed."""
    return QuotaForm(data, now=quota_setting.standing(post, on=today), today=today)


class _Json:
    def dumps(self, told: Any) -> bytes:
        return DjangoJSONEncoder(separators=(",", ":")).encode(told).encode()

    def loads(self, data: bytes) -> Any:
        return signing.JSONSerializer().loads(data)


def note_of(change: QuotaChange, *, by: Cadre) -> str:
    """What `by` changed, as one word for an address."""
    told = {"by": by.pk, **asdict(change)}
    return signing.dumps(told, salt=_SALT, compress=True, serializer=_Json)


def read_note(note: str, *, by: Cadre) -> QuotaChange:
    """The change. Raises BadSignature for anybody else's note or a made-up one."""
    told = signing.loads(note, salt=_SALT, serializer=_Json)
    if told.pop("by") != by.pk:
        raise signing.BadSignature
    fields = {field.attname: field for field in LeaderQuota._meta.fields}
    for rows in (told["before"], told["after"]):
        for row in rows:
            row |= {name: fields[name].to_python(value) for name, value in row.items()}
    return QuotaChange(**{**told, "from_on": date.fromisoformat(told["from_on"])})
