"""The numbers beside the entries of the navigation: what waits for whom, in one query."""

from cadres.access import tenures_of
from issues.waiting import waiting
from tests import cast


def of(cadre):
    return waiting(tenures_of(cadre, on=cast.today()))


def test_a_village_desk_counts_what_nobody_there_has_looked_at(desk, raised):
    assert of(desk) == {"receive_issues": 1}


def test_dispatch_counts_what_the_town_has_to_hand_over(raised, dispatcher):
    assert of(dispatcher) == {"dispatch_issues": 1, "oversee_issues": 1}


def test_a_lead_unit_counts_what_is_its_turn(taken_on, handler, handler_elsewhere):
    assert of(handler) == {"handle_issues": 1}
    assert of(handler_elsewhere) == {"handle_issues": 0}


def test_what_is_said_to_be_done_is_nobodys_turn_but_not_over(said_done, handler, gao):
    assert of(handler) == {"handle_issues": 0}
    assert of(gao)["oversee_issues"] == 1


def test_all_of_them_cost_one_query(raised, gao, django_assert_num_queries):
    held = tenures_of(gao, on=cast.today())
    with django_assert_num_queries(1):
        waiting(held)


def test_a_visiting_cadre_is_not_counted_for(raised, lin, django_assert_num_queries):
    held = tenures_of(lin, on=cast.today())
    with django_assert_num_queries(0):
        assert waiting(held) == {}
