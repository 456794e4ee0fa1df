"""Who answers the laboratory around today: duties shared out, one hole, a line left, a swap that waits."""

from datetime import date, datetime, timedelta

from cabinet.actions.refusals import Refused
from cabinet.models import Cabinet, Membership, PractitionerProfile, Role
from planning.actions.hand_over import write_hand_over
from planning.actions.swaps import ask_swap
from planning.models import Astreinte, HandOver, Presence, Swap
from planning.queries.astreintes import needed_days, span_of
from planning.queries.calendar import read_calendar
from planning.queries.rota import read_rota

WEEKS_AFTER = timedelta(weeks=4)
#: The coming days of which one is left without anybody.
NEAR = 6
LINE = "INR reçu hier soir\u202f: dose adaptée par téléphone, contrôle à demander jeudi."


def answer_the_laboratory(
    members: dict[str, Membership], *, cabinet: Cabinet, today: date, at: datetime
) -> int:
    """Share out the coming days without a doctor, once; how many duties were written."""
    _give_phones(members)
    if Astreinte.objects.filter(on__gte=today).exists():
        return 0
    needed = needed_days(read_calendar(cabinet, today, today + WEEKS_AFTER))
    secretary = next((member for member in members.values() if member.role == Role.SECRETAIRE), None)
    hole = next((on for on in needed if today < on <= today + timedelta(days=NEAR)), None)
    written = []
    for on, who in read_rota(cabinet, needed, today=today).propose(needed).items():
        if who is None or on == hole:
            continue
        starts_at, ends_at = span_of(cabinet, on)
        written.append(
            Astreinte(
                membership=who,
                on=on,
                starts_at=starts_at,
                ends_at=ends_at,
                assigned_by=secretary,
                assigned_at=min(at, starts_at - timedelta(days=10)),
                acknowledged_at=starts_at - timedelta(days=9) if on < today + timedelta(days=10) else None,
            )
        )
    Astreinte.objects.bulk_create(written)
    _leave_a_line(at)
    _offer_a_day(members, today=today, at=at)
    return len(written)


def _give_phones(members: dict[str, Membership]) -> None:
    """Numbers that ring nowhere, kept for films and demonstrations."""
    doctors = sorted(name for name, member in members.items() if member.is_doctor)
    for number, name in enumerate(doctors):
        profile, _ = PractitionerProfile.objects.get_or_create(membership=members[name])
        if not profile.phone:
            profile.phone = f"+336399812{number:02d}"
            profile.save(update_fields=["phone"])


def _leave_a_line(at: datetime) -> None:
    """By the last doctor on call, for whoever comes next."""
    last = Astreinte.objects.standing().with_names().filter(ends_at__lt=at).order_by("-on").first()
    if last and not HandOver.objects.exists():
        write_hand_over(astreinte=last, text=LINE, by=last.membership, at=last.ends_at - timedelta(hours=1))


def _offer_a_day(members: dict[str, Membership], *, today: date, at: datetime) -> None:
    """A locum offers a day of the coming weeks to another one, who has not answered yet."""
    asker, asked = members.get("valentine"), members.get("kevin")
    if asker is None or asked is None:
        return
    theirs = Presence.objects.counting().filter(on__gt=today + timedelta(days=8)).with_names()
    given = theirs.filter(membership=asker).first()
    wanted = theirs.filter(membership=asked).first()
    if given and not Swap.objects.exists():
        try:
            ask_swap(given=given, wanted=wanted, to=asked, by=asker, at=at)
        except Refused:
            return  # these two are not free for each other: the demo does without
