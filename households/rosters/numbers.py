"""Official numbers: identity number, unified social credit code, phone.

Pure: text in, the number as it is kept or the reason against it out. The check digits are
python-stdnum's, the phone patterns phonenumberslite's; its own `ric.validate` is not asked, since
it refuses real people whose district was renamed.
"""

import re
from datetime import date
from typing import Any

import phonenumbers
from phonenumbers import PhoneMetadata
from stdnum.cn import ric, uscc

OLDEST_YEARS = 130
_IDENTITY = re.compile(r"\d{17}[\dX]", re.ASCII)
_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}", re.ASCII)
_PHONE_NOISE = re.compile(r"[-()\s.·—－]")
_EXTENSION = re.compile(r"(?<=\d{7})(?:-|转|ext\.?)(\d{1,6})$", re.IGNORECASE)
_TWO_PHONES = re.compile(r"[/、,;，；]")
# The library's own pattern of Chinese mobile numbers, asked directly: most rows end here.
_CHINA: Any = PhoneMetadata.metadata_for_region("CN")
_MOBILE = re.compile(_CHINA.mobile.national_number_pattern)

Reason = tuple[str, dict[str, object]]


def identity_fault(number: str, *, on: date) -> Reason | None:
    """Why an identity number (half-width, upper case) cannot be one; None when it can.

    Length, characters, date of birth and check digit decide; the district never does.
    """
    if len(number) == 15 and number.isdigit():
        return "id_15", {}
    if len(number) != 18:
        return "id_length", {"n": len(number)}
    if not _IDENTITY.fullmatch(number):
        return "id_characters", {}
    if born_on(number, on=on) is None:
        return "id_date", {"date": number[6:14]}
    if ric.calc_check_digit(number) != number[-1]:
        return "id_check", {}
    return None


def born_on(number: str, *, on: date) -> date | None:
    """Date of birth in an identity number; None when there is no such day or nobody is that old."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born <= on and on.year - born.year <= OLDEST_YEARS else None


def uscc_fault(code: str) -> Reason | None:
    """Why a unified social credit code (half-width, upper case) cannot be one."""
    if len(code) != 18:
        return "uscc_length", {"n": len(code)}
    if not _CODE.fullmatch(code):
        return "uscc_characters", {}
    if uscc.calc_check_digit(code) != code[-1]:
        return "uscc_check", {}
    return None


def phone(text: str) -> tuple[str, Reason | None]:
    """A phone as it is kept (digits, area code, extension after a hyphen), or the reason against.

    >>> phone("0512-5266 1234"), phone("+86 199 5612 6116")
    (('051252661234', None), ('19956126116', None))
    """
    if _MOBILE.fullmatch(text):
        return text, None
    if _TWO_PHONES.search(text):
        return "", ("phone_two", {})
    found = _EXTENSION.search(text)
    extension = ""
    if found and len(_PHONE_NOISE.sub("", text[: found.start()])) >= 10:
        text, extension = text[: found.start()], f"-{found[1]}"
    digits = _PHONE_NOISE.sub("", text)
    digits = re.sub(r"^(?:\+|00)86", "", digits)
    if not digits.isdigit() or not digits.isascii():
        return "", ("phone_characters", {})
    number = phonenumbers.parse(digits, "CN") if 3 <= len(digits) <= 17 else None
    if number and number.country_code == 86 and phonenumbers.is_valid_number(number):
        national = str(number.national_number)
        is_fixed = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
        return ("0" if is_fixed else "") + national + extension, None
    return "", _phone_reason(digits)


def _phone_reason(digits: str) -> Reason:
    if 7 <= len(digits) <= 8:
        return "phone_area_code", {}
    if len(digits) < 11:
        return "phone_short", {"n": len(digits)}
    if len(digits) > 12:
        return "phone_long", {"n": len(digits)}
    return "phone_unknown", {}
