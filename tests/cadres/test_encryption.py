"""Identity numbers and phones: sealed where they stand, found by a blind index, keys rotated."""

import json

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from cadres import encryption, rotation
from cadres.models import Cadre
from households.models import Resident

NUMBER = "99999919540406038X"


@pytest.fixture
def key_file(settings, tmp_path):
    """A key file of this test's own."""
    settings.FIELD_KEYS_FILE = tmp_path / "keys.json"
    encryption.keys.cache_clear()
    encryption.keys()
    yield settings.FIELD_KEYS_FILE
    encryption.keys.cache_clear()


@pytest.fixture
def head(key_file, old_couple):
    Resident.objects.filter(is_head=True).update(id_number=NUMBER, phone="19956126116")
    return Resident.objects.get(is_head=True)


def stored(resident, column="id_number") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM households_resident WHERE id = %s", [resident.pk])
        return bytes(cursor.fetchone()[0])


def test_what_is_stored_says_nothing_and_reads_back(head):
    assert b"9999" not in stored(head)
    assert head.id_number == NUMBER


def test_the_same_number_is_stored_otherwise_each_time(head):
    before = stored(head)

    head.save(update_fields=["id_number"])

    assert stored(head) != before


def test_nothing_is_stored_as_no_bytes(head):
    Resident.objects.update(phone="")

    assert stored(head, "phone") == b""
    assert Resident.objects.get(pk=head.pk).phone == ""


def test_a_value_moved_to_another_column_does_not_open(head):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE households_resident SET phone = id_number")

    with pytest.raises(InvalidTag):
        Resident.objects.get(pk=head.pk)


def test_a_changed_byte_does_not_open(key_file):
    sealed = bytearray(encryption.seal(NUMBER, place="a.b"))
    sealed[-1] ^= 1

    with pytest.raises(InvalidTag):
        encryption.unseal(bytes(sealed), place="a.b")


def test_the_blind_index_knows_a_number_however_it_is_written(key_file):
    one = encryption.blind_index(NUMBER, purpose="id_number")

    assert encryption.blind_index(" 999999 19540406 038x ", purpose="id_number") == one
    assert encryption.blind_index(NUMBER, purpose="phone") != one
    assert encryption.blind_index(" ", purpose="id_number") == b""


def test_the_key_file_is_its_owners_alone(key_file):
    encryption.add_key(key_file)

    assert key_file.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(key_file.read_text())["keys"]) == {"1", "2"}


def test_rotation_seals_everything_anew_and_loses_nothing(head, lin):
    Cadre.objects.update(phone="19900000001")

    call_command("rotate_keys")

    assert stored(head)[0] == stored(head, "phone")[0] == 2
    assert Resident.objects.get(pk=head.pk).id_number == NUMBER
    assert set(Cadre.objects.values_list("phone", flat=True)) == {"19900000001"}
    assert sum(rotation.left(column) for column in rotation.columns()) == 0


def test_an_interrupted_rotation_goes_on_under_the_same_key(head, key_file, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 1)
    Resident.objects.update(id_number=NUMBER)
    encryption.add_key(key_file)
    column = Resident._meta.get_field("id_number")
    next(rotation.reseal(column))
    assert rotation.left(column) == 1

    call_command("rotate_keys", resume=True)

    assert encryption.keys().current == 2
    assert rotation.left(column) == 0


def test_a_process_that_slept_through_a_rotation_reads_what_it_sealed(key_file):
    told = json.loads(key_file.read_text())
    told["keys"]["2"], told["current"] = "ab" * 32, 2
    key_file.write_text(json.dumps(told))  # by another process: nothing is forgotten here
    ring = encryption.Keys.load(key_file)
    sealed = ring.ciphers[2].encrypt(b"n" * 12, NUMBER.encode(), b"a.b")

    assert encryption.keys().current == 1
    assert encryption.unseal(b"\2" + b"n" * 12 + sealed, place="a.b") == NUMBER


def test_after_255_keys_there_is_no_room(key_file):
    told = json.loads(key_file.read_text())
    told["keys"]["255"] = told["keys"]["1"]
    key_file.write_text(json.dumps(told))

    with pytest.raises(ValidationError):
        encryption.add_key(key_file)
