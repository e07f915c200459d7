"""The check of the Chinese finds each kind of fault (and is run by ./run check)."""

import pytest
from babel.messages.catalog import Message

from config import catalogues


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("door", ""), "has no Chinese"),
        (Message("door", "门", flags=["fuzzy"]), "fuzzy"),
        (Message("%(n)s doors", "%(m)s 扇门"), "its Chinese ['%(m)s']"),
        (Message(("one door", "%(n)s doors"), ("门",)), "its Chinese []"),
    ],
)
def test_a_fault_is_told(message, fault):
    assert any(fault in told for told in catalogues.faults_of(message))


def test_a_sound_message_has_none():
    sound = Message(("%(n)s door", "%(n)s doors"), ("%(n)s 扇门",))

    assert list(catalogues.faults_of(sound)) == []


def test_words_of_python_and_templates_are_found():
    found = catalogues.Book("config").extracted()

    assert found.get("This field is required.") is not None
    assert any(str(place).endswith(".html") for m in found for place, _ in m.locations)


def test_an_unknown_app_is_refused():
    with pytest.raises(LookupError, match="no_such_app"):
        catalogues.books(["no_such_app"])
