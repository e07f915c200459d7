from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cadres.models import Area
from households.rosters.faults import TITLES
from households.rosters.reading import FILE_BYTES


class RosterForm(forms.Form):
    """Which file, and of which area it speaks when the person has several."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Which area it speaks of"), empty_label=None
    )
    file = forms.FileField(
        label=_("The workbook"),
        allow_empty_file=True,  # said in our words by the reader
        help_text=_(".xlsx, .xls or .ods, as the office keeps it; up to 40 MB"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )

    def __init__(self, *args: Any, areas: "QuerySet[Area]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        field.queryset = areas  # type: ignore[attr-defined]
        if len(areas) == 1:
            field.initial = areas[0]
            field.required = False
            field.widget = forms.HiddenInput()

    def clean_area(self) -> Area:
        """The only area needs no choosing."""
        return self.cleaned_data["area"] or self.fields["area"].initial

    def clean_file(self) -> Any:
        """Refuse early what the reader would refuse late."""
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise ValidationError(_("Larger than 40 MB. Cut it into several files."), code="size")
        return file


class MendForm(forms.Form):
    """Which cell of a preview, and what it should be. The rules are the judge's."""

    row = forms.IntegerField(min_value=1, max_value=2_000_000)
    column = forms.ChoiceField(choices=[(key, key) for key in TITLES])
    word = forms.CharField(required=False, strip=False)
    value = forms.CharField(required=False, strip=False, max_length=400)
