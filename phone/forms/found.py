"""The form of a household that no roster has."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from cadres.models import Area


class FoundForm(forms.Form):
    """Where they live, whom one met; the rest may be left out."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    area = forms.ChoiceField(
        label=_("Village or grid"),
        error_messages={"required": _("Choose the village or the grid where they live.")},
    )
    address = forms.CharField(
        label=_("Where they live"),
        max_length=200,
        help_text=_("Group and door, as on the plate"),
        error_messages={"required": _("Write where they live.")},
    )
    name = forms.CharField(
        label=_("Their name"),
        max_length=60,
        help_text=_("Whom you met, or the head of the family"),
        error_messages={"required": _("Write whom you met, or the head of the family.")},
    )
    people = forms.IntegerField(
        label=_("How many people"),
        required=False,
        min_value=1,
        max_value=99,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write the number in figures, as 3")
        ),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("A sentence"),
        required=False,
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        first = str(areas[0].pk) if len(areas) == 1 else ""
        kwargs["initial"] = {"client_id": uuid7(), "area": first}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.areas = {str(area.pk): area for area in areas}
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        empty = [] if first else [("", _("Choose one"))]
        field.choices = [*empty, *((pk, _called(area)) for pk, area in self.areas.items())]

    @property
    def chosen_area(self) -> Area:
        """The chosen area; of a cleaned form only."""
        return self.areas[self.cleaned_data["area"]]

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal of the action beside its field."""
        for error in refusal.error_list:
            self.add_error(error.code if error.code in self.fields else None, error)


def _called(area: Area) -> str:
    """A grid with its village, unless it is called after it."""
    village = area.parent if area.level == Area.Level.GRID else None
    if village is None or area.name.startswith(village.spoken[:2]):
        return area.spoken
    return f"{village.spoken}{area.spoken}"
