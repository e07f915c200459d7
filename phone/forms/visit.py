"""The form of one visit at the door, with what was raised and promised in it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from cadres.models import Cadre, Post, Role
from households.models import Place
from issues.models import Issue, IssueCategory
from phone import actions, cards, queries
from phone.actions import Promised, Raised
from phone.forms.asking import WRONG
from phone.forms.choices import NOW, ROLES, ROLES_OF_A_LOG
from phone.forms.telling import ANOTHER_YEAR, FIELD_OF, TellingForm
from photos.models import Photo
from visits.content import Location, VisitorLine
from visits.models import Mode, Promise, Topic, VisitorRole

OPEN_FOR = timedelta(hours=12)  # a form older than that does not know when the visit was

WHERE = ("latitude", "longitude", "accuracy_m")


class ManyFiles(forms.FileInput):
    """A file field that takes several; `phone.actions.keep_photos` judges each."""

    allow_multiple_selected = True


class VisitForm(TellingForm):
    """Logs a visit; without script it posts the same."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    issue_id = forms.UUIDField(widget=forms.HiddenInput)
    phone_at = forms.DateTimeField(widget=forms.HiddenInput)
    latitude = forms.DecimalField(widget=forms.HiddenInput, required=False)
    longitude = forms.DecimalField(widget=forms.HiddenInput, required=False)
    accuracy_m = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

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
    as_issue = forms.BooleanField(
        label=_("Write it down as an issue, somebody sees to it"), required=False
    )
    issue_category = forms.ModelChoiceField(
        label=_("Which kind"),
        queryset=IssueCategory.objects.all(),
        widget=forms.RadioSelect,
        required=False,
        empty_label=None,
    )
    issue_urgent = forms.BooleanField(label=_("It is urgent"), required=False)
    issue_solved = forms.BooleanField(
        label=_("Solved on the spot; they are asked all the same"), required=False
    )
    lives_there = forms.CharField(label=_("Who lives there now"), required=False, max_length=60)
    promise_kept = forms.MultipleChoiceField(
        label=_("Promised, and done now"), widget=forms.CheckboxSelectMultiple, required=False
    )
    promise_text = forms.CharField(label=_("What you promised"), required=False, max_length=100)
    promise_on = forms.DateField(
        label=_("By which day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    field_order = ["client_id", "issue_id", "phone_at", "outcome"]

    def __init__(
        self,
        *args: Any,
        place: Place,
        cadre: Cadre,
        under: Post,
        offered: Mapping[str, VisitorLine],
        promises: Sequence[Promise],
        policies: Sequence[Topic],
        at: datetime,
    ) -> None:
        role = VisitorRole.LEADER if under.role == Role.LEADER else VisitorRole.MAIN
        initial = {
            "client_id": uuid7(),
            "issue_id": uuid7(),
            "phone_at": at.isoformat(timespec="seconds"),
            "role": role.value,  # proposed from the post (DOMAIN 4.4)
            "mode": Mode.DOOR.value,
            "timing": NOW,
        }
        super().__init__(
            *args,
            place=place,
            cadre=cadre,
            under=under,
            offered=offered,
            policies=policies,
            at=at,
            initial=initial,
        )
        self._offer("role", ROLES_OF_A_LOG if offered else ROLES)
        self.promises = {str(promise.pk): promise for promise in promises}
        self._offer("promise_kept", [(key, promise.text) for key, promise in self.promises.items()])
        if self.is_company:  # what was said is the issue, and the promise is to come again
            del self.fields["issue_text"], self.fields["promise_text"]
            self.fields["promise_on"].label = _("Next appointment")
        else:
            del self.fields["as_issue"]
        today = timezone.localdate(at)
        self._bound_days("promise_on", today, today + ANOTHER_YEAR)

    def clean_phone_at(self) -> datetime:
        """When the form was opened at the door; an hour that cannot be is taken as now.

        A second tap on an old form tells the moment that the first one was taken at.
        """
        opened_at: datetime = self.cleaned_data["phone_at"]
        if self.at - OPEN_FOR <= opened_at <= self.at:
            return opened_at
        sent = queries.own_visit(self.cadre, self.cleaned_data.get("client_id"))
        return sent.phone_at if sent else self.at

    def clean(self) -> dict[str, Any]:
        """What one answer asks of another."""
        told = super().clean()
        for hidden in WHERE:  # an odd location never costs the visit
            self.errors.pop(hidden, None)
        about = ("issue_category", "issue_urgent", "issue_solved")
        if self.is_company:
            if told.get("as_issue"):
                self._ask("note")
                self._ask("issue_category")
        elif told.get("issue_text"):
            self._ask("issue_category")
        elif any(told.get(name) for name in about):
            self._ask("issue_text")
        self._check_promise(told.get("promise_on"))
        return told

    def _check_promise(self, day: date | None) -> None:
        if not self.is_company and self.cleaned_data.get("promise_text"):
            self._ask("promise_on")
        elif day and not self.is_company:
            self._ask("promise_text")
        today = timezone.localdate(self.at)
        if day and not today <= day <= today + ANOTHER_YEAR:
            self.add_error("promise_on", WRONG["promise_on"])

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal of the action beside the field that it is about."""
        for error in refusal.error_list:
            about = {"no_text": "note" if self.is_company else "issue_text", "due": "promise_on"}
            self.add_error((FIELD_OF | about).get(error.code or ""), error)

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

    def _client_id(self) -> UUID | None:
        """The id as it was posted, before the form is cleaned; an unbound form has no photos."""
        try:
            return UUID(self.data["client_id"])
        except (KeyError, ValueError):
            return None

    def location(self) -> Location | None:
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
    def raised(self) -> Raised | None:
        """The issue in the same form, if one was written."""
        told = self.cleaned_data
        text = told.get("issue_text", "")
        if self.is_company and told["as_issue"]:
            text = told["note"]
        if not text:
            return None
        urgency = Issue.Urgency.URGENT if told["issue_urgent"] else Issue.Urgency.ORDINARY
        return Raised(
            id=told["issue_id"],
            text=text,
            category=told["issue_category"],
            urgency=urgency.value,
            is_solved=told["issue_solved"],
        )

    @property
    def promised(self) -> Promised | None:
        """The promise in the same form; of a company the next appointment."""
        day = self.cleaned_data["promise_on"]
        if not day:
            return None
        text = self.cleaned_data.get("promise_text") or gettext("come again, as agreed")
        return Promised(text=text, due_on=day)

    @property
    def kept_promises(self) -> list[Promise]:
        """Which of the open promises were done with this visit."""
        return [self.promises[key] for key in self.cleaned_data["promise_kept"]]
