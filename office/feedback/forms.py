from django import forms
from django.utils.translation import gettext_lazy as _


class SayForm(forms.Form):
    """One sentence, and of which page."""

    text = forms.CharField(
        label=_("What is wrong, or gets in your way?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    page = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What becomes of it."""

    answer = forms.CharField(
        label=_("What becomes of it"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
