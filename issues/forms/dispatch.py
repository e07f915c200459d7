"""Handing ticked issues over, or giving them back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cadres.models import Unit
from issues.dispatch_board import DispatchBoard

HAND_OVER, GIVE_BACK = "hand_over", "give_back"
_FIELD_OF = {"no_handler": "lead", "no_text": "why"}


class HandOverForm(forms.Form):
    """One form around the list and the panel: two buttons, one for each thing."""

    lead = forms.ChoiceField(label=_("Who leads"), required=False)
    helping = forms.MultipleChoiceField(
        label=_("Who helps"), required=False, widget=forms.CheckboxSelectMultiple
    )
    with_villages = forms.BooleanField(label=_("the village committees"), required=False)
    word = forms.CharField(
        label=_("A word along with it"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    why = forms.CharField(
        label=_("Why it comes back"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, board: DispatchBoard) -> None:
        super().__init__(*args)
        self.board = board
        self._units = {str(unit.pk): unit for unit, _load in board.leads}
        leads = [
            (str(unit.pk), gettext("%(unit)s (%(open)s)") % {"unit": unit, "open": load.open})
            for unit, load in board.leads
        ]
        self._loads = {str(unit.pk): load for unit, load in board.leads}
        self.fields["lead"].choices = [("", gettext("Choose a unit")), *leads]  # type: ignore[attr-defined]
        names = [(key, str(unit)) for key, unit in self._units.items()]
        self.fields["helping"].choices = names  # type: ignore[attr-defined]

    @property
    def lead_shown(self) -> str:
        """What the list of leads stands on: the person's choice, else the usual lead."""
        chosen = self.data.get("lead", "")
        proposed = str(self.board.proposed.pk) if self.board.proposed else ""
        if self.data.get("proposed", "") == chosen:  # nobody chose otherwise
            chosen = ""
        return chosen or (proposed if proposed in self._units else "")

    @property
    def lead_name(self) -> str:
        """The unit that the button names."""
        unit = self._units.get(self.lead_shown)
        return str(unit) if unit else ""

    @property
    def load(self) -> str:
        """What that unit has in hand already, in words."""
        load = self._loads.get(self.lead_shown)
        return str(load) if load else ""

    def must_be_ready(self) -> None:
        """Handing over asks for a tick and a lead."""
        if "ids" not in self.data:
            self.add_error(None, gettext("Tick at least one."))
        elif not self.cleaned_data.get("lead"):
            self.add_error("lead", gettext("Choose who leads."))

    @property
    def chosen_lead(self) -> Unit:
        """The chosen lead."""
        return self._units[self.cleaned_data["lead"]]

    @property
    def helpers(self) -> Sequence[Unit]:
        """The chosen helpers."""
        return [self._units[key] for key in self.cleaned_data["helping"]]

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal beside the field that it is about."""
        for error in refusal.error_list:
            self.add_error(_FIELD_OF.get(error.code or ""), error)
