"""Each record sent has its receipt, and is stored once."""

from visits.models import Visit


def test_a_visit_is_stored_and_its_receipt_names_it(send, told):
    item = told()

    (receipt,) = send(item)

    visit = Visit.objects.get()
    assert (receipt["id"], receipt["status"]) == (item["id"], "received")
    assert str(visit.pk) == item["id"]
    assert receipt["said"].startswith("已收下") or receipt["said"].startswith("Received")


def test_the_same_again_changes_nothing_and_has_the_same_receipt(send, told):
    item = told(issue={"id": "0193a0b0-0000-7000-8000-000000000009", "text": "渠", "category": 1})

    first, again = send(item), send({**item, "clock_offset_ms": 77})

    assert first == again
    assert Visit.objects.count() == 1
