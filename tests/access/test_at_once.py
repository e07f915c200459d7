"""Two people at one thing: what the first one wrote stands, and the second one is told."""

from typing import Any

import pytest
from django.test import Client

from cadres.models import Cadre
from tests import cast
from tests.access.deciding_screens import DECIDING_SCREENS
from tests.access.filling import form_for, texts_in
from tests.access.screens import SCREENS, Screen
from tests.access.world import Things

TOLD = {409, 422}


def colleague_of(cadre: Cadre) -> Cadre:
    """Somebody else whose post opens the same."""
    mine = cast.post_of(cadre)
    post = cast.make_post(mine.area, mine.role, f"{mine.name}乙", mine.unit)
    return cast.make_cadre(f"{cadre.username}2", "程乙", post)


class Sitting:
    """One of the two, who opened the page and typed, but did not send yet."""

    def __init__(self, screen: Screen, things: Things, cadre: Cadre, *, comes_second: bool) -> None:
        self.client = Client()
        self.client.force_login(cadre)
        page = screen.page(things)
        first_to = (screen.to or screen.page)(things)
        self.to = screen.then_to(things) if comes_second and screen.then_to else first_to
        typed = (screen.then if comes_second else screen.first)(things)
        names = set(typed)
        form = self._form(page, names) or self._form(self.to, names)
        assert form is not None, f"no form to {self.to} on {page}"
        self.sends = {**form.fields, **typed}

    def _form(self, page: str, names: set[str]) -> Any:
        shown = self.client.get(page)
        return form_for(shown.text, address=page, to=self.to, names=names)

    def send(self) -> Any:
        return self.client.post(self.to, self.sends)


@pytest.mark.parametrize("screen", [*SCREENS, *DECIDING_SCREENS], ids=str)
def test_the_second_is_told_and_nothing_is_lost(world, screen: Screen):
    things, one = world.inside, world.people[screen.who]
    other = one if screen.same_person else colleague_of(one)
    screen.before(things)
    first = Sitting(screen, things, one, comes_second=False)
    second = Sitting(screen, things, other, comes_second=True)

    assert first.send().status_code == 302, "the first one was not heard"
    stood = screen.stands(things)
    answer = second.send()

    if screen.adds:
        assert (answer.status_code, screen.stands(things) != stood) == (302, True)
        return
    assert screen.stands(things) == stood
    assert answer.status_code in TOLD
    assert screen.words in texts_in(answer.text)
