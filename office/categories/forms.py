"""What the administrator fills in of a category."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadres.models import Area, Unit
from households.models import Category
from issues.models import IssueCategory
from office.standards.forms import NUMBERS


def _behind(rows: Sequence[Any], row: Any) -> Any:
    """The one that `row` stands behind now; for a new one the last."""
    before = [one for one in rows if row is None or (one.order, one.pk) < (row.order, row.pk)]
    return before[-1].pk if before else None


class PlaceKindForm(forms.Form):
    """A category of places."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=30)
    after = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        label=gettext_lazy("Stands behind"),
        empty_label=pgettext_lazy("stands behind", "none, it is the first"),
        required=False,
    )

    def __init__(self, data: Any, *, row: Category | None, others: Sequence[Category]) -> None:
        name = row.name if row else ""
        super().__init__(data, initial={"name": name, "after": _behind(others, row)})
        choose(self, "after", Category, others)


class IssueKindForm(forms.Form):
    """A kind of issue."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    parent = forms.ModelChoiceField(
        queryset=IssueCategory.objects.none(),
        label=gettext_lazy("Belongs to"),
        empty_label=pgettext_lazy("belongs to", "none, it stands by itself"),
        required=False,
    )
    limit_days = forms.IntegerField(
        label=gettext_lazy("Working days to settle it"),
        min_value=1,
        max_value=250,
        error_messages=NUMBERS,
    )
    urgent_limit_days = forms.IntegerField(
        label=gettext_lazy("When it is urgent"), min_value=1, max_value=250, error_messages=NUMBERS
    )
    after = forms.ModelChoiceField(
        queryset=IssueCategory.objects.none(),
        label=gettext_lazy("Stands behind"),
        empty_label=pgettext_lazy("stands behind", "none, it is the first"),
        required=False,
    )

    def __init__(
        self,
        data: Any,
        *,
        row: IssueCategory | None,
        others: Sequence[IssueCategory],
        parents: Sequence[IssueCategory],
    ) -> None:
        names = ("name", "limit_days", "urgent_limit_days")
        told = {name: getattr(row, name) for name in names} if row else {}
        days = {"limit_days": 15, "urgent_limit_days": 3}
        super().__init__(data, initial={**days, **told, "after": _behind(others, row)})
        choose(self, "after", IssueCategory, others)
        if row is not None:
            del self.fields["parent"]  # where it belongs stays
            return
        choose(self, "parent", IssueCategory, parents)


class LeadForm(forms.Form):
    """Which unit usually leads it where."""

    area = forms.ModelChoiceField(
        queryset=Area.objects.none(), label=gettext_lazy("In which area"), empty_label=None
    )
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label=gettext_lazy("Usually handed to"),
        empty_label=pgettext_lazy("unit", "Choose"),
    )

    def __init__(self, data: Any, *, areas: Sequence[Area], units: Sequence[Unit]) -> None:
        super().__init__(data, prefix="lead")
        choose(self, "area", Area, areas)
        choose(self, "unit", Unit, units)


def choose(form: forms.Form, name: str, model: Any, rows: Sequence[Any]) -> None:
    """Let a field choose among these rows, in their own order of the model."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = model.objects.filter(pk__in=[row.pk for row in rows])
