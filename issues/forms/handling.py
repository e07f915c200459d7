"""What whoever does an issue writes down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadres.editing import seen_of
from issues import queries
from issues.documents import ACCEPTED
from issues.models import Issue

_PICTURES = ".jpg,.jpeg,.png,.webp"


class ManyFilesInput(forms.ClearableFileInput):
    """Several files in one go."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Every file that was chosen; none is nothing wrong."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """A list, also of one."""
        many = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in many if one]


def _files() -> ManyFilesField:
    return ManyFilesField(
        label=_("Pictures, PDF, Word"),
        required=False,
        allow_empty_file=True,  # said in our words by whoever reads it
        max_length=None,
        help_text=_("up to 10 MB each, 20 an issue"),
        widget=ManyFilesInput(attrs={"accept": f"{_PICTURES},{ACCEPTED}"}),
    )


def _text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


class DeclineForm(forms.Form):
    """Why it is not ours."""

    why = _text(_("Why not, and whose it is if you know"), rows=2)


class ReportForm(forms.Form):
    """How it goes."""

    text = _text(_("How it goes"), required=False)
    uploads = _files()


class ResolveForm(forms.Form):
    """What was done, and honestly how it ended."""

    done = _text(_("What was done"))
    result = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Issue.Result.choices,
        widget=forms.RadioSelect,
        help_text=_("Only “solved” counts as solved. The people are asked afterwards."),
    )
    uploads = _files()


class RecategoriseForm(forms.Form):
    """What it is about, and how urgent."""

    category = forms.ChoiceField(label=_("What it is about"))
    urgency = forms.ChoiceField(label=_("How urgent"), choices=Issue.Urgency.choices)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "category": issue.category.code,
            "urgency": issue.urgency,
            "seen": seen_of(issue, ["category", "urgency"]),
        }
        super().__init__(*args, **kwargs)
        self.categories = {category.code: category for category in queries.categories()}
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (code, category.name) for code, category in self.categories.items()
        ]

    def show_anew(self, issue: Issue) -> None:
        """After somebody else changed it: what was chosen stays, and overwrites knowingly now."""
        self.data = {**dict(self.data.items()), "seen": seen_of(issue, ["category", "urgency"])}

    def clean_category(self) -> Any:
        """The category itself."""
        return self.categories[self.cleaned_data["category"]]
