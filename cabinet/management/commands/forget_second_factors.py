from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from cabinet.devices import end_devices
from cabinet.models import Person


class Command(BaseCommand):
    help = (
        "Rouvre la porte à qui a perdu son téléphone et ses codes de secours : retire ses seconds facteurs, "
        "ferme ses sessions, redonne sept jours. Assurez-vous d’abord, de vive voix, que c’est bien elle."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")

    @transaction.atomic
    def handle(self, *args, **options):
        person = Person.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            self.stderr.write(f"Personne n’a de compte à l’adresse « {options['email']} ».")
            raise SystemExit(1)
        gone, _ = Authenticator.objects.filter(user=person).delete()
        closed = end_devices(person, but="")
        Person.objects.filter(pk=person.pk).update(first_signed_in_at=None)
        self.stdout.write(
            f"{person} : {gone} retiré(s), {len(closed)} session(s) fermée(s). Sept jours recommencent."
        )
