"""Giving ticked places of a list to a post: the administrator's dock under the list (派给)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cadres import undoing
from cadres.access import Grant
from cadres.models import Area, Cadre, Post
from cadres.queries import answering_posts
from households.actions.assigning import PlaceChange, last_event
from households.models import Place
from households.models.place import PlaceQuerySet

_SALT = "dashboards.giving"
MOST = 200  # more than a page shows


class PostField(forms.ModelChoiceField):
    """A post with whoever holds it."""

    def label_from_instance(self, post: Post) -> str:
        """天和社区专职岗甲（陈洁）."""
        holder = getattr(post, "holder_name", "") or _("held by nobody")
        return _("%(post)s (%(holder)s)") % {"post": post, "holder": holder}


class GivingForm(forms.Form):
    """Ticked places to a post, from today."""

    place = forms.ModelMultipleChoiceField(
        queryset=Place.objects.none(),
        label=gettext_lazy("Which one"),
        error_messages={
            "required": gettext_lazy("Tick some first."),
            "invalid_choice": gettext_lazy("One of them is not in your area any more."),
        },
    )
    post = PostField(
        queryset=Post.objects.none(),
        label=gettext_lazy("Given to"),
        empty_label=pgettext_lazy("post", "Choose"),
        # The dock of a phone has no room for the label.
        widget=forms.Select(attrs={"aria-label": gettext_lazy("Given to")}),
    )

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, places: PlaceQuerySet, posts: QuerySet[Post]) -> None:
        super().__init__(data)
        # Asked before the list is read, so that no change falls between.
        self.shown = last_event()
        for name, rows in (("place", places), ("post", posts)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.fields["post"].widget.attrs["class"] = "form-select"

    @property
    def ticked(self) -> set[int]:
        """Ids of the boxes that were ticked, valid or not."""
        sent = self.data.getlist("place") if isinstance(self.data, QueryDict) else []
        return {int(one) for one in sent[:MOST] if one.isascii() and one.isdigit()}


def giving_form(
    grants: Sequence[Grant], area: Area, *, on: date, data: Any = None
) -> GivingForm | None:
    """The dock under a list of this area, for whoever may give it away under these grants."""
    if not grants:
        return None
    places = Place.objects.within(grants).below(area.path)
    return GivingForm(data, places=places, posts=answering_posts(area, grants, on=on))


def words(count: int, post: Post) -> str:
    """What was done."""
    told = ngettext("%(count)d door given to %(post)s", "%(count)d doors given to %(post)s", count)
    return told % {"count": count, "post": post}


def note_of(changes: Sequence[PlaceChange], *, by: Cadre, back: str) -> str:
    """What was given, signed, for the undo bar."""
    return undoing.note_of(changes, by=by, back=back, salt=_SALT)


def read_note(note: str, *, by: Cadre) -> tuple[list[PlaceChange], str]:
    """The changes and the page. Raises BadSignature for anybody else's note or a made-up one."""
    return undoing.read_note(note, PlaceChange, by=by, salt=_SALT)


def covers_all(grants: Sequence[Grant], changes: Sequence[PlaceChange]) -> bool:
    """Whether all of these places still lie in the grants."""
    ids = {change.place_id for change in changes}
    return Place.objects.within(grants).filter(pk__in=ids).count() == len(ids)
