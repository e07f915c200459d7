"""The one form of an empty house: which area is it for?"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.areas.loading import shipped_name
from office.start.provinces import PROVINCES

# Digits of the code, and the field that names what they stand for.
NAMED = {4: "city", 6: "county", 9: "town"}


class FoundingForm(forms.Form):
    """A code; the names below its province, where the house does not know them."""

    code = forms.RegexField(
        r"^\d{2}(\d{2}(\d{2}(\d{3})?)?)?$",
        label=gettext_lazy("Official code of the area"),
        max_length=9,
        help_text=gettext_lazy(
            "6 digits of a county, 9 of a town, as in the statistical division codes. 320581 is "
            "常熟市, 320581101 is 梅李镇. A whole city (4) or province (2) will do as well."
        ),
        error_messages={"invalid": gettext_lazy("An official code has 2, 4, 6 or 9 digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
    )
    city = forms.CharField(label=gettext_lazy("Name of the city"), max_length=100, required=False)
    county = forms.CharField(
        label=gettext_lazy("Name of the county or district"), max_length=100, required=False
    )
    town = forms.CharField(
        label=gettext_lazy("Name of the town or street"), max_length=100, required=False
    )
    unit = forms.CharField(label=gettext_lazy("Your unit"), max_length=100)

    def clean_code(self) -> str:
        """Begins with a province."""
        code: str = self.cleaned_data["code"]
        if code[:2] not in PROVINCES:
            raise forms.ValidationError(
                _("No province has the code %(code)s."),
                code="province",
                params={"code": code[:2]},
            )
        return code

    def clean(self) -> dict[str, Any]:
        """Every level has a name: the one typed, else the one the house knows."""
        told = super().clean() or {}
        for length in self.lengths:
            field = NAMED[length]
            told[field] = told.get(field) or shipped_name(told["code"][:length])
            if not told[field]:
                self.add_error(field, _("The house does not know this name yet; type it."))
        return told

    @property
    def lengths(self) -> list[int]:
        """Of the parts of the code below its province."""
        code = self.cleaned_data.get("code", "")
        return [length for length in NAMED if length <= len(code)]

    @property
    def names(self) -> list[str]:
        """From the city down to what the code names."""
        return [self.cleaned_data[NAMED[length]] for length in self.lengths]
