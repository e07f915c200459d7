"""What can be wrong in a cell or was mended, and the sentence that says what to do.

A fault is kept as code, reason and words, never as a sentence: it is told in the language of
whoever reads it.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MENDED = "mended"
ELSEWHERE = "elsewhere"  # told by what stands in the database, not by the file


class Fault(NamedTuple):
    """One cell: which column, the code programs know, the reason with its words, the value."""

    column: str
    code: str
    reason: str
    words: dict[str, Any]
    value: str

    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        text = str((MENDINGS if self.code == MENDED else REASONS)[self.reason])
        return text % self.words if self.words else text


REASONS = {
    "id_15": _("A number of the first generation with 15 digits; write the one with 18"),
    "id_length": _("It has %(n)s characters, an identity number has 18"),
    "id_characters": _("Only digits, and at most an X at the end"),
    "id_date": _("There is no such date of birth: %(date)s"),
    "id_check": _("The last digit does not fit; perhaps one digit was copied wrongly"),
    "id_number": _(
        "Excel kept it as a number and lost its last digits. Set the cell to text and type it again"
    ),
    "dup": _("The same as %(name)s in row %(row)s; is it the same person"),
    "dup_code": _("The same as %(name)s in row %(row)s; one code belongs to one enterprise"),
    "phone_two": _("Two numbers in one cell; keep one"),
    "phone_characters": _("Not only digits; write the number alone"),
    "phone_area_code": _("A landline needs its area code in front"),
    "phone_short": _("It has only %(n)s digits, a mobile number has 11"),
    "phone_long": _("It has %(n)s digits, a mobile number has 11"),
    "phone_unknown": _("There is no such mobile or landline number"),
    "name_blank": _("No name"),
    "too_long": _("Longer than %(n)s characters"),
    "village_blank": _("No code of a village or community"),
    "village_unknown": _("%(area)s has no village with this code"),
    "village_guess": _("%(area)s has no village with this code; is it %(name)s, %(code)s"),
    "village_name_unknown": _("%(area)s has no village or community with this name"),
    "village_differs": _("The code is that of %(name)s, but the row says another village"),
    "number_blank": _("No household number, so the household cannot be told from others"),
    "cat_unknown": _("There is no such category"),
    "cat_guess": _("There is no such category; is it “%(name)s”"),
    "residence_unknown": _(
        "Not understood; write one of 在户, 外出, 人户分离, 租住, 空户"  # the roster's own words
    ),
    "uscc_blank": _("No unified social credit code"),
    "uscc_length": _("It has %(n)s characters, the code has 18"),
    "uscc_characters": _("Only digits and capital letters without I, O, S, V, Z"),
    "uscc_check": _("The last character does not fit; perhaps one was copied wrongly"),
    "stands_elsewhere": _("%(name)s stands in another area with this code; ask its administrator"),
    "staff_number": _("Write the number of people as a whole number"),
    "yes_or_no": _("Write 是 or 否"),
}

MENDINGS = {
    "space": _("spaces taken out"),
    "width": _("wide digits made plain"),
    "formula": _("formula marks taken off"),
    "number": _("a number turned into text"),
    "dot": _("the dot in the name evened out"),
    "filler": _("a filler word read as nothing"),
}


# The columns as a person calls them; a sheet's own heading may differ.
TITLES = {
    "village_name": pgettext_lazy("column of a roster", "village or community"),
    "village": pgettext_lazy("column of a roster", "code of the village"),
    "grid": pgettext_lazy("column of a roster", "grid"),
    "address": pgettext_lazy("column of a roster", "address"),
    "number": pgettext_lazy("column of a roster", "household number"),
    "head": pgettext_lazy("column of a roster", "head of the household"),
    "relation": pgettext_lazy("column of a roster", "relation to the head"),
    "name": pgettext_lazy("column of a roster", "name"),
    "identity": pgettext_lazy("column of a roster", "identity number"),
    "phone": pgettext_lazy("column of a roster", "phone"),
    "residence": pgettext_lazy("column of a roster", "where they live"),
    "categories": pgettext_lazy("column of a roster", "categories"),
    "remarks": pgettext_lazy("column of a roster", "remarks"),
    "uscc": pgettext_lazy("column of a roster", "unified social credit code"),
    "industry": pgettext_lazy("column of a roster", "industry"),
    "scale": pgettext_lazy("column of a roster", "size"),
    "staff": pgettext_lazy("column of a roster", "staff"),
    "legal": pgettext_lazy("column of a roster", "legal representative"),
    "contact": pgettext_lazy("column of a roster", "contact"),
    "above_scale": pgettext_lazy("column of a roster", "above scale"),
}
