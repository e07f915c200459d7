"""An issue that a household raised, written down without a visit."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from issues.models import Issue, IssueCategory


class RaisingForm(forms.Form):
    """What it is about, which kind, how urgent."""

    issue_id = forms.UUIDField(widget=forms.HiddenInput)
    issue_text = forms.CharField(
        label=_("What it is about"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write in one sentence what it is about")},
    )
    issue_category = forms.ModelChoiceField(
        label=_("Which kind"),
        queryset=IssueCategory.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose which kind it is")},
    )
    issue_urgent = forms.BooleanField(label=_("It is urgent"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["issue_id"] = uuid7()
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def urgency(self) -> str:
        """As the action takes it."""
        urgent = self.cleaned_data["issue_urgent"]
        return str(Issue.Urgency.URGENT if urgent else Issue.Urgency.ORDINARY)
