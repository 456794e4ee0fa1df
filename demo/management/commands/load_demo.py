from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cabinet import kit
from cabinet.clock import today_in_paris
from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped
from demo import (
    accounts,
    appointments,
    astreintes,
    calendar,
    calls,
    care,
    contracts,
    events,
    history,
    last_year,
    looked_at,
    mail,
    mairie,
    messaging,
    month,
    network,
    patients,
    practice,
    received,
    refusals,
    sheets,
    staff,
)

SAMPLES = settings.BASE_DIR / "samples"


class Command(BaseCommand):
    help = "Peuple deux cabinets fictifs autour d’aujourd’hui et dit comment s’y connecter. Rien ne double."

    def handle(self, *args, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("Les données de démonstration n’entrent pas dans une installation réelle.")
        now, today = timezone.now(), today_in_paris()
        for name in ("nieul-le-dolent", "aubigny"):
            if Cabinet.objects.filter(slug=name).exists():
                continue  # whoever plays with the demo finds it as they left it
            kit.load(SAMPLES / f"{name}.json", at=now)
        network.open_half(asked_by="aubigny", at=now)
        accounts.open_accounts()
        accounts.begin_their_days()
        self._live("nieul-le-dolent", today=today, now=now)
        self._live("aubigny", today=today, now=now)
        mail.join_network()
        for name in ("aubigny", "nieul-le-dolent"):
            network.share(name, at=now)
        self._mail("aubigny", keeper="maelle", doctor="lucie", now=now)
        self._mail("nieul-le-dolent", keeper="baptiste", doctor="valentine", now=now)

    def _mail(self, slug: str, *, keeper: str, doctor: str, now) -> None:
        """Once both practices are there: mail goes from one to the other."""
        cabinet = Cabinet.objects.get(slug=slug)
        with scoped(cabinet.pk):
            members = {m.person.email.split(".")[0]: m for m in Membership.objects.with_person()}
            for member in members.values():
                member.cabinet = cabinet
            mail.bring_mail(members, cabinet=cabinet, keeper=keeper, doctor=doctor, at=now)

    def _live(self, slug: str, *, today: date, now) -> None:
        cabinet = Cabinet.objects.get(slug=slug)
        with scoped(cabinet.pk):
            members = {m.person.email.split(".")[0]: m for m in Membership.objects.with_person()}
            for member in members.values():
                member.cabinet = cabinet
            calendar.fill(members, slug=slug, today=today, at=now)
            history.remember(members, slug=slug, today=today, at=now)
            if slug == "nieul-le-dolent":
                messaging.chat(members, at=now)
            calls.call(members, today=today, at=now)
            if slug == "nieul-le-dolent":
                staff.hire(members, today=today, at=now)
                staff.supervise(members, today=today, at=now)
                staff.except_some_days(members, today=today, at=now)
                events.announce(members, today=today, at=now)
                month.rotate(members, names=month.ROTATION, today=today, at=now)
                contracts.keep_papers(members, today=today, at=now)
                contracts.sign_some(members, today=today, at=now)
                last_year.forget_an_account(members)
                month.close_october(members, SAMPLES / "recettes-2026-10.csv")
                last_year.remember_last_year(members)
                refusals.refuse_lines(members, today=today, at=now)
                sheets.count_last_days(by=members["baptiste"], today=today)
                patients.take_in(members, today=today, at=now, keeper="baptiste")
                practice.organise(members, keeper="baptiste", today=today, at=now)
                appointments.fill_agenda(members, today=today, at=now, keeper="baptiste")
                care.follow(
                    members, titulaires=("ulysse", "lucie", "zoe"), keeper="baptiste", today=today, at=now
                )
                care.share(members, today=today, at=now)
                mairie.open_the_books(members, cabinet=cabinet, today=today, at=now, keeper="baptiste")
                messaging.care(members, at=now)
                looked_at.look(members, at=now)
                self._say_sign_ins()
            else:
                month.rotate(members, names=["lucie", "romane"], today=today, at=now)
                received.share_what_is_received(members, today=today, at=now)
                patients.take_in(members, today=today, at=now, keeper="maelle", number=12)
                practice.organise(members, keeper="maelle", today=today, at=now)
                appointments.fill_agenda(members, today=today, at=now, keeper="maelle")
            astreintes.answer_the_laboratory(members, cabinet=cabinet, today=today, at=now)

    def _say_sign_ins(self) -> None:
        self.stdout.write(f"\nMot de passe de tous : {accounts.PASSWORD}\n")
        for role, name, email in accounts.sign_ins():
            self.stdout.write(f"  {role:<22} {name:<18} {email}")
        self.stdout.write(
            "Le bandeau compte sept jours pour ajouter un second facteur : ils repartent à chaque bin/demo."
        )
