"""The forms of the office's table: the file, and what is said to each row of its preview."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadres.models import Cadre
from phone import workbook
from visits.models import Outcome, PartOfDay

OUTCOMES = [
    (Outcome.MET.value, gettext_lazy("Met somebody")),
    (Outcome.NOBODY_HOME.value, pgettext_lazy("short", "Nobody")),
    (Outcome.REFUSED.value, gettext_lazy("Would not see us")),
]


class UploadForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label=gettext_lazy("Excel table"),
        widget=forms.FileInput({"accept": ".xlsx,.xls"}),
        error_messages={
            "required": gettext_lazy("Choose the table first."),
            "empty": gettext_lazy("There is nothing in this file."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class RowAnswer:
    """A row of the preview with what the person said to it."""

    def __init__(self, line: workbook.Line, data: Mapping[str, str] | None) -> None:
        self.line = line
        self.key = f"r{line.told.row}"
        given = data if data is not None else {}
        self.is_wanted = line.is_sure if data is None else f"{self.key}-on" in given
        self.door = given.get(f"{self.key}-door", "")
        outcome = given.get(f"{self.key}-outcome", line.told.outcome)
        self.outcome = outcome if outcome in dict(OUTCOMES) else line.told.outcome

    @property
    def outcomes(self) -> list[tuple[str, Any, bool]]:
        """Value, name, and whether it is the chosen one."""
        return [(value, name, value == self.outcome) for value, name in OUTCOMES]

    @property
    def doors(self) -> list[tuple[str, workbook.Candidate, bool]]:
        """The doors that may be meant."""
        told = [(str(one.place.pk), one) for one in self.line.doors]
        return [(pk, one, pk == self.door) for pk, one in told]

    def choice(self, part: str) -> workbook.Choice | None:
        """What is to be saved; nothing for a row that is not wanted or has no door."""
        if self.line.is_sure:
            place = self.line.doors[0].place if self.is_wanted else None
        else:
            place = next((one.place for pk, one, chosen in self.doors if chosen), None)
        return workbook.Choice(self.line, place, self.outcome, part) if place else None


class PreviewForm:
    """All rows of a preview; which part of day it was, where the table does not say."""

    def __init__(
        self, seen: workbook.Preview, by: Cadre, data: Mapping[str, str] | None = None
    ) -> None:
        self.seen, self.is_bound = seen, data is not None
        self.sealed = workbook.sealed(seen, by=by)
        self.matched = [RowAnswer(line, data) for line in seen.matched]
        self.to_choose = [RowAnswer(line, data) for line in seen.to_choose]
        part = (data or {}).get("part", "")
        self.part = part if part in PartOfDay.values else ""
        self.errors: dict[str, list[str]] = {}

    def is_valid(self) -> bool:
        """Whether something is to be saved, and each row has its part of day."""
        if not self.choices:
            self.errors["rows"] = [_("Tick a row first, or choose its door.")]
        elif not self.part and any(not one.line.told.part for one in self.choices):
            self.errors["part"] = [_("Choose morning, afternoon or evening")]
        return not self.errors

    @property
    def choices(self) -> list[workbook.Choice]:
        """What is to be saved."""
        told = (answer.choice(self.part) for answer in [*self.matched, *self.to_choose])
        return [one for one in told if one is not None]

    @property
    def parts(self) -> list[tuple[str, Any, bool]]:
        """Value, name, and whether it is the chosen one."""
        return [(value, name, value == self.part) for value, name in PartOfDay.choices]
