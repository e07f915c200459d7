"""What the administrator fills in about units, posts and persons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadres.access import Grant
from cadres.models import Area, Cadre, Post, Role, Unit
from households.rosters.faults import REASONS
from households.rosters.numbers import phone as read_phone
from office.people import queries

NOBODY = "nobody"

account_characters = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]*$",
    gettext_lazy("Small letters and digits only, as in zm1; a dot or a hyphen may stand between."),
)


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "num"})


class PhoneField(forms.CharField):
    """A phone as it is kept, or the reason why it cannot be one."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "class": "num", "autocomplete": "off"})
        super().__init__(
            label=gettext_lazy("Phone"), required=False, max_length=40, widget=widget, **kwargs
        )

    def clean(self, value: Any) -> str:
        """Digits only; empty stays empty."""
        text = super().clean(value)
        if not text:
            return ""
        number, fault = read_phone(text)
        if fault:
            reason, words = fault
            raise ValidationError(str(REASONS[reason]) % words, code=reason)
        return number


class AreaField(forms.CharField):
    """An area by its code, or by its name where only one is called so; a list of what there is."""

    def __init__(self, **kwargs: Any) -> None:
        self.areas: QuerySet[Area] = Area.objects.none()
        widget = forms.TextInput(attrs={"list": "known-areas", "autocomplete": "off"})
        super().__init__(label=gettext_lazy("Area"), max_length=100, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A row as one types it."""
        return f"{value.spoken} {value.code}" if isinstance(value, Area) else value

    def clean(self, value: Any) -> Area:
        """The area. Raises ValidationError for one that is unknown or not told apart."""
        text = super().clean(value).strip()
        last = text.split()[-1]
        named = self.areas.filter(code=last) if last.isdigit() else self.areas.filter(name=text)
        if not named and not last.isdigit():
            named = self.areas.filter(name__startswith=text)
        found = list(named[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("Several areas are called so; write the code."), code="several")
        raise ValidationError(
            _("There is no such area here. Choose one of the list or write its code."),
            code="unknown",
        )


class UnitField(forms.ModelChoiceField):
    """A unit by its full name."""

    def label_from_instance(self, unit: Unit) -> str:
        """The full name: short ones are many times the same."""
        return unit.name


class PostField(forms.ModelChoiceField):
    """A post of one unit."""

    def label_from_instance(self, post: Post) -> str:
        """The name and what it is there for."""
        return _("%(post)s (%(role)s)") % {"post": post.name, "role": Role(post.role).label}


class UnitForm(forms.Form):
    """A unit: names, area, what stands above."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=100)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Stands before the names of its posts"),
    )
    area = AreaField(help_text=gettext_lazy("The town, village or county it works for"))
    parent = UnitField(
        label=gettext_lazy("Unit above"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=pgettext_lazy("unit", "None"),
    )

    def __init__(self, data: Any = None, *, grants: Sequence[Grant], unit: Unit | None = None):
        initial = (
            {
                "name": unit.name,
                "short_name": unit.short_name,
                "area": unit.area,
                "parent": unit.parent,
            }
            if unit
            else {}
        )
        super().__init__(data, initial=initial)
        _choose(self, "area", queries.areas_of(grants))
        _choose(self, "parent", queries.units_above(unit, grants))

    def clean_short_name(self) -> str:
        """The full name where it is short enough and no other was given."""
        return self.cleaned_data["short_name"] or self.cleaned_data.get("name", "")[:30]


class PostForm(forms.Form):
    """A post: its name, what it is there for and where."""

    name = forms.CharField(label=gettext_lazy("Name of the post"), max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("What it is there for"), choices=Role)
    area = AreaField(help_text=gettext_lazy("How far it sees: this area and everything below"))
    is_leading = forms.BooleanField(label=gettext_lazy("Leads the unit"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        grants: Sequence[Grant],
        unit: Unit,
        post: Post | None = None,
    ):
        initial: dict[str, Any] = {"area": unit.area}
        if post:
            initial = {name: getattr(post, name) for name in ("name", "role", "area", "is_leading")}
        super().__init__(data, initial=initial)
        _choose(self, "area", queries.areas_of(grants))


class InviteForm(forms.Form):
    """A new colleague in a post that is free."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=50)
    phone = PhoneField()
    post = PostField(
        label=gettext_lazy("In which post"),
        queryset=Post.objects.none(),
        empty_label=pgettext_lazy("post", "Choose"),
    )
    from_on = forms.DateField(label=gettext_lazy("From which day"), widget=DayInput)
    username = forms.CharField(
        label=gettext_lazy("Account name"),
        max_length=50,
        required=False,
        validators=[account_characters],
        help_text=gettext_lazy("Left out, it is made of the initials and a number"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        posts: QuerySet[Post],
        today: date,
        only: Post | None = None,
    ):
        """`only` is the one post there is to choose."""
        super().__init__(data, initial={"from_on": today, "post": only}, auto_id="new_%s")
        _choose(self, "post", posts)

    def clean_username(self) -> str:
        """Made of the name where none was given."""
        return self.cleaned_data["username"] or queries.free_account(
            self.cleaned_data.get("name", "")
        )


class SomebodyForm(forms.Form):
    """Somebody who is known: chosen by name, or by the account."""

    who = forms.ChoiceField(label=gettext_lazy("Who"), widget=forms.RadioSelect, required=False)
    account = forms.CharField(
        label=gettext_lazy("Somebody else, by account name"), max_length=50, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        near: Sequence[Cadre],
        grants: Sequence[Grant],
        today: date,
        **kwargs: Any,
    ):
        super().__init__(data, **kwargs)
        self.near = {str(cadre.pk): cadre for cadre in near}
        self.grants, self.today = grants, today
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [*self.nobody, *((pk, cadre.name) for pk, cadre in self.near.items())]

    nobody: tuple[tuple[str, Any], ...] = ()

    def clean_account(self) -> Cadre | None:
        """The person of that account in the own area."""
        account = self.cleaned_data["account"].strip()
        if not account:
            return None
        cadre = queries.by_account(account, self.grants, on=self.today)
        if cadre is None:
            raise ValidationError(_("Nobody in your area has this account."), code="unknown")
        return cadre

    @property
    def person(self) -> Cadre | None:
        """Whoever was told by either field; the account is the more precise."""
        told: Cadre | None = self.cleaned_data.get("account")
        return told or self.near.get(self.cleaned_data.get("who") or "")


class EndForm(SomebodyForm):
    """The last day of a tenure, and who follows."""

    nobody = ((NOBODY, gettext_lazy("Leave the post vacant for now")),)
    last_on = forms.DateField(
        label=gettext_lazy("Last day in the post"),
        widget=DayInput,
        help_text=gettext_lazy("Yesterday ends it at once"),
    )
    field_order = ("last_on", "who", "account")

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, auto_id="end_%s", **kwargs)
        self.fields["who"].label = _("Who follows")
        self.fields["who"].required = True  # one answer is chosen already


class BeginForm(SomebodyForm):
    """Somebody who is known begins in a post."""

    from_on = forms.DateField(label=gettext_lazy("From which day"), widget=DayInput)

    def __init__(self, data: Any = None, **kwargs: Any):
        super().__init__(data, auto_id="begin_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        """Somebody must be named."""
        told = super().clean() or self.cleaned_data
        if not self.errors and self.person is None:
            self.add_error("who", ValidationError(_("Choose who."), code="required"))
        return told


class PersonForm(forms.Form):
    """Name, account and phone of somebody; the phone stands masked, a new one replaces it."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=50)
    username = forms.CharField(label=gettext_lazy("Account name"), max_length=50)
    phone = PhoneField()
    forget_phone = forms.BooleanField(
        label=gettext_lazy("Remove the number that is kept"), required=False
    )

    def __init__(self, data: Any = None, *, cadre: Cadre):
        super().__init__(data, initial={"name": cadre.name, "username": cadre.username})
        self.cadre = cadre
        if cadre.phone:
            self.fields["phone"].help_text = _("Left empty, the number stays as it is")
        else:
            del self.fields["forget_phone"]

    def clean_username(self) -> str:
        """An old account name may stay as it is, a new one keeps to the rule."""
        told: str = self.cleaned_data["username"]
        if told != self.cadre.username:
            account_characters(told)
        return told

    @property
    def told_phone(self) -> str | None:
        """The new number, "" to remove it, None to leave it."""
        if self.cleaned_data.get("phone"):
            return str(self.cleaned_data["phone"])
        return "" if self.cleaned_data.get("forget_phone") else None


class JoinForm(forms.Form):
    """The own password, twice, by the rules of the house."""

    password1 = forms.CharField(
        label=gettext_lazy("New password"), widget=forms.PasswordInput, strip=False
    )
    password2 = forms.CharField(
        label=gettext_lazy("The same again"), widget=forms.PasswordInput, strip=False
    )

    def __init__(self, data: Any = None, *, cadre: Cadre):
        super().__init__(data)
        self.cadre = cadre

    def clean_password1(self) -> str:
        """Held to the rules."""
        told: str = self.cleaned_data["password1"]
        validate_password(told, self.cadre)
        return told

    def clean_password2(self) -> str:
        """The same as the first."""
        told: str = self.cleaned_data["password2"]
        first = self.cleaned_data.get("password1")
        if first is not None and told != first:
            raise ValidationError(_("The two are not the same."), code="differs")
        return told


def _choose(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, AreaField):
        field.areas = rows
    elif isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
