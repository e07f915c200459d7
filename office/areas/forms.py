"""What the administrator fills in about areas."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadres.models import Area, Front
from office.areas.actions import BELOW, MOST_GRIDS

FRONTS = [(front.value, front.label) for front in (Front.VILLAGE, Front.COMMUNITY)]
NAME = gettext_lazy("Name")


class ChangeForm(forms.Form):
    """The name of an area and, of a village, its front."""

    name = forms.CharField(label=NAME, max_length=100)
    front = forms.ChoiceField(
        label=gettext_lazy("Front"),
        choices=FRONTS,
        help_text=gettext_lazy(
            "Its households count there from today; figures of past days stay where they were."
        ),
    )

    def __init__(self, data: Any = None, *, area: Area) -> None:
        super().__init__(data, initial={"name": area.name, "front": area.front}, prefix="change")
        if area.level != Area.Level.VILLAGE:
            del self.fields["front"]


class GridsForm(forms.Form):
    """So many more grids of a village, or one with a name of its own."""

    count = forms.IntegerField(
        label=gettext_lazy("How many more"), min_value=1, max_value=MOST_GRIDS, initial=1
    )
    name = forms.CharField(
        label=NAME,
        max_length=100,
        required=False,
        help_text=gettext_lazy("Of a single one. Without it they are numbered."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="grids")


class AddForm(forms.Form):
    """One official division, by hand."""

    code = forms.CharField(label=gettext_lazy("Official code"), max_length=15)
    name = forms.CharField(label=NAME, max_length=100)
    front = forms.ChoiceField(
        label=gettext_lazy("Front"),
        choices=[("", pgettext_lazy("front", "As the code says")), *FRONTS],
        required=False,
    )

    def __init__(self, data: Any = None, *, parent: Area) -> None:
        super().__init__(data, prefix="add")
        level, digits = BELOW[parent.level]
        self.fields["code"].help_text = _(
            "%(parent)s and %(digits)d more digits; the last %(digits)d are enough."
        ) % {"parent": parent.code, "digits": digits}
        if level != Area.Level.VILLAGE:
            del self.fields["front"]


class FileForm(forms.Form):
    """One official file."""

    file = forms.FileField(
        label=gettext_lazy("Official file (CSV)"),
        help_text=gettext_lazy(
            "Towns first, then villages. Columns code, name and the codes of what lies above, as "
            "published: streetCode, areaCode, cityCode, provinceCode."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
