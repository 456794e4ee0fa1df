"""What is addressed to the ASALÉE nurse is asked, then followed from a first session, then closed.

Source: ASALÉE in the practice: a doctor addresses, she plans and closes, the doctor reads how it ended.
"""


def state_after_session(state: str) -> str:
    """A planned session makes it followed; what is closed stays closed.

    Source: ASALÉE in the practice.
    """
    return "closed" if state == "closed" else "followed"


def may_say_session(*, state: str, on_is_past_or_today: bool) -> bool:
    """A session is said held or missed once, on its day or after it.

    Source: ASALÉE in the practice.
    """
    return state == "planned" and on_is_past_or_today


def may_close(*, state: str, sessions_planned: int) -> bool:
    """It closes when no session to come stands: what is planned is said, or taken away, first.

    Source: ASALÉE in the practice.
    """
    return state != "closed" and not sessions_planned


def session_state_of(appointment_state: str) -> str | None:
    """A session that has an hour is held when its appointment is, missed when the patient did not come.

    None when there is no session any more: the appointment was cancelled.
    Source: ASALÉE in the practice.
    """
    return {"done": "held", "no_show": "missed", "cancelled": None, "moved": None}.get(
        appointment_state, "planned"
    )
