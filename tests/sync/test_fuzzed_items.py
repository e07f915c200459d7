"""Whatever is sent as a record, one receipt comes back and nothing breaks."""

from datetime import UTC, datetime
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phone.sync import receiving
from phone.sync.items import CorrectionItem, VisitItem, WithdrawalItem

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=2**62),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        ["\x00", "😀", "\ud800", "0001-01-01", "9999-12-31", "x" * 5000, "-1", "1e999"]
    ),
    st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    st.uuids().map(str),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)
FIELDS = sorted(
    {*VisitItem.model_fields, *CorrectionItem.model_fields, *WithdrawalItem.model_fields}
)
KINDS = st.sampled_from(["visit", "correction", "withdrawal"])


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    changed=st.dictionaries(st.sampled_from(FIELDS), ODD, min_size=1, max_size=4),
    kind=KINDS,
    dropped=st.sets(st.sampled_from(FIELDS), max_size=2),
)
def test_a_record_with_odd_fields_has_one_receipt(told, lin, changed, kind, dropped):
    item = told(kind=kind) | changed
    for name in dropped - {"by"}:
        item.pop(name, None)

    with transaction.atomic(), mock.patch.object(receiving.logger, "exception") as broke:
        receipt = receiving.receive(item, by=lin, at=timezone.now())
        transaction.set_rollback(True)

    assert receipt.status in {"received", "held", "refused", "waiting", "not_yours"}
    assert not broke.called, broke.call_args
    assert receipt.status != "refused" or receipt.said


@pytest.mark.parametrize("odd", [None, 5, "x", [], [[]], {}, {"kind": 5}, {"by": "x"}, True, 1.5])
def test_what_is_no_record_is_refused(send, odd):
    assert send(odd)[0]["status"] == "refused"
