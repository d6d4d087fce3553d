"""People who sign in. An account is never needed to use the method."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

SANS_NOM = "Une personne sans nom affiché"


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """Creates people known by their e-mail address alone."""

    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        utilisateur = self.model(email=self.normalize_email(email), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **champs)


class Utilisateur(AbstractUser):
    """A person, identified by an e-mail address (unique, whatever its case)."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("nom affiché", max_length=60, blank=True)
    prevenu_le = models.DateTimeField("prévenu de l’effacement le", null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UtilisateurManager] = UtilisateurManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "utilisateur"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="comptes_email_unique",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def nom_public(self) -> str:
        """How the other members of a structure read this person: never by the address."""
        return self.get_full_name() or SANS_NOM
