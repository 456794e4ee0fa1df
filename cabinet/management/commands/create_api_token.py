import json
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.api_tokens import LIFETIME, create_api_token
from cabinet.models import Person

LONGEST = 3 * 365


class Command(BaseCommand):
    help = "Crée une clé de l’API pour quelqu’un et l’affiche : elle ne pourra plus l’être."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--label", default="Ligne de commande")
        parser.add_argument("--days", type=int, default=LIFETIME.days)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        person = Person.objects.filter(email=options["email"].strip().lower(), is_active=True).first()
        if person is None:
            self._refuse(f"Personne n’a de compte à l’adresse « {options['email']} ».")
        if not 1 <= options["days"] <= LONGEST:
            self._refuse(f"Une clé dure de 1 à {LONGEST} jours.")
        label = options["label"].strip()[:60]
        if not label:
            self._refuse("Une clé porte un nom.")
        now = timezone.now()
        lifetime = timedelta(days=options["days"])
        key = create_api_token(person=person, label=label, at=now, lifetime=lifetime)
        if options["json"]:
            expires = (now + lifetime).isoformat(timespec="seconds")
            self.stdout.write(json.dumps({"email": person.email, "token": key, "expires_at": expires}))
        else:
            self.stdout.write(key)

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(1)
