import base64
import json

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Tire une clé pour signer les notifications : à mettre dans VAPID_PRIVATE_KEY, une fois pour toutes."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        key = base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
        self.stdout.write(
            json.dumps({"VAPID_PRIVATE_KEY": key}) if options["json"] else f"VAPID_PRIVATE_KEY={key}"
        )
