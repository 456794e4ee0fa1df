"""Each register has its states; what is settled stays settled."""

import pytest

from commune.rules.registers import (
    KINDS,
    NEXT,
    OF_THE_MAIRIE,
    STATES,
    VERBS,
    StateRefused,
    check_change,
    first_state,
    is_open,
    next_states,
    register_of,
)


def test_every_state_has_its_words():
    told = {state for register in NEXT.values() for state in register}
    assert told == set(STATES)
    assert {to for register in NEXT.values() for after in register.values() for to in after} == set(VERBS)
    assert {register_of(kind) for kind in KINDS} == set(NEXT)
    assert set(OF_THE_MAIRIE) < set(KINDS)


@pytest.mark.parametrize(("kind", "state"), [("repair", "asked"), ("cdom", "in_force"), ("cpe_cps", "to_do")])
def test_first_state_is_open(kind, state):
    assert first_state(kind) == state
    assert is_open(kind, state)


def test_is_open_not_for_what_is_only_noted():
    assert not is_open("paper_service", first_state("paper_service"))


def test_next_states_of_what_is_settled_are_none():
    assert next_states("repair", "asked") == ("accepted", "done", "refused")
    assert next_states("repair", "done") == ()


def test_check_change_asks_why_it_is_refused():
    check_change("repair", "asked", "accepted", "")
    with pytest.raises(StateRefused) as refused:
        check_change("repair", "asked", "refused", "  ")
    assert refused.value.sentence == "Dites pourquoi c’est refusé\u202f: le cabinet le lira."


def test_check_change_refuses_what_is_settled_already():
    with pytest.raises(StateRefused) as refused:
        check_change("repair", "done", "accepted", "")
    assert refused.value.sentence == "Cette entrée est déjà «\u202ffaite\u202f»."
