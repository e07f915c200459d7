"""What the administrator fills in of a standard."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadres.models import Area, Front
from households.models import Residence
from visits.models import Mode, Period, StandardVersion, VisitorRole
from visits.standards import NAME_ROOM

DAYS, TIMES = "days", "times"
AT_LEAST_ONE = gettext_lazy("Write a whole number, one or more.")
NUMBERS = {
    "required": AT_LEAST_ONE,
    "invalid": AT_LEAST_ONE,
    "min_value": AT_LEAST_ONE,
    "max_value": gettext_lazy("Write a smaller number."),
}


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "num"})


def several(label: Any, choices: Any, **more: Any) -> forms.TypedMultipleChoiceField:
    """Boxes of which any number may be ticked."""
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        **{"required": False, **more},
    )


class StandardForm(forms.Form):
    """A new version: how often, from when; and which places, who, what counts."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_ROOM)
    how = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[
            (DAYS, pgettext_lazy("how often", "Every so many days")),
            (TIMES, pgettext_lazy("how often", "So often a period")),
        ],
        widget=forms.RadioSelect,
    )
    every_days = forms.IntegerField(
        label=gettext_lazy("Days from one visit to the next"),
        min_value=1,
        max_value=3660,
        error_messages=NUMBERS,
    )
    period = forms.ChoiceField(
        label=gettext_lazy("In each"),
        choices=[
            (Period.MONTH, pgettext_lazy("in each", "month")),
            (Period.QUARTER, pgettext_lazy("in each", "quarter")),
            (Period.HALF_YEAR, pgettext_lazy("in each", "half-year")),
            (Period.YEAR, pgettext_lazy("in each", "year")),
        ],
    )
    times = forms.IntegerField(
        label=gettext_lazy("How many times"), min_value=1, max_value=31, error_messages=NUMBERS
    )
    area = forms.ChoiceField(label=gettext_lazy("In which area"))
    fronts = several(pgettext_lazy("standard", "Which doors"), Front.choices)
    categories = several(gettext_lazy("Which categories"), (), coerce=int)
    residences = several(gettext_lazy("How they live"), Residence.choices)
    roles = several(
        gettext_lazy("Who has to have been there"),
        [
            (VisitorRole.MAIN, pgettext_lazy("who was there", "Main visitor")),
            (VisitorRole.ACCOMPANYING, pgettext_lazy("who was there", "Somebody along")),
            (VisitorRole.LEADER, pgettext_lazy("who was there", "Leader")),
            (VisitorRole.PROXY, pgettext_lazy("who was there", "Sent by the leader")),
        ],
        help_text=gettext_lazy("Of several, one is enough. None ticked: anybody may go."),
    )
    modes = several(
        pgettext_lazy("standard", "What counts"),
        Mode.choices,
        required=True,
        error_messages={"required": pgettext_lazy("what counts", "Tick at least one.")},
    )
    from_on = forms.DateField(label=gettext_lazy("From which day"), widget=DayInput)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=100, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        areas: Iterable[Area],
        categories: Mapping[int, str],
        standing: StandardVersion | None,
        first: date,
    ) -> None:
        super().__init__(data, initial=filled(standing, first=first))
        area, tags = self.fields["area"], self.fields["categories"]
        assert isinstance(area, forms.ChoiceField)
        assert isinstance(tags, forms.ChoiceField)
        area.choices = [(one.path, one.spoken) for one in areas]
        tags.choices = list(categories.items())

    def full_clean(self) -> None:
        """A fault in the half of "how often" that is left aside is none."""
        super().full_clean()
        aside = ("times", "period") if self.data.get("how") == DAYS else ("every_days",)
        for name in aside:
            if self.is_bound and name in self.errors:
                del self.errors[name]

    @property
    def has_inner_errors(self) -> bool:
        """Whether something is wrong in the part that is folded."""
        return any(name in self.errors for name in ("name", "area", "categories", "modes"))

    def version(self) -> StandardVersion:
        """What was filled in, not saved."""
        told = self.cleaned_data
        is_days = told["how"] == DAYS
        return StandardVersion(
            area_path=told["area"],
            every_days=told["every_days"] if is_days else None,
            times=None if is_days else told["times"],
            period="" if is_days else told["period"],
            from_on=told["from_on"],
            why=told["why"],
            **{
                name: told[name]
                for name in ("fronts", "categories", "residences", "roles", "modes")
            },
        )


def filled(standing: StandardVersion | None, *, first: date) -> dict[str, Any]:
    """The form as it opens: what stands, from the next month on."""
    if standing is None:
        return {"how": DAYS, "every_days": 90, "times": 1, "modes": [Mode.DOOR], "from_on": first}
    names = ("fronts", "categories", "residences", "roles", "modes")
    return {
        "name": standing.standard.name,
        "how": TIMES if standing.times else DAYS,
        "every_days": standing.every_days,
        "times": standing.times or 1,
        "period": standing.period,
        "area": standing.area_path,
        "from_on": first,
        **{name: getattr(standing, name) for name in names},
    }
