"""What the administrator ticks and fills in."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadres.models import Area, Duty, Post
from office.assigning.board import Board
from office.assigning.lines import Line


class PostField(forms.ModelChoiceField):
    """A post with whoever holds it."""

    def label_from_instance(self, post: Post) -> str:
        """农村工作办包片岗（沈卫东）."""
        holder = getattr(post, "holder_name", "") or _("held by nobody")
        return _("%(post)s (%(holder)s)") % {"post": post, "holder": holder}


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "num"})


class GivingForm(forms.Form):
    """Ticked areas to a post, from a day on. A sketch may lack anything and changes nothing."""

    area = forms.ModelMultipleChoiceField(
        queryset=Area.objects.none(),
        to_field_name="code",
        label=gettext_lazy("Grid"),
        error_messages={"required": gettext_lazy("Tick the grids first.")},
    )
    post = PostField(
        queryset=Post.objects.none(),
        label=gettext_lazy("To which post"),
        help_text=gettext_lazy(
            "An area goes with its post. When the person changes, the post keeps it."
        ),
        empty_label=pgettext_lazy("post", "Choose"),
    )
    duty = forms.ChoiceField(
        label=gettext_lazy("In which way"),
        choices=[
            (Duty.RESPONSIBLE, gettext_lazy("answers for it (one post only)")),
            (Duty.SUPPORTING, gettext_lazy("supports, beside the one that answers")),
            (Duty.PAIRED, gettext_lazy("is paired with it, beside the one that answers")),
        ],
    )
    from_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput, required=False)
    at_once = forms.ModelMultipleChoiceField(
        queryset=Area.objects.none(), to_field_name="code", required=False
    )
    seen = forms.IntegerField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        board: Board,
        posts: QuerySet[Post],
        is_sketch: bool = False,
        needs_post: bool = True,
    ) -> None:
        if isinstance(data, QueryDict) and "duty" not in data:  # untold, it is to answer
            data = data.copy()
            data["duty"] = Duty.RESPONSIBLE
        super().__init__(data, initial={"from_on": board.today, "duty": Duty.RESPONSIBLE})
        self.board = board
        on_board = Area.objects.filter(pk__in=[line.area.pk for line in board.lines])
        for name in ("area", "at_once"):
            self._choose(name, on_board)
        self._choose("post", posts)
        self.may_lack = {"post"} if not needs_post else set(self.fields) if is_sketch else set()

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def _codes(self, name: str) -> set[str]:
        """What was sent of a field with several values, valid or not."""
        return set(self.data.getlist(name)) if isinstance(self.data, QueryDict) else set()

    def full_clean(self) -> None:
        """As ever, but what may be lacking is no fault."""
        super().full_clean()
        for name in self.may_lack & set(self.errors):
            if {error.code for error in self.errors[name].as_data()} == {"required"}:
                del self.errors[name]

    @property
    def ticked(self) -> list[Line]:
        """The board's lines whose box is ticked, valid or not."""
        codes = self._codes("area")
        return [line for line in self.board.lines if line.area.code in codes]

    @property
    def codes(self) -> set[str]:
        """Of the ticked ones, for the boxes."""
        return {line.area.code for line in self.ticked}

    @property
    def codes_at_once(self) -> set[str]:
        """Of those that are to begin today, for the boxes."""
        return self._codes("at_once")

    @property
    def is_whole(self) -> bool:
        """Whether a sketch says enough to be worked out."""
        if not self.is_bound or not self.is_valid():
            return False
        return all(self.cleaned_data.get(name) for name in ("area", "post", "from_on"))

    def starts(self) -> list[tuple[Area, date]]:
        """Each area with the day from which it is given."""
        at_once = {area.pk for area in self.cleaned_data["at_once"]}
        from_on = self.cleaned_data["from_on"]
        return [
            (area, self.board.today if area.pk in at_once else from_on)
            for area in self.cleaned_data["area"]
        ]

    @property
    def to_on(self) -> date | None:
        """The first day without; people name the last one with."""
        last_on = self.cleaned_data["last_on"]
        return last_on + timedelta(days=1) if last_on and last_on < date.max else None
