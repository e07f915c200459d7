"""A double tap over two connections is one visit (DOMAIN 5)."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from uuid_utils.compat import uuid7

from tests import cast
from visits import actions
from visits.models import Visit, Visitor


def test_four_taps_at_once_make_one_visit(committed, old_couple, lin):
    visit_id, post, moment = uuid7(), cast.post_of(lin), cast.at(cast.days_ago(1))

    def tap(_):
        try:
            return actions.record(
                id=visit_id,
                place=old_couple,
                by=lin,
                under=post,
                visitors=[actions.VisitorLine(cadre=lin, post=post)],
                outcome="met",
                phone_at=moment,
                at=moment,
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as taps:
        answers = set(taps.map(tap, range(4)))

    assert answers == {visit_id}
    assert (Visit.objects.count(), Visitor.objects.count()) == (1, 1)
