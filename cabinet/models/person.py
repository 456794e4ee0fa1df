"""One human being, one account, whatever the number of practices."""

import unicodedata

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower


def sort_key(*words: str) -> str:
    """How French people expect names to be ordered: without accents nor case (`Épaud` after `Endrin`)."""
    text = unicodedata.normalize("NFKD", " ".join(words)).casefold()
    return "".join(letter for letter in text if not unicodedata.combining(letter))


class PersonManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "Person":
        """A person whose account is usable at once when a password is given, by invitation otherwise."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str) -> "Person":
        return self.get(email=email.strip().lower())


class Person(AbstractBaseUser):
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    sort_key = models.CharField(max_length=130, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    #: When the days to add a second factor began.
    first_signed_in_at = models.DateTimeField(null=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="person_email_is_lower_case",
                condition=models.Q(email=Lower(F("email"))),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.strip().lower()
        self.sort_key = sort_key(self.last_name, self.first_name)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()
