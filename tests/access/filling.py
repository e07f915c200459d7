"""Forms of a page as a browser would send them: everything that stands in them already."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

YOU_WROTE = re.compile(r'id="you-wrote">([^<]*)<')
NOT_SENT = {"submit", "button", "image", "reset", "file"}
Attributes = dict[str, str | None]


@dataclass
class Filled:
    """One form: where it goes and what it would send."""

    action: str
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)  # boxes and choices not taken
    names: set[str] = field(default_factory=set)

    def put(self, name: str | None, value: str | None) -> None:
        """A field is sent with this value."""
        if name:
            self.names.add(name)
            self.fields.setdefault(name, []).append(value or "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Filled] = []
        self.by_id: dict[str, Filled] = {}
        self.strays: list[tuple[str, str, Attributes]] = []  # fields that name their form by id
        self._form: Filled | None = None
        self._select: tuple[Filled, str, list[str]] | None = None
        self._area: tuple[Filled, str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._form = Filled(told.get("action") or "", (told.get("method") or "get").lower())
            self.forms.append(self._form)
            self.by_id[told.get("id") or ""] = self._form
            return
        form = self.by_id.get(told["form"] or "") if "form" in told else self._form
        if tag == "input" and "form" in told and form is None:
            self.strays.append((told["form"] or "", tag, told))
        elif form is not None and not (tag != "option" and "disabled" in told):
            self._field(form, tag, told)

    def _field(self, form: Filled, tag: str, told: Attributes) -> None:
        name, kind = told.get("name") or "", told.get("type") or "text"
        if tag == "input" and kind in ("checkbox", "radio"):
            form.names.add(name)
            if "checked" in told:
                form.put(name, told.get("value") or "on")
            else:
                form.offered.setdefault(name, []).append(told.get("value") or "on")
        elif tag == "input" and kind not in NOT_SENT:
            form.put(name, told.get("value"))
        elif tag == "button":
            form.names.add(name)
        elif tag == "select":
            self._select = (form, name, [])
        elif tag == "textarea":
            self._area, self._text = (form, name), ""
        elif tag == "option" and self._select:
            chosen, value = self._select, told.get("value") or ""
            if "selected" in told:
                chosen[0].put(chosen[1], value)
            else:
                chosen[0].offered.setdefault(chosen[1], []).append(value)
            chosen[2].append(value)

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area:
            self._area[0].put(self._area[1], self._text.strip("\n"))
            self._area = None
        elif tag == "select" and self._select:
            form, name, values = self._select
            form.names.add(name)
            if values and name not in form.fields:
                form.put(name, values[0])
            self._select = None

    def close(self) -> None:
        super().close()
        for form_id, tag, told in self.strays:
            if form_id in self.by_id:
                self._field(self.by_id[form_id], tag, told)


def forms_in(page: str) -> list[Filled]:
    """All forms of a page that send something."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [form for form in reader.forms if form.method == "post"]


def form_for(page: str, *, address: str, to: str, names: Iterable[str]) -> Filled | None:
    """The form that goes to an address, or where a button of it does: the one with these fields."""
    forms = forms_in(page)
    for form in forms:
        if (form.action or address).split("?")[0] == to.split("?")[0] and form.names >= set(names):
            return form
    return next((form for form in forms if names and form.names >= set(names)), None)


def texts_in(page: str) -> str:
    """All that stands in the fields of a page, chosen or typed, or is quoted where none is left."""
    values = [value for form in forms_in(page) for many in form.fields.values() for value in many]
    return "\n".join([*values, *YOU_WROTE.findall(page)])
