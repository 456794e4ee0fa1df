"""Who hears: the whole practice, roles, those whom the matrix lets do something, named people."""

from cabinet import live
from cabinet.live.audience import ears


def hears(role: str, audience: tuple[str, ...], person_id: int = 1) -> bool:
    return not ears(role, person_id).isdisjoint(audience)


def test_everybody_is_everybody():
    assert all(hears(role, live.EVERYBODY) for role in ("titulaire", "paramedical", "mairie"))


def test_roles_are_heard_by_these_roles():
    audience = live.roles("secretaire", "telesecretaire")
    assert all(hears(role, audience) for role in ("secretaire", "telesecretaire"))
    assert not hears("titulaire", audience)


def test_condition_in_the_matrix_does_not_hear():
    assert live.who_may("see_patients") == live.roles("titulaire", "remplacant", "interne", "secretaire")


def test_named_people_hear_whatever_their_role():
    audience = live.people([4, 7])
    assert hears("paramedical", audience, person_id=7)
    assert not hears("titulaire", audience, person_id=47)


def test_audiences_add_up():
    audience = live.roles("secretaire") + live.people([4])
    assert (hears("secretaire", audience), hears("mairie", audience, 4), hears("mairie", audience, 5)) == (
        True,
        True,
        False,
    )
