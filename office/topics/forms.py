"""What the administrator fills in of a policy or a hint."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadres.models import Front
from office.standards.forms import DayInput, several
from visits.models import Topic

FIELD_OF = {"name": "name", "words": "words", "from": "from_on", "until": "until_on"}


class TopicForm(forms.Form):
    """Which it is, what to say, at which doors, from when until when."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Which it is"),
        choices=[
            (Topic.Kind.POLICY, gettext_lazy("a policy, it can be ticked as explained")),
            (Topic.Kind.HINT, gettext_lazy("a hint, for whoever goes only")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=20,
        help_text=gettext_lazy("In a few words; of a policy it stands on a button."),
    )
    words = forms.CharField(
        label=gettext_lazy("What to say"),
        max_length=300,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("As one says it at the door, at most 300 characters."),
    )
    categories = several(
        gettext_lazy("At which doors"), (), help_text=gettext_lazy("None ticked: at every door.")
    )
    front = forms.ChoiceField(
        label=gettext_lazy("On which front"),
        choices=[("", pgettext_lazy("front", "all of them")), *Front.choices],
        required=False,
    )
    from_on = forms.DateField(label=gettext_lazy("Said from"), widget=DayInput())
    until_on = forms.DateField(
        label=gettext_lazy("Said no more from"), widget=DayInput(), required=False
    )

    def __init__(
        self,
        data: Any,
        *,
        topic: Topic | None,
        categories: Mapping[str, str],
        kind: str,
        today: date,
    ) -> None:
        """`kind` is what a new one is unless somebody chooses otherwise."""
        names = ("kind", "name", "words", "categories", "front", "from_on", "until_on")
        told = {name: getattr(topic, name) for name in names} if topic else {}
        kind = kind if kind in Topic.Kind.values else Topic.Kind.POLICY
        super().__init__(data, initial=told or {"kind": kind, "from_on": today})
        field = self.fields["categories"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(categories.items())
        first = max(today, topic.from_on) if topic else today
        self.fields["until_on"].widget.attrs["min"] = first.isoformat()
        if topic is not None:  # what it is stays, and so does its first day
            del self.fields["kind"], self.fields["from_on"]
        else:
            self.fields["from_on"].widget.attrs["min"] = today.isoformat()

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal of the action beside the field that it is about."""
        for error in refusal.error_list:
            field = FIELD_OF.get(error.code or "")
            self.add_error(field if field in self.fields else None, error)
