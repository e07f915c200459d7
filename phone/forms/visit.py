"""The form of one visit: outcome first, everything else may be left out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from uuid_utils.compat import uuid7

from cadres.models import Cadre, Post, Role, Tenure
from issues.models import Issue, IssueCategory
from phone import actions, cards
from phone.actions import Raised
from photos.models import Photo
from visits.content import DAYS_BACK, Location, Told, VisitorLine
from visits.models import Help, Mode, Outcome, PartOfDay, VisitorRole

OTHERS_LIVE_HERE = "others_live_here"
ANOTHER_YEAR = timedelta(days=366)
OPEN_FOR = timedelta(hours=12)  # a form older than that does not know when the visit was

OUTCOMES = [
    (Outcome.MET.value, _("Met somebody")),
    (Outcome.NOBODY_HOME.value, _("Nobody home")),
    (Outcome.REFUSED.value, _("Would not see us")),
    (Outcome.MOVED.value, _("Moved away")),
    (Outcome.POSTPONED.value, _("Another day")),
    (OTHERS_LIVE_HERE, _("Others live here")),
]
HELP = [
    (Help.EXPLAINED.value, _("Explained a policy")),
    (Help.SOLVED.value, _("Solved on the spot")),
    (Help.CONTACTED.value, _("Made contact")),
    (Help.GOODS.value, pgettext_lazy("help", "Goods")),
    (Help.CASH.value, pgettext_lazy("help", "Cash")),
]
ROLES = [
    (VisitorRole.MAIN.value, _("I led it")),
    (VisitorRole.ACCOMPANYING.value, _("I came along")),
    (VisitorRole.LEADER.value, _("I came as leader")),
    (VisitorRole.PROXY.value, _("I came for somebody")),
]
MODES = [
    (Mode.DOOR.value, _("At the door")),
    (Mode.PHONE.value, _("By phone")),
    (Mode.VIDEO.value, _("By video")),
]
NOW, LATER = "now", "later"
TIMINGS = [(NOW, _("Just now")), (LATER, _("Earlier, from my notebook"))]

WHO_HOW_WHEN = ("role", "mode", "timing", "entered_for", "part_of_day", "companions")

WHERE = ("latitude", "longitude", "accuracy_m")

# Where a refusal of the action is to be read; the others stand above the form.
FIELD_OF = {
    "day": "entered_for",
    "part": "part_of_day",
    "cash": "cash_yuan",
    "again": "again_on",
    "outcome": "outcome",
    "no_text": "issue_text",
}


class ManyFiles(forms.FileInput):
    """A file field that takes several; `phone.actions.keep_photos` judges each."""

    allow_multiple_selected = True


class VisitForm(forms.Form):
    """Names are those of the code; without script it posts the same."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    issue_id = forms.UUIDField(widget=forms.HiddenInput)
    phone_at = forms.DateTimeField(widget=forms.HiddenInput)
    latitude = forms.DecimalField(widget=forms.HiddenInput, required=False)
    longitude = forms.DecimalField(widget=forms.HiddenInput, required=False)
    accuracy_m = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    outcome = forms.ChoiceField(
        label=_("Did you meet anybody"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose first whether you met anybody")},
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
            _("Write the sum in figures, as 200"),
        ),
    )
    note = forms.CharField(
        label=_("A sentence"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    photos = forms.Field(
        label=_("Photos"),
        required=False,
        widget=ManyFiles({"accept": "image/*"}),
    )
    keep_place = forms.BooleanField(
        label=_("Keep when and where the photos were taken"), required=False
    )
    issue_text = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    issue_category = forms.ModelChoiceField(
        label=_("Which kind"),
        queryset=IssueCategory.objects.all(),
        widget=forms.RadioSelect,
        required=False,
        empty_label=None,
    )
    issue_urgent = forms.BooleanField(label=_("It is urgent"), required=False)

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
        label=_("Who came along"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *args: Any,
        cadre: Cadre,
        under: Post,
        companions: Sequence[Tenure],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        role = VisitorRole.LEADER if under.role == Role.LEADER else VisitorRole.MAIN
        kwargs["initial"] = {
            "client_id": uuid7(),
            "issue_id": uuid7(),
            "phone_at": at.isoformat(timespec="seconds"),
            "role": role.value,  # proposed from the post (DOMAIN 4.4)
            "mode": Mode.DOOR.value,
            "timing": NOW,
        }
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.cadre, self.under, self.at = cadre, under, at
        self.offered = {str(tenure.pk): tenure for tenure in companions}
        self._offer_companions()
        today = timezone.localdate(at)
        self._bound_days("again_on", today, today + ANOTHER_YEAR)
        self._bound_days("entered_for", today - timedelta(days=DAYS_BACK), today)

    def _offer_companions(self) -> None:
        field = self.fields["companions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (key, f"{tenure.cadre.name} · {tenure.post.name}")
            for key, tenure in self.offered.items()
        ]

    def _bound_days(self, field: str, first: date, last: date) -> None:
        told = {"min": first.isoformat(), "max": last.isoformat()}
        self.fields[field].widget.attrs.update(told)

    def clean_phone_at(self) -> datetime:
        """When the form was opened at the door; an hour that cannot be is taken as now."""
        opened_at: datetime = self.cleaned_data["phone_at"]
        return opened_at if self.at - OPEN_FOR <= opened_at <= self.at else self.at

    def clean(self) -> dict[str, Any]:
        """What one answer asks of another."""
        told = super().clean() or self.cleaned_data
        for hidden in WHERE:  # an odd location never costs the visit
            self.errors.pop(hidden, None)
        if told.get("outcome") == Outcome.POSTPONED and not self.errors.get("again_on"):
            self._check_again_on(told.get("again_on"))
        if told.get("timing") == LATER:
            self._ask("entered_for", _("Choose the day, at most 14 days back"))
            self._ask("part_of_day", _("Choose morning, afternoon or evening"))
        if told.get("issue_text"):
            self._ask("issue_category", _("Choose which kind it is"))
        elif told.get("issue_category") or told.get("issue_urgent"):
            self._ask("issue_text", _("Write in one sentence what it is about"))
        return told

    def _check_again_on(self, day: date | None) -> None:
        today = timezone.localdate(self.at)
        if day is None:
            self.add_error("again_on", _("Choose the day that was agreed"))
        elif not today <= day <= today + ANOTHER_YEAR:
            self.add_error("again_on", _("Choose a day from today on, within a year"))

    def _ask(self, field: str, sentence: Any) -> None:
        if not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, sentence)

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal of the action beside the field that it is about."""
        for error in refusal.error_list:
            field = FIELD_OF.get(error.code or "")
            self.add_error(field, error)

    def take_photos(self, files: Sequence[UploadedFile], *, dropped: Sequence[str]) -> None:
        """Keep what was chosen, drop what was unchosen; each refusal stands beside the field.

        Before anything else is judged: whatever is refused, no photo is chosen twice.
        """
        visit_id = self._client_id()
        if visit_id is None:
            return
        try:
            wanted = [UUID(told) for told in dropped]
        except ValueError:
            wanted = []
        try:
            actions.drop_photos(visit_id=visit_id, photo_ids=wanted, by=self.cadre, at=self.at)
            _kept, refused = actions.keep_photos(
                visit_id=visit_id,
                files=files,
                by=self.cadre,
                at=self.at,
                keep_place=self.data.get("keep_place") == "on",
            )
        except ValidationError as refusal:
            refused = [refusal]
        for told in refused:
            self.add_error("photos", told)

    def kept_photos(self) -> list[Photo]:
        """Photos that hang on this form's visit already."""
        visit_id = self._client_id()
        return cards.kept_photos(visit_id, by=self.cadre) if visit_id else []

    @property
    def summary(self) -> dict[str, Any]:
        """Who, how and when, for the row above the button."""
        later = self["timing"].value() == LATER
        return {
            "role": dict(ROLES).get(self["role"].value(), ""),
            "mode": dict(MODES).get(self["mode"].value(), ""),
            "later": dict(TIMINGS)[LATER] if later else "",
            "is_open": any(field in self.errors for field in WHO_HOW_WHEN),
        }

    def _client_id(self) -> UUID | None:
        """The id as it was posted, before the form is cleaned; an unbound form has no photos."""
        try:
            return UUID(self.data["client_id"])
        except (KeyError, ValueError):
            return None

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
            "help": given["help"],
            "cash_yuan": given["cash_yuan"] if Help.CASH in given["help"] else None,
            "note": given["note"],
            "again_on": given["again_on"] if given["outcome"] == Outcome.POSTPONED else None,
            "location": self._location(),
        }

    def _location(self) -> Location | None:
        """Where the phone was, whole or not at all."""
        given = self.cleaned_data
        latitude, longitude = given.get("latitude"), given.get("longitude")
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            return None
        accuracy = given.get("accuracy_m")
        return Location(
            latitude=round(latitude, 6),
            longitude=round(longitude, 6),
            accuracy_m=min(accuracy, 100_000) if accuracy is not None else None,
        )

    @property
    def visitors(self) -> list[VisitorLine]:
        """Who was there: the cadre, and those who came along."""
        own = VisitorLine(cadre=self.cadre, post=self.under, role=self.cleaned_data["role"])
        others = (self.offered[key] for key in self.cleaned_data["companions"])
        return [own] + [
            VisitorLine(cadre=tenure.cadre, post=tenure.post, role=VisitorRole.ACCOMPANYING)
            for tenure in others
        ]

    @property
    def raised(self) -> Raised | None:
        """The issue in the same form, if one was written."""
        told = self.cleaned_data
        if not told["issue_text"]:
            return None
        urgency = Issue.Urgency.URGENT if told["issue_urgent"] else Issue.Urgency.ORDINARY
        return Raised(
            id=told["issue_id"],
            text=told["issue_text"],
            category=told["issue_category"],
            urgency=urgency.value,
        )
