"""The village's answer to one issue: who does it by when, or why the town should."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cadres.editing import seen_of
from cadres.models import Post
from cadres.workdays import next_workday
from issues.actions.village import SEEN
from issues.models import Issue

SETTLE, SEND_UP = "settle", "up"
_LONGEST = timedelta(days=366)
_FIELD_OF = {"not_of_village": "assignee", "day_gone": "by_day", "no_text": "why"}


class AnswerForm(forms.Form):
    """One card's answer; without script the fields open under the chosen one."""

    seen = forms.CharField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        choices=[(SETTLE, _("The village can")), (SEND_UP, _("Send it up"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose: the village can, or send it up.")},
    )
    assignee = forms.ChoiceField(label=_("Who does it"), required=False)
    by_day = forms.DateField(
        label=pgettext_lazy("of an issue", "By which day"),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "form-control big"}, "%Y-%m-%d"),
    )
    why = forms.CharField(
        label=_("Why the village cannot"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
    )

    def __init__(self, *args: Any, issue: Issue, posts: list[Post], on: date) -> None:
        self.issue, self._on = issue, on
        self._posts = {str(post.pk): post for post in posts}
        proposed = issue.assignee_id or issue.raised_under_id
        initial = {
            "seen": seen_of(issue, SEEN),
            "assignee": str(proposed) if str(proposed) in self._posts else "",
            "by_day": issue.promised_on or next_workday(on),
        }
        options = {"initial": initial, "auto_id": f"{issue.pk.hex}-%s"}
        super().__init__(*args, **options)  # type: ignore[arg-type]
        said = [(key, _said(post)) for key, post in self._posts.items()]
        self.fields["assignee"].choices = [("", gettext("Choose who")), *said]  # type: ignore[attr-defined]
        days = {"min": on.isoformat(), "max": (on + _LONGEST).isoformat()}
        self.fields["by_day"].widget.attrs.update(days)

    def clean(self) -> dict[str, Any]:
        """What one answer asks of another."""
        told = super().clean() or {}
        if told.get("how") == SETTLE:
            self._ask("assignee", _("Choose who does it."))
            self._ask("by_day", _("Choose by which day."))
        day = told.get("by_day")
        if day and told.get("how") == SETTLE and not self._on <= day <= self._on + _LONGEST:
            self.add_error("by_day", _("Choose a day from today on, within a year."))
        return told

    @property
    def settles(self) -> bool:
        """Whether the village does it itself."""
        return bool(self.cleaned_data["how"] == SETTLE)

    @property
    def chosen(self) -> Post:
        """Who is to do it."""
        return self._posts[self.cleaned_data["assignee"]]

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal beside the field that it is about; what was typed stays.

        When somebody was quicker, the card shows how it stands now; sent again, it counts.
        """
        for error in refusal.error_list:
            self.add_error(_FIELD_OF.get(error.code or ""), error)
        if any(error.code == "changed" for error in refusal.error_list):
            self.issue.refresh_from_db()
            self.data = {**self.data.dict(), "seen": seen_of(self.issue, SEEN)}  # type: ignore[attr-defined]

    def _mark(self) -> None:
        """Say to screen readers which fields are wrong."""
        for name in self.errors:
            if name in self.fields:
                error_id = f"{self[name].auto_id}-error"
                told = {"aria-invalid": "true", "aria-describedby": error_id}
                self.fields[name].widget.attrs.update(told)

    def full_clean(self) -> None:
        """As always; what is wrong is marked."""
        super().full_clean()
        if self.is_bound:
            self._mark()

    def _ask(self, field: str, sentence: Any) -> None:
        if not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, sentence)


def _said(post: Post) -> str:
    name = getattr(post, "holder_name", "")
    return gettext("%(post)s (%(name)s)") % {"post": post.name, "name": name}
